/// A watch: batches of events as the network brings them.
///
/// One task reads it. The server ends a watch at its time-out, which is nil from ``next()``; a watch that breaks off,
/// also in the middle of a line, is an error. Leaving it ends the transfer.
package struct WatchStream: Sendable {
    /// Objects of more than 2 MB do not fit into etcd; a line adds managed fields and escapes.
    package static let lineLimit = 16 << 20

    private let stream: ResponseStream
    private let call: String
    private var splitter = LineSplitter(limit: lineLimit)

    init(_ stream: ResponseStream, call: String) {
        self.stream = stream
        self.call = call
    }

    /// Waits for the next events.
    ///
    /// - Returns: at least one event, in the server's order; nil when the server ended the watch as it should.
    package mutating func next() async throws(KubeError) -> [WatchEvent]? {
        while let piece = try await stream.next() {
            let lines: [[UInt8]]
            do {
                lines = try splitter.append(piece)
            } catch {
                stream.cancel()
                throw KubeError(.tooLarge, "\(call): a line is longer than \(error.limit) bytes")
            }
            guard !lines.isEmpty else { continue }
            var events: [WatchEvent] = []
            events.reserveCapacity(lines.count)
            for line in lines { events.append(try WatchLine.event(line, call: call)) }
            return events
        }
        guard splitter.partial.isEmpty else {
            throw KubeError(.connectionLost, "\(call): the server ended it in the middle of a line")
        }
        return nil
    }

    /// Ends the watch.
    package func cancel() { stream.cancel() }
}
