/// Status and headers of an answer, as far as a client needs them.
struct ResponseHead: Sendable {
    /// In bytes, all headers together.
    static let limit = 64 << 10

    private static let wanted = ["retry-after", "warning", "location"]

    private(set) var status = 0
    private(set) var contentType = ""
    private(set) var headers: [String: String] = [:]
    private(set) var isComplete = false
    private var size = 0

    /// Takes one line with its end, as libcurl hands it over; trailers after the body are left out.
    ///
    /// - Returns: false when the headers are too large.
    mutating func append(_ line: UnsafeRawBufferPointer) -> Bool {
        size += line.count
        guard size <= Self.limit else { return false }
        guard !isComplete, let first = unsafe line.first else { return true }
        // Most lines are of no interest: only those are read whose first letter can be.
        switch first {
        case UInt8(ascii: "\r"), UInt8(ascii: "\n"): isComplete = status >= 200
        case UInt8(ascii: "H"), UInt8(ascii: "c"), UInt8(ascii: "C"),
            UInt8(ascii: "l"), UInt8(ascii: "L"), UInt8(ascii: "r"), UInt8(ascii: "R"), UInt8(ascii: "w"),
            UInt8(ascii: "W"):
            unsafe read(String(decoding: line, as: UTF8.self))
        default: break
        }
        return true
    }

    private mutating func read(_ line: String) {
        if line.hasPrefix("HTTP/") {
            // A new block: what came before was an interim answer (1xx).
            self = ResponseHead(size: size)
            status = Int(line.drop { $0 != " " }.dropFirst().prefix(3)) ?? 0
            return
        }
        guard let colon = line.firstIndex(of: ":") else { return }
        let name = line[..<colon].lowercased()
        let value = String(line[line.index(after: colon)...]).trimmed
        if name == "content-type" {
            contentType = value
        } else if Self.wanted.contains(name) {
            headers[name] = headers[name].map { "\($0), \(value)" } ?? value
        }
    }

    init() {}

    private init(size: Int) { self.size = size }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
