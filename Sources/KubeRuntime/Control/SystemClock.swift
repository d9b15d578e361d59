import Glibc
package import KubeModel

/// The wall clock of the machine.
package enum SystemClock {
    /// The time of day, in whole seconds.
    package static func now() -> KubeTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return KubeTime(seconds: Int64(time.tv_sec))
    }
}
