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

    private static func literal(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .decimal(let text): text
        case .string(let text): quoted(text)
        case .array(let elements): "[\(elements.map(literal).joined(separator: ", "))]"
        case .object(let object):
            "{\(object.members.map { "\(quoted($0.name)): \(literal($0.value))" }.joined(separator: ", "))}"
        }
    }

    /// A text as a literal in single quotes, with everything but printable ASCII escaped.
    private static func quoted(_ text: String) -> String {
        var quoted = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'", "\\": quoted += "\\\(scalar)"
            case " "..."~": quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
            }
        }
        return quoted + "'"
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
