/// The requests of a Kubernetes controller over any transport: encoded, retried, decoded, with errors that explain.
///
/// Every call has a deadline, retries only what may be repeated (``RetryPolicy``), and ends with
/// ``KubeError/Code/cancelled`` when its task is cancelled.
package struct KubeClient: Sendable {
    /// How a client behaves; the defaults are those of the operator.
    package struct Options: Sendable {
        /// The name under which the API server records what this client writes.
        package var fieldManager: String
        /// The time that one attempt of a call may take.
        package var requestTimeout: Duration
        /// How many objects a page of a list has; the API server's own clients use 500.
        package var pageSize: Int
        package var retry: RetryPolicy
        /// Called with the text of each warning that the server sends along, such as a deprecated API.
        package var onWarning: @Sendable (String) -> Void
        /// Waits; replaced in tests.
        package var sleep: @Sendable (Duration) async throws(CancellationError) -> Void
        /// The time since some fixed moment, for deadlines; replaced in tests.
        package var uptime: @Sendable () -> Duration
        /// A source of jitter: any 64 bits; replaced in tests.
        package var random: @Sendable () -> UInt64

        package init(fieldManager: String = "idmon") {
            self.fieldManager = fieldManager
            requestTimeout = .seconds(30)
            pageSize = 500
            retry = .standard
            onWarning = { _ in }
            sleep = { duration async throws(CancellationError) in
                do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
            }
            let start = ContinuousClock.now
            uptime = { start.duration(to: .now) }
            random = { UInt64.random(in: .min ... .max) }
        }
    }

    package let transport: any Transport
    package let options: Options

    package init(transport: any Transport, options: Options = Options()) {
        self.transport = transport
        self.options = options
    }
}
