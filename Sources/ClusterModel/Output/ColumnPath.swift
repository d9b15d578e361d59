import JSONTree

/// A JSONPath of a printer column: `.spec.version`, `.status.conditions[?(@.type=="Ready")].status`, `.a['b.c'][0]`.
///
/// Source of the subset: Kubernetes' JSONPath template, as CustomResourceDefinitions may use it.
struct ColumnPath: Hashable, Sendable {
    private enum Step: Hashable, Sendable {
        case member(String)
        case index(Int)
        case every
        /// Elements of which a member has a value.
        case matching([String], JSONValue)
    }

    private let steps: [Step]

    /// Reads a path; what cannot be read selects nothing.
    init(_ text: String) {
        var steps: [Step] = []
        var rest = Substring(text)
        while let first = rest.first {
            switch first {
            case ".": rest.removeFirst()
            case "[":
                guard let close = Self.closing(rest) else {
                    self.steps = [.member("")]
                    return
                }
                steps.append(Self.bracket(rest[rest.index(after: rest.startIndex)..<close]))
                rest = rest[rest.index(after: close)...]
            default:
                let name = rest.prefix { $0 != "." && $0 != "[" }
                rest = rest[name.endIndex...]
                steps.append(name == "*" ? .every : .member(String(name)))
            }
        }
        self.steps = steps
    }

    /// The values that the path leads to, in order.
    func values(in root: JSONValue) -> [JSONValue] {
        steps.reduce([root]) { values, step in
            values.flatMap { value -> [JSONValue] in
                switch step {
                case .member(let name): value[name].map { [$0] } ?? []
                case .index(let index):
                    value[index < 0 ? (value.array?.count ?? 0) + index : index].map { [$0] } ?? []
                case .every: value.array ?? value.object?.map(\.value) ?? []
                case .matching(let path, let wanted):
                    (value.array ?? []).filter { element in
                        path.reduce(Optional(element)) { $0?[$1] } == wanted
                    }
                }
            }
        }
    }

    /// Where the bracket that a text begins with closes; quoted text does not count.
    private static func closing(_ text: Substring) -> String.Index? {
        var quote: Character?
        var depth = 0
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "[" {
                depth += 1
            } else if character == "]" {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return nil
    }

    private static func bracket(_ text: Substring) -> Step {
        if text == "*" { return .every }
        if let index = Int(text) { return .index(index) }
        if text.hasPrefix("?("), text.hasSuffix(")") {
            let condition = text.dropFirst(2).dropLast()
            guard let equals = condition.indices.first(where: { condition[$0...].hasPrefix("==") }) else {
                return .member("")
            }
            let path = condition[..<equals].trimmingSpaces.drop { $0 == "@" }
            let wanted = condition[equals...].dropFirst(2).trimmingSpaces
            return .matching(path.split(separator: ".").map(String.init), literal(wanted))
        }
        return .member(unquoted(text))
    }

    private static func literal(_ text: String) -> JSONValue {
        if let number = Int64(text) { return .integer(number) }
        if text == "true" || text == "false" { return .bool(text == "true") }
        return .string(unquoted(Substring(text)))
    }

    private static func unquoted(_ text: Substring) -> String {
        guard let quote = text.first, quote == "'" || quote == "\"", text.last == quote, text.count >= 2 else {
            return String(text)
        }
        return String(text.dropFirst().dropLast())
    }
}
