/// The bytes of a body that have arrived and not yet been read, and how the body ended.
struct TransferInbox: Sendable {
    /// A reader that falls so far behind has to begin anew: pausing the transfer would only move the bytes into libcurl,
    /// which keeps buffering paused HTTP/2 streams (curl issue #4939).
    static let streamLimit = 32 << 20

    private var bytes: [UInt8] = []
    private var outcome: Result<Void, KubeError>?

    var count: Int { bytes.count }

    mutating func append(_ piece: UnsafeRawBufferPointer) { unsafe bytes.append(contentsOf: piece) }

    /// Ends the body; of several endings the first counts.
    mutating func end(_ outcome: Result<Void, KubeError>) { if self.outcome == nil { self.outcome = outcome } }

    /// What a reader gets now: bytes while there are any, then the end; nil when it has to wait.
    mutating func take() -> Result<[UInt8]?, KubeError>? {
        if !bytes.isEmpty { return .success(takeAll()) }
        return outcome?.map { nil }
    }

    mutating func takeAll() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
