import JSONTree

extension PolicyExpression {
    /// The expression as CEL.
    package var cel: String {
        switch self {
        case .literal(let value): Self.literal(value)
        case .object: "object"
        case .oldObject: "oldObject"
        case .request(let field): field.rawValue
        case .bound(let name): name
        case .variable(let name): "variables.\(name)"
        case .member(let base, let path, let other):
            "\(base.cel)\(Self.path(path)).orValue(\(Self.literal(other)))"
        case .present(let base, let path): "\(base.cel)\(Self.path(path)).hasValue()"
        case .entry(let map, let key): "\(map.cel)[\(key.cel)]"
        case .found(let map, let key, let other): "\(map.cel)[?\(key.cel)].orValue(\(Self.literal(other)))"
        case .not(let expression): "!(\(expression.cel))"
        case .all(let parts): Self.joined(parts, " && ", empty: "true")
        case .any(let parts): Self.joined(parts, " || ", empty: "false")
        case .equal(let left, let right): "(\(left.cel) == \(right.cel))"
        case .contains(let element, let list): "(\(element.cel) in \(list.cel))"
        case .sizeAtMost(let value, let limit): "(size(\(value.cel)) <= \(limit))"
        case .sizeWithin(let value, let limit): "(size(\(value.cel)) <= int(\(limit.cel)))"
        case .hasPrefix(let text, let prefix): "\(text.cel).startsWith(\(prefix.cel))"
        case .hasSuffix(let text, let suffix): "\(text.cel).endsWith(\(suffix.cel))"
        case .matches(let text, let pattern): "\(text.cel).matches(\(pattern.cel))"
        case .isText(let value): "(type(\(value.cel)) == string)"
        case .every(let list, let name, let condition): "\(list.cel).all(\(name), \(condition.cel))"
        case .some(let list, let name, let condition): "\(list.cel).exists(\(name), \(condition.cel))"
        case .filtered(let list, let name, let condition): "\(list.cel).filter(\(name), \(condition.cel))"
        case .mapped(let list, let name, let value): "\(list.cel).map(\(name), \(value.cel))"
        case .elements(let elements): "[\(elements.map(\.cel).joined(separator: ", "))]"
        case .joined(let lists): "(\(lists.map(\.cel).joined(separator: " + ")))"
        case .element(let list, let index): "\(list.cel)[\(index)]"
        case .choice(let condition, let yes, let no): "(\(condition.cel) ? \(yes.cel) : \(no.cel))"
        case .text(let parts): parts.isEmpty ? "''" : "(\(parts.map(\.cel).joined(separator: " + ")))"
        case .written(let list, let separator): "\(list.cel).join(\(Self.quoted(separator)))"
        case .authorized(let question): question.cel
        }
    }

    private static func joined(_ parts: [PolicyExpression], _ separator: String, empty: String) -> String {
        parts.isEmpty ? empty : "(\(parts.map(\.cel).joined(separator: separator)))"
    }

    /// Optional selections: `.?spec.?arguments`, `[?'workflows.argoproj.io/creator']`.
    private static func path(_ names: [String]) -> String {
        names.map { isIdentifier($0) ? ".?\($0)" : "[?\(quoted($0))]" }.joined()
    }

    private static func isIdentifier(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 | 0x20 &- 0x61 < 26 || $0 == UInt8(ascii: "_") }
            && !reserved.contains(name)
    }

    /// Words that CEL does not take as names of members.
    private static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
        "namespace", "null", "package", "return", "true", "var", "void", "while",
    ]

    private static func literal(_ value: JSONValue) -> String { text { write(value, to: &$0) } }

    private static func quoted(_ text: String) -> String { Self.text { write(quoted: text, to: &$0) } }

    /// What was written as bytes: tables of a megabyte are written for each plan.
    private static func text(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        case .decimal(let text): bytes += text.utf8
        case .string(let text): write(quoted: text, to: &bytes)
        case .array(let elements):
            write(elements, between: "[", and: "]", to: &bytes) { write($0, to: &$1) }
        case .object(let object):
            write(object.members, between: "{", and: "}", to: &bytes) { member, bytes in
                write(quoted: member.name, to: &bytes)
                bytes += ": ".utf8
                write(member.value, to: &bytes)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between start: String, and end: String, to bytes: inout [UInt8],
        _ write: (Element, inout [UInt8]) -> Void
    ) {
        bytes += start.utf8
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes += ", ".utf8 }
            write(element, &bytes)
        }
        bytes += end.utf8
    }

    /// A text as a literal in single quotes, with everything but printable ASCII escaped.
    private static func write(quoted text: String, to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "'")
        let backslash = UInt8(ascii: "\\")
        bytes.append(quote)
        defer { bytes.append(quote) }
        let isPlain = text.withUTF8Bytes { utf8 in
            guard utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != quote && $0 != backslash }) else { return false }
            bytes.append(contentsOf: utf8)
            return true
        }
        guard !isPlain else { return }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'", "\\": bytes += [backslash, UInt8(scalar.value)]
            case " "..."~": bytes.append(UInt8(scalar.value))
            default:
                let digits = String(scalar.value, radix: 16)
                bytes += "\\U\(String(repeating: "0", count: 8 - digits.utf8.count))\(digits)".utf8
            }
        }
    }
}

extension PolicyQuestion {
    fileprivate var cel: String {
        var text = "authorizer.group(\(group.cel)).resource(\(resource.cel))"
        if let namespace { text += ".namespace(\(namespace.cel))" }
        if let name { text += ".name(\(name.cel))" }
        return text + ".check(\(verb.cel)).allowed()"
    }
}
