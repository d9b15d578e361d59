import KubeModel

/// A format of texts that Kubernetes checks in custom resources.
///
/// Source: `apiextensions-apiserver`, supported formats, and the checks of `k8s.io/kube-openapi/pkg/validation/strfmt`.
/// Names are compared without hyphens: `date-time` and `datetime` are one. ``SchemaOmission`` names the formats that
/// are known here but not checked.
enum StringFormat: String {
    case byte, cidr, date, datetime, duration, email, hexcolor, hostname, ipv4, ipv6, mac, password, ssn, uri
    case uuid, uuid3, uuid4, uuid5
    case shortName = "k8sshortname"
    case longName = "k8slongname"

    init?(_ name: String) { self.init(rawValue: Self.normalized(name)) }

    static func normalized(_ name: String) -> String { name.filter { $0 != "-" } }

    /// The formats that Kubernetes checks and that are not checked here.
    static let unchecked: Set<String> = ["bsonobjectid", "creditcard", "isbn", "isbn10", "isbn13", "rgbcolor"]

    func accepts(_ text: String) -> Bool {
        switch self {
        case .byte: Self.isBase64(text)
        case .cidr: NetworkAddress.isCIDR(text)
        case .date: Self.isDate(text[...])
        case .datetime: Self.isDateTime(text)
        case .duration: GoDuration.accepts(text)
        case .email: Self.isEmail(text)
        case .hexcolor: Self.isHexadecimalColour(text)
        case .hostname: Self.isHostname(text)
        case .ipv4: NetworkAddress.isIPv4(text, leadingZeros: true)
        case .ipv6: NetworkAddress.isIPv6(text)
        case .mac: NetworkAddress.isMAC(text)
        case .password: true
        case .ssn: Self.isSocialSecurityNumber(text)
        case .uri: Self.isRequestURI(text)
        case .uuid, .uuid3, .uuid4, .uuid5: isUUID(text)
        case .shortName: DNSName.labelProblem(text) == nil
        case .longName: DNSName.subdomainProblem(text) == nil
        }
    }

    // MARK: - Dates

