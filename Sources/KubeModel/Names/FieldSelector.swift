package import JSONTree

/// Which objects are meant, by the values of a few fields: `metadata.name=a,status.phase!=Running`.
///
/// Source: Kubernetes, field selectors; `k8s.io/apimachinery/pkg/fields`.
package struct FieldSelector: Hashable, Sendable {
    /// One condition on one field.
    package struct Requirement: Hashable, Sendable {
        /// The field's label, such as `metadata.name`; mostly its path.
        package let field: String
        /// What the field is compared with.
        package let value: String
        /// Whether the field must have the value, or must not.
        package let isEqual: Bool

        package init(_ field: String, _ value: String, isEqual: Bool = true) {
            self.field = field
            self.value = value
            self.isEqual = isEqual
        }
    }

    /// All of which must hold.
    package let requirements: [Requirement]

    /// A selector with the given requirements; without any it selects everything.
    package init(_ requirements: [Requirement] = []) { self.requirements = requirements }

    /// Reads the text form; `\` escapes `,`, `=` and itself in values.
    ///
    /// - Throws: ``SelectorError`` with the API server's wording.
    package init(parsing text: String) throws(SelectorError) {
        var requirements: [Requirement] = []
        for term in Self.terms(of: text) where !term.isEmpty {
            requirements.append(try Self.requirement(term, in: text))
        }
        self.requirements = requirements
    }

    /// The value that the selector demands of a field; nil when it leaves it open.
    package func required(_ field: String) -> String? {
        requirements.first { $0.field == field && $0.isEqual }?.value
    }

    /// True when every requirement holds.
    ///
    /// - Parameter field: gives a field's value; an absent field counts as empty.
    package func matches(_ field: (String) -> String) -> Bool {
        requirements.allSatisfy { (field($0.field) == $0.value) == $0.isEqual }
    }

    /// True when every requirement holds, each field being looked up by its dotted path.
    package func matches(_ object: JSONValue) -> Bool {
        matches { field in
            var value: JSONValue? = object
            for name in field.split(separator: ".") { value = value?[String(name)] }
            return value.map(Self.text) ?? ""
        }
    }

    /// How a scalar is compared: without quotes. Other values count as empty.
    package static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text), .decimal(let text): text
        case .integer(let number): String(number)
        case .bool(let flag): String(flag)
        case .null, .array, .object: ""
        }
    }
}

extension FieldSelector: CustomStringConvertible {
    /// The text form.
    package var description: String {
        requirements.map { "\($0.field)\($0.isEqual ? "=" : "!=")\(Self.escaped($0.value))" }.joined(separator: ",")
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            if ["\\", ",", "="].contains(character) { text.append("\\") }
            text.append(character)
        }
    }
}

// MARK: - Reading

extension FieldSelector {
    /// Splits at commas that are not escaped.
    private static func terms(of text: String) -> [Substring] {
        var terms: [Substring] = []
        var start = text.startIndex
        var isEscaped = false
        for index in text.indices {
            if isEscaped {
                isEscaped = false
            } else if text[index] == "\\" {
                isEscaped = true
            } else if text[index] == "," {
                terms.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        terms.append(text[start...])
        return terms
    }

    private static func requirement(_ term: Substring, in text: String) throws(SelectorError) -> Requirement {
        for index in term.indices {
            for (symbol, isEqual) in [("!=", false), ("==", true), ("=", true)] where term[index...].hasPrefix(symbol) {
                let value = term[index...].dropFirst(symbol.count)
                return Requirement(String(term[..<index]), try unescaped(value), isEqual: isEqual)
            }
        }
        throw SelectorError("invalid selector: '\(text)'; can't understand '\(term)'")
    }

    private static func unescaped(_ value: Substring) throws(SelectorError) -> String {
        var result = ""
        var rest = value
        while let character = rest.popFirst() {
            switch character {
            case "\\":
                guard let next = rest.popFirst(), ["\\", ",", "="].contains(next) else {
                    throw SelectorError("invalid field selector: invalid escape sequence: \(value.suffix(2))")
                }
                result.append(next)
            case "=", ",":
                let code = character.unicodeScalars.first.map { String($0.value) } ?? ""
                throw SelectorError("invalid field selector: unescaped character in value: \(code)")
            default: result.append(character)
            }
        }
        return result
    }
}
