import KubeModel
import ReconcileCore
import Synchronization

/// The machine of one stand for leadership, and what is under way.
final class LeaseTerm: Sendable {
    private struct State {
        var machine: LeaseMachine
        var alarm: Duration = .zero
        var answer: LeaseMachine.Input?
        var isLeading = false
        var hasEnded = false
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> KubeTime
    private let start = ContinuousClock.now
    private let signal = Signal()

    init(_ machine: LeaseMachine, now: @escaping @Sendable () -> KubeTime) {
        state = Mutex(State(machine: machine))
        self.now = now
    }

    var hasEnded: Bool { state.withLock { $0.hasEnded } }
    var isLeading: Bool { state.withLock { $0.isLeading } }
    var alarm: ContinuousClock.Instant { start.advanced(by: state.withLock { $0.alarm }) }

    func handle(_ input: LeaseMachine.Input) -> [LeaseMachine.Action] {
        let elapsed = start.duration(to: .now)
        let wallTime = now()
        return state.withLock { $0.machine.handle(input, at: elapsed, wallTime: wallTime) }
    }

    /// Whether the Lease is held at this moment.
    var holdsLease: Bool {
        let elapsed = start.duration(to: .now)
        return state.withLock { $0.machine.isLeader(at: elapsed) }
    }

    func setAlarm(_ time: Duration) { state.withLock { $0.alarm = time } }
    func answer(_ input: LeaseMachine.Input) { state.withLock { $0.answer = input } }

    func takeAnswer() -> LeaseMachine.Input? {
        state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
    }

    func lead() {
        state.withLock { $0.isLeading = true }
        signal.notify()
    }

    func end() { state.withLock { $0.hasEnded = true } }

    func waitUntilLeading() async {
        while !Task.isCancelled {
            let generation = signal.generation
            if state.withLock({ $0.isLeading || $0.hasEnded }) { return }
            await signal.wait(past: generation, until: nil)
        }
    }
}
