import JSONTree

/// The tags that say how to read a scalar. Any other tag says nothing: its scalar is text.
enum YAMLTag: String {
    case null, bool, int, float, str, binary, timestamp, merge

    /// - Parameter tag: in full, as libyaml gives it: `tag:yaml.org,2002:int` for `!!int`.
    init?(_ tag: String) {
        let prefix = "tag:yaml.org,2002:"
        guard tag.utf8.starts(with: prefix.utf8) else { return nil }
        self.init(rawValue: String(tag.utf8.dropFirst(prefix.utf8.count)) ?? "")
    }

    /// The value of a scalar that has a tag; quotes make no difference then.
    static func value(tag: String, _ text: UnsafeBufferPointer<UInt8>) throws(YAMLScalarProblem) -> JSONValue {
        if YAMLTag(tag) == .binary { return .string(try unsafe binary(text)) }
        return try unsafe scalar(tag: tag, text).value(text: text)
    }

    /// The name that a scalar with a tag is.
    static func name(tag: String, _ text: UnsafeBufferPointer<UInt8>) throws(YAMLScalarProblem) -> String {
        if YAMLTag(tag) == .binary { return try unsafe binary(text) }
        return try unsafe scalar(tag: tag, text).name(text: text)
    }

    private static func scalar(
        tag: String, _ text: UnsafeBufferPointer<UInt8>
    ) throws(YAMLScalarProblem) -> YAMLScalar {
        guard let known = YAMLTag(tag) else { return .string }
        let plain = unsafe YAMLScalar(plain: text.span)
        return switch (known, plain) {
        case (.str, _), (.timestamp, _), (.merge, _), (.binary, _): .string
        case (.null, .null), (.bool, .bool), (.int, .integer), (.int, .unsigned), (.float, .float),
            (.float, .unsigned):
            plain
        case (.float, .integer(let value)): .float(Double(value))
        case (.null, _), (.bool, _), (.int, _), (.float, _):
            throw YAMLScalarProblem(
                code: .tagMismatch,
                message: "the value is not what its tag !!\(known.rawValue) says; drop the tag or change the value")
        }
    }

    /// The text that a scalar with the tag `!!binary` holds as base64.
    private static func binary(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLScalarProblem) -> String {
        guard let bytes = unsafe Base64Text.decode(text.span) else {
            throw YAMLScalarProblem(code: .tagMismatch, message: "the value is no base64, as its tag !!binary says")
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw YAMLScalarProblem(
                code: .notRepresentable,
                message:
                    "the bytes behind !!binary are no text, which JSON cannot hold; drop the tag to keep the base64")
        }
        return decoded
    }
}
