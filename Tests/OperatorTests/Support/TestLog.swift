import Glibc
import Logging
import Synchronization

/// Keeps what the operator logs, so that a test can look for what must never be in it.
final class TestLog: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    /// A logger that writes here, and to standard error when `IDMON_TEST_LOG` is set.
    var logger: Logger {
        var logger = Logger(label: "test", factory: { _ in Handler(log: self) })
        logger.logLevel = .trace
        return logger
    }

    private func add(_ line: String) {
        lines.withLock { $0.append(line) }
        guard getenv("IDMON_TEST_LOG") != nil else { return }
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }

    private struct Handler: LogHandler {
        let log: TestLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            log.add("\(event.level) \(event.message) \(values.joined(separator: " "))")
        }
    }
}
