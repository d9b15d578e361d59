import KubeClient
import ReconcileCore

/// Where an informer stands with the server: the machine that decides, and what is under way.
struct WatchConversation {
    /// A server sends a bookmark each minute; twice that without a byte is silence.
    static let longestSilence: Duration = .seconds(121)

    private var machine: WatchMachine
    /// What the machine asked to be sent next.
    var pending: WatchRequest?
    var watch: WatchStream?
    /// Events that came in one piece and are handed in one by one.
    var received: ArraySlice<WatchEvent> = []
    /// When the machine wants its timer.
    var alarm: Duration = .zero
    private let start = ContinuousClock.now

    init(machine: WatchMachine) { self.machine = machine }

    var now: Duration { start.duration(to: .now) }

    func instant(of time: Duration) -> ContinuousClock.Instant { start.advanced(by: time) }

    mutating func handle(_ input: WatchMachine.Input) -> [WatchMachine.Action] {
        let actions = machine.handle(input, at: now)
        // Nothing of a watch may be handed in once it was closed.
        if actions.contains(where: { if case .closeWatch = $0 { true } else { false } }) { received = [] }
        return actions
    }
}

extension WatchFailure {
    /// What a failed call means to a watch.
    init(_ error: KubeError) {
        switch error.code {
        case .expired: self = .expired
        case .versionNotReached: self = .tooLargeResourceVersion(retryAfter: error.retryAfter)
        case .badRequest, .invalid: self = .invalid
        case .notFound: self = .absent
        case .throttled: self = .throttled(retryAfter: error.retryAfter ?? .seconds(1))
        default: self = error.retryAfter.map { .throttled(retryAfter: $0) } ?? .other
        }
    }
}
