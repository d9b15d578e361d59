/// Reads the `Warning` header with which an API server comments on a request that it accepted.
///
/// Source: KEP-1693 and RFC 7234, section 5.5: `299 - "text"`, several of them separated by commas.
enum WarningHeader {
    /// The texts of all warnings with code 299; anything malformed ends the reading.
    static func texts(_ header: String) -> [String] {
        var texts: [String] = []
        var rest = header.utf8[...]
        while let opening = rest.firstIndex(of: UInt8(ascii: "\"")) {
            let prefix = String(rest[..<opening]) ?? ""
            guard let (text, end) = quoted(rest[rest.index(after: opening)...]) else { break }
            let isPersistent = prefix.drop { $0 == "," || $0 == " " }.hasPrefix("299 ")
            if isPersistent && !text.isEmpty { texts.append(text) }
            rest = rest[end...]
        }
        return texts
    }

    /// The text up to the closing quote with its escapes undone, and where it goes on after that quote.
    private static func quoted(_ source: Substring.UTF8View) -> (String, Substring.UTF8View.Index)? {
        var bytes: [UInt8] = []
        var index = source.startIndex
        var isEscaped = false
        while index < source.endIndex {
            let byte = source[index]
            index = source.index(after: index)
            if isEscaped {
                bytes.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return (String(decoding: bytes, as: UTF8.self), index)
            } else {
                bytes.append(byte)
            }
        }
        return nil
    }
}
