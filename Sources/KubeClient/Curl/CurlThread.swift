import CCurl
import Glibc
import Synchronization

/// A thread that owns a curl multi handle and is an actor's executor at the same time.
///
/// Everything that touches curl runs here, and the compiler proves it, since it is the actor's state. Of libcurl only
/// `curl_multi_wakeup` is called from other threads, which its documentation allows, hence `@safe`.
@safe
final class CurlThread: SerialExecutor {
    /// What is done after each round of jobs: takes the transfers to cancel, returns how many milliseconds it may take
    /// until it is called again.
    typealias Tick = @Sendable (_ cancelled: [UInt64]) -> Int32

    private struct State {
        var jobs: [UnownedJob] = []
        var cancelled: [UInt64] = []
        /// Whether the thread waits in `curl_multi_poll`, or is about to, and has to be woken.
        var isWaiting = false
        var isStopping = false

        var isIdle: Bool { jobs.isEmpty && cancelled.isEmpty && !isStopping }
    }

    /// The handle itself never changes. What it points to is touched by this thread alone, since all that does so is
    /// isolated to the actor whose executor this is; the exception is `curl_multi_wakeup`, see above. `deinit` frees it when
    /// nobody refers to the thread any more, and the running thread does. Therefore `nonisolated(unsafe)` is safe.
    nonisolated(unsafe) let multi: UnsafeMutableRawPointer
    private let state = Mutex(State())
    private let identity = Atomic<UInt>(0)

    init() throws(KubeError) {
        guard Self.isLibraryReady, let multi = unsafe curl_multi_init() else {
            throw KubeError(.configuration, "libcurl cannot be initialized; it has no memory or a broken TLS library")
        }
        unsafe self.multi = unsafe multi
        _ = unsafe ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        // API servers allow 100 to 250 streams on a connection; libcurl takes the smaller of the two figures.
        _ = unsafe ccurl_multi_set_long(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 250)
    }

    deinit { unsafe curl_multi_cleanup(multi) }

    /// A write to a connection that the peer closed must not end the process; with CURLOPT_NOSIGNAL, which threads need,
    /// libcurl leaves that to the program.
    private static let isLibraryReady: Bool = {
        Glibc.signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()

    /// Begins to run jobs; called once.
    func start(_ tick: @escaping Tick) { Thread.start { self.run(tick) } }

    /// Ends the thread after the jobs that are waiting; none may follow.
    func stop() { signal { $0.isStopping = true } }

    /// Has the next tick end a transfer; from any thread.
    func cancel(_ transfer: UInt64) { signal { $0.cancelled.append(transfer) } }

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        signal { $0.jobs.append(unowned) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { unsafe UnownedSerialExecutor(ordinary: self) }

    func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "this runs outside the thread of libcurl")
    }

    func isIsolatingCurrentContext() -> Bool? { identity.load(ordering: .relaxed) == UInt(pthread_self()) }

    private func signal(_ change: (inout State) -> Void) {
        let wakes = state.withLock { state in
            change(&state)
            defer { state.isWaiting = false }
            return state.isWaiting
        }
        if wakes { unsafe curl_multi_wakeup(multi) }
    }

    private func run(_ tick: Tick) {
        identity.store(UInt(pthread_self()), ordering: .relaxed)
        let executor = unsafe asUnownedSerialExecutor()
        while true {
            let taken = state.withLock { state in
                let taken = state
                state.jobs = []
                state.cancelled = []
                return taken
            }
            for job in taken.jobs { unsafe job.runSynchronously(on: executor) }
            if taken.isStopping { return }
            let milliseconds = tick(taken.cancelled)
            let waits = state.withLock { state in
                state.isWaiting = state.isIdle
                return state.isWaiting
            }
            guard waits else { continue }
            unsafe curl_multi_poll(multi, nil, 0, milliseconds, nil)
            state.withLock { $0.isWaiting = false }
        }
    }
}
