import KubeSchema

/// What one parameter of a template may be when a person gives it.
package struct ParameterLimit: Hashable, Sendable {
    /// At most so many of each.
    package static let valueLimit = 100
    package static let patternLimit = 512

    package let name: String
    /// The only values; empty for any.
    package let values: [String]
    /// An RE2 pattern for the whole value; nil for any.
    package let pattern: String?
    package let minLength: Int?
    package let maxLength: Int?
    /// Whether a submission must give it.
    package let isRequired: Bool

    package init(
        name: String, values: [String] = [], pattern: String? = nil, minLength: Int? = nil, maxLength: Int? = nil,
        isRequired: Bool = false
    ) {
        self.name = name
        self.values = values
        self.pattern = pattern
        self.minLength = minLength
        self.maxLength = maxLength
        self.isRequired = isRequired
    }

    static func read(_ field: FieldReader, _ findings: inout [Finding]) -> ParameterLimit? {
        let name = field.required("name", &findings)?.parameterName(&findings)
        let values = field.optional("values", &findings)?.elements(1...valueLimit, &findings).compactMap {
            $0.text(&findings)
        }
        let pattern = field.optional("pattern", &findings).flatMap { readPattern($0, &findings) }
        let minLength = field.optional("minLength", &findings)?.integer(in: 0...32_768, &findings)
        let maxLength = field.optional("maxLength", &findings)?.integer(in: 0...32_768, &findings)
        let isRequired = field.optional("required", &findings)?.bool(&findings)
        if let minLength, let maxLength, minLength > maxLength {
            field.note(.limit, "minLength \(minLength) is above maxLength \(maxLength): no value fits", &findings)
        }
        guard let name else { return nil }
        return ParameterLimit(
            name: name, values: values ?? [], pattern: pattern, minLength: minLength.map(Int.init),
            maxLength: maxLength.map(Int.init), isRequired: isRequired ?? false)
    }

    private static func readPattern(_ field: FieldReader, _ findings: inout [Finding]) -> String? {
        guard let text = field.text(&findings) else { return nil }
        guard text.unicodeScalars.count <= patternLimit else {
            field.note(.limit, "a pattern has at most \(patternLimit) characters", &findings)
            return nil
        }
        do throws(RegexError) {
            _ = try RegularExpression(parsing: text)
            return text
        } catch {
            field.note(
                .limit, "\"\(text)\" is no pattern that RE2 takes: \(error.message)",
                hint: "Write one of letters, classes such as [0-9], groups, |, *, + and {n,m}; no look-ahead, no \\1.",
                &findings)
            return nil
        }
    }
}

extension FieldReader {
    /// The name of a parameter, an entrypoint or a step: letters, digits, hyphens and underscores.
    ///
    /// Source: Argo Workflows, `workflow/validate`, `paramOrArtifactNameFmt` and `workflowFieldNameFmt`.
    func parameterName(_ findings: inout [Finding]) -> String? {
        guard let text = text(&findings) else { return nil }
        let isName =
            (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
        if isName { return text }
        note(.invalidName, "\"\(text)\" is no name: 1 to 128 letters, digits, hyphens and underscores", &findings)
        return nil
    }
}
