/// Why a text is no JSON that is accepted here, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The text ends inside a value.
        case unexpectedEnd
        /// A byte stands where the grammar wants another one.
        case unexpectedByte
        /// The text begins with a byte order mark.
        case byteOrderMark
        /// Something follows the one value of a document.
        case trailingContent
        case invalidNumber
        case invalidEscape
        /// An escape names half of a surrogate pair, which is no character.
        case loneSurrogate
        /// A control character stands unescaped inside a string.
        case controlCharacter
        case invalidUTF8
        case tooDeep
        case tooLarge
        /// An object has two members of one name and the limits do not allow that.
        case duplicateName
        /// The value is well-formed but of another kind than the one asked for.
        case unexpectedKind
    }

    package let code: Code
    /// The offset, in bytes from the beginning of the text, of what is wrong.
    package let offset: Int
    package let message: String

    package init(code: Code, offset: Int, message: String) {
        self.code = code
        self.offset = offset
        self.message = message
    }

    package var description: String { "JSON, byte \(offset): \(message)" }
}

/// What the hot loops throw: small, so that the way of success costs nothing.
struct ScanFailure: Error {
    let code: JSONError.Code
    let offset: Int

    init(_ code: JSONError.Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }
}

extension JSONError {
    /// Words a failure; never quotes more than one byte of the text, which may be secret.
    init(_ failure: ScanFailure, in bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        code = failure.code
        offset = failure.offset
        let found = failure.offset < bytes.count ? Self.name(of: bytes[failure.offset]) : "the end"
        message =
            switch failure.code {
            case .unexpectedEnd: "the text ends before its value does"
            case .unexpectedByte: "\(found) is not expected here"
            case .byteOrderMark: "the text begins with a byte order mark; remove it"
            case .trailingContent: "\(found) follows the value; a document is one value"
            case .invalidNumber: "the number is malformed at \(found)"
            case .invalidEscape: "the escape is malformed at \(found)"
            case .loneSurrogate: "the escape is one half of a surrogate pair"
            case .controlCharacter: "\(found) inside a string must be escaped"
            case .invalidUTF8: "the bytes are not UTF-8"
            case .tooDeep: "values are nested deeper than \(limits.maximumDepth)"
            case .tooLarge: "the text has \(bytes.count) bytes; at most \(limits.maximumBytes) are read"
            case .duplicateName: "the object has a member of this name already"
            case .unexpectedKind: "the value is of another kind than the one wanted"
            }
    }

    private static func name(of byte: UInt8) -> String {
        guard (0x21...0x7e).contains(byte) else {
            let digits = String(byte, radix: 16)
            return "byte 0x\(digits.utf8.count == 1 ? "0" : "")\(digits)"
        }
        return "'\(Character(Unicode.Scalar(byte)))'"
    }
}
