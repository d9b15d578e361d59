import Glibc
import KubeModel

/// The two clocks that credentials live by; replaced in tests.
struct CredentialClock: Sendable {
    /// The time since some fixed moment, for what is read again after a while.
    var uptime: @Sendable () -> Duration
    /// The calendar's time, for what says when it ends.
    var now: @Sendable () -> KubeTime

    static let system: CredentialClock = {
        let start = ContinuousClock.now
        return CredentialClock(
            uptime: { start.duration(to: .now) }, now: { KubeTime(seconds: Int64(time(nil))) })
    }()
}
