import KubeModel

extension ServerAddress {
    /// The URL of a request.
    ///
    /// - Parameter host: what stands in the URL instead of the server's own host; nil for that.
    /// - Throws: ``KubeError/Code/badRequest`` for a segment that would name another path than it says.
    func url(for request: APIRequest, host: String? = nil) throws(KubeError) -> String {
        var url = "\(isTLS ? "https" : "http")://\(host.map { "\($0):\(port)" } ?? authority)\(basePath)"
        for segment in request.path {
            // Servers resolve dot segments even where they are percent-encoded.
            guard !segment.isEmpty, segment != ".", segment != ".." else {
                throw KubeError(
                    .badRequest, "\(request.call): a path segment is empty or consists of dots; check the object's name"
                )
            }
            url += "/"
            Self.encode(segment, into: &url)
        }
        var separator = "?"
        for item in request.query {
            url += separator
            Self.encode(item.name, into: &url)
            url += "="
            Self.encode(item.value, into: &url)
            separator = "&"
        }
        return url
    }

    /// Percent-encodes everything but RFC 3986's unreserved characters.
    private static func encode(_ text: String, into url: inout String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                url.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                url += byte < 16 ? "%0" : "%"
                url += String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
