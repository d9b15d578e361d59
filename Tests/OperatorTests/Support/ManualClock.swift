import KubeModel
import Synchronization

/// A clock that shows what it was set to.
final class ManualClock: Sendable {
    private let time: Mutex<KubeTime>

    init(_ time: KubeTime) { self.time = Mutex(time) }

    var now: KubeTime { time.withLock { $0 } }

    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}
