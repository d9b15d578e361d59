import CCurl

/// One request under way: what has arrived of its answer, and who waits for it. Used on the curl thread alone.
final class CurlTransfer {
    enum Kind {
        /// The whole answer is wanted at once; a body of at most so many bytes.
        case whole(limit: Int)
        /// Pieces are wanted as they come.
        case stream(idleTimeout: Duration)
    }

    let identifier: UInt64
    let kind: Kind
    /// The request in words, for errors.
    let call: String
    private(set) var head = ResponseHead()
    /// The whole body so far, or what waits to be read of a stream.
    private(set) var inbox = TransferInbox()
    /// Why a callback ended the transfer; libcurl itself only knows that it did.
    private(set) var failure: KubeError?
    /// When something last arrived, by the transport's clock.
    var lastArrival: ContinuousClock.Instant
    /// Set by the callbacks: there is something that the transport has not looked at.
    var hasNews = false
    /// nil once libcurl is done with it.
    var handle: CurlHandle?

    var completion: CheckedContinuation<Result<Void, KubeError>, Never>?
    var reader: CheckedContinuation<Result<[UInt8]?, KubeError>, Never>?

    init(identifier: UInt64, kind: Kind, call: String, handle: CurlHandle, now: ContinuousClock.Instant) {
        self.identifier = identifier
        self.kind = kind
        self.call = call
        self.handle = handle
        lastArrival = now
    }

    var isStream: Bool { if case .stream = kind { true } else { false } }

    /// Calls `body` with the transfer and the bytes of a callback of libcurl.
    ///
    /// - Returns: what the callback has to return: the count, or another number to end the transfer.
    static func receive(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ body: (CurlTransfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context = unsafe context else { return count + 1 }
        let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        transfer.hasNews = true
        let isTaken = unsafe body(transfer, UnsafeRawBufferPointer(start: bytes, count: count))
        return isTaken ? count : count + 1
    }

    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        guard unsafe head.append(line) else {
            failure = KubeError(
                .tooLarge, "\(call): the headers of the answer are larger than \(ResponseHead.limit) bytes")
            return false
        }
        return true
    }

    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let limit = if case .whole(let limit) = kind { limit } else { TransferInbox.streamLimit }
        guard inbox.count + bytes.count <= limit else {
            failure = KubeError(
                .tooLarge,
                isStream
                    ? "\(call): more than \(limit) bytes wait to be read; the reader is too slow"
                    : "\(call): the answer is larger than \(limit) bytes")
            return false
        }
        unsafe inbox.append(bytes)
        return true
    }

    func end(_ outcome: Result<Void, KubeError>) { inbox.end(outcome) }

    func takeBody() -> [UInt8] { inbox.takeAll() }

    /// Hands what is there to the reader, if one waits; exactly once, since it is forgotten then.
    func serveReader() {
        guard let reader, let next = inbox.take() else { return }
        self.reader = nil
        reader.resume(returning: next)
    }

    /// Tells the one who waits for the head, or for the whole, exactly once.
    func complete(_ outcome: Result<Void, KubeError>) {
        guard let completion else { return }
        self.completion = nil
        completion.resume(returning: outcome)
    }
}
