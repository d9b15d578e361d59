import JSONTree
import KubeClient

/// The events of a watch, one JSON text a line.
struct WatchLines {
    /// More than the events of any case.
    private static let limit = 1 << 20

    private let stream: ResponseStream
    private var buffer: [UInt8] = []

    init(_ stream: ResponseStream) { self.stream = stream }

    /// The next event; nil when the server has ended the watch.
    mutating func next(passingBookmarks: Bool) async throws(KubeError) -> JSONValue? {
        while true {
            guard let end = buffer.firstIndex(of: UInt8(ascii: "\n")) else {
                guard let chunk = try await stream.next() else { return nil }
                guard buffer.count + chunk.count <= Self.limit else {
                    throw KubeError(.tooLarge, "an event of the watch is larger than \(Self.limit) bytes")
                }
                buffer += chunk
                continue
            }
            let line = Array(buffer[..<end])
            buffer.removeFirst(end + 1)
            guard let event = try? JSONValue(parsing: line) else {
                throw KubeError(
                    .protocolViolation,
                    "the watch sent a line that is no JSON: \(String(decoding: line, as: UTF8.self))")
            }
            if !(passingBookmarks && event["type"]?.string == "BOOKMARK") { return event }
        }
    }
}