    private static func isDate(_ text: Substring) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 else { return false }
        return KubeTime("\(text)T00:00:00Z") != nil
    }

    /// Any case of `T` and `Z`, any character before a fraction, an offset or `Z` at the end.
    private static func isDateTime(_ text: String) -> Bool {
        let parts = text.lowercased().split(separator: "t", omittingEmptySubsequences: false)
        guard parts.count >= 2, isDate(parts[0]) else { return false }
        let time = Array(parts[1].utf8)
        guard time.count >= 9, time[2] == 0x3A, time[5] == 0x3A, number(time[0..<2]).map({ $0 <= 23 }) == true,
            number(time[3..<5]).map({ $0 <= 59 }) == true, number(time[6..<8]).map({ $0 <= 59 }) == true
        else { return false }
        var rest = time[8...]
        if rest.last == UInt8(ascii: "z") {
            rest.removeLast()
        } else {
            guard rest.count >= 6 else { return false }
            let offset = Array(rest.suffix(6))
            guard offset[0] == UInt8(ascii: "+") || offset[0] == UInt8(ascii: "-"), offset[3] == 0x3A,
                number(offset[1..<3]) != nil, number(offset[4..<6]) != nil
            else { return false }
            rest.removeLast(6)
        }
        return rest.isEmpty || (rest.count >= 2 && rest.dropFirst().allSatisfy(isDigit))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy(isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    // MARK: - Names and addresses

    /// An absolute URI or an absolute path, as `net/url.ParseRequestURI` takes it.
    private static func isRequestURI(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return false }
        guard hasValidEscapes(bytes) else { return false }
        if bytes[0] == UInt8(ascii: "/") { return true }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, isLetter(bytes[0]) else { return false }
        let scheme = bytes[..<colon]
        guard scheme.allSatisfy({ isLetter($0) || isDigit($0) || [0x2B, 0x2D, 0x2E].contains($0) }) else {
            return false
        }
        let rest = bytes[(colon + 1)...]
        guard rest.starts(with: Array("//".utf8)) else { return !rest.isEmpty }
        let authority = rest.dropFirst(2).prefix { ![0x2F, 0x3F, 0x23].contains($0) }
        return !authority.contains { $0 == 0x20 || $0 == 0x22 || $0 == 0x3C || $0 == 0x3E || $0 == 0x5C }
    }

    private static func hasValidEscapes(_ bytes: [UInt8]) -> Bool {
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
            guard index + 2 < bytes.count, isHexadecimal(bytes[index + 1]), isHexadecimal(bytes[index + 2]) else {
                return false
            }
        }
        return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

    /// `local@domain`, without the comments and quotes that mail headers may have.
    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return false }
        return parts.allSatisfy { part in
            !part.hasPrefix(".") && !part.hasSuffix(".") && !part.contains("..")
                && !part.unicodeScalars.contains { $0.value <= 0x20 || "()<>[]:;,\\\"".unicodeScalars.contains($0) }
        }
    }

    private static func isHostname(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 255, let last = labels.last else { return false }
        if labels.count > 1, last.count < 2 || !last.allSatisfy({ $0.isLetter || $0.isSymbol }) { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.allSatisfy { $0 == "-" || $0.isLetter || $0.isSymbol || ($0.isASCII && $0.isNumber) }
        }
    }

    private func isUUID(_ text: String) -> Bool {
        var digits: [UInt8] = []
        var groups: [Int] = [8, 4, 4, 4, 12]
        var missing = groups.removeFirst()
        for byte in text.utf8 {
            if missing == 0 {
                guard !groups.isEmpty else { return false }
                missing = groups.removeFirst()
                if byte == UInt8(ascii: "-") { continue }
            }
            guard Self.isHexadecimal(byte) else { return false }
            digits.append(byte | 0x20)
            missing -= 1
        }
        guard groups.isEmpty, missing == 0 else { return false }
        let hasVariant = "89ab".utf8.contains(digits[16])
        switch self {
        case .uuid3: return digits[12] == UInt8(ascii: "3")
        case .uuid4: return digits[12] == UInt8(ascii: "4") && hasVariant
        case .uuid5: return digits[12] == UInt8(ascii: "5") && hasVariant
        default: return true
        }
    }

    // MARK: - Others

    private static func isBase64(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count % 4 == 0 else { return false }
        let padding = bytes.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return false }
        return bytes.dropLast(padding).allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2B || $0 == 0x2F }
    }

    private static func isHexadecimalColour(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "#") ? text.utf8.dropFirst() : text.utf8[...]
        return (digits.count == 3 || digits.count == 6) && digits.allSatisfy(isHexadecimal)
    }

    private static func isSocialSecurityNumber(_ text: String) -> Bool {
        let digits = text.utf8.filter(isDigit)
        let separators = text.utf8.filter { !isDigit($0) }
        guard digits.count == 9, separators.count <= 2, separators.allSatisfy({ $0 == 0x2D || $0 == 0x20 }) else {
            return false
        }
        return text.utf8.prefix(3).allSatisfy(isDigit) && text.utf8.suffix(4).allSatisfy(isDigit)
    }
}

extension StructuralSchema {
    /// The format if Kubernetes checks it for this type of value; any other has no effect.
    var effectiveFormat: String? {
        guard let format, !isIntOrString else { return nil }
        switch type {
        case nil, .string:
            let name = StringFormat.normalized(format)
            return StringFormat(rawValue: name) != nil || StringFormat.unchecked.contains(name) ? format : nil
        case .integer: return format == "int32" || format == "int64" ? format : nil
        case .number: return format == "float" || format == "double" ? format : nil
        case .array, .boolean, .object: return nil
        }
    }
}
