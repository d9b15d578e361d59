import JSONTree
import KubeModel

/// Reads one value of a resource and notes everything that is wrong with it, not only the first thing.
///
/// A reader returns nil where a value is absent or wrong; a finding says which, unless the field is optional and absent.
struct FieldReader {
    let view: JSONView
    let path: JSONPath

    init(_ view: JSONView, at path: JSONPath = JSONPath()) {
        self.view = view
        self.path = path
    }

    /// A member that may be absent; `null` counts as absent, as it does for the API server.
    func optional(_ name: String, _ findings: inout [Finding]) -> FieldReader? {
        guard view.kind == .object else {
            note(.wrongKind, "an object is needed here, not \(article(view.kindName))", &findings)
            return nil
        }
        guard let child = view[name], !child.isNull else { return nil }
        return FieldReader(child, at: path.appending(name: name))
    }

    /// A member that must be there.
    func required(_ name: String, _ findings: inout [Finding]) -> FieldReader? {
        let before = findings.count
        if let child = optional(name, &findings) { return child }
        if findings.count == before {
            findings.append(Finding(.missingField, at: path.appending(name: name), "the field is required"))
        }
        return nil
    }

    func text(_ findings: inout [Finding]) -> String? {
        if let text = view.string { return text }
        note(.wrongKind, "a string is needed here, not \(article(view.kindName))", &findings)
        return nil
    }

    func bool(_ findings: inout [Finding]) -> Bool? {
        if let bool = view.bool { return bool }
        note(.wrongKind, "true or false is needed here, not \(article(view.kindName))", &findings)
        return nil
    }

    func integer(in range: ClosedRange<Int64>, _ findings: inout [Finding]) -> Int64? {
        guard let integer = view.integer else {
            note(.wrongKind, "an integer is needed here, not \(article(view.kindName))", &findings)
            return nil
        }
        guard range.contains(integer) else {
            note(.outOfRange, "\(integer) is not between \(range.lowerBound) and \(range.upperBound)", &findings)
            return nil
        }
        return integer
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable & CaseIterable>(_ findings: inout [Finding]) -> Choice?
    where Choice.RawValue == String {
        guard let text = text(&findings) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        let meant = NearestName.suggestion(for: text, among: known).map { "Did you mean \($0)?" }
        note(.unknownChoice, "\"\(text)\" is none of \(known.joined(separator: ", "))", hint: meant, &findings)
        return nil
    }

    /// The elements of a list whose length is in a range.
    func elements(_ counts: ClosedRange<Int>, _ findings: inout [Finding]) -> [FieldReader] {
        guard view.kind == .array else {
            note(.wrongKind, "a list is needed here, not \(article(view.kindName))", &findings)
            return []
        }
        guard counts.contains(view.count) else {
            note(
                .outOfRange,
                "the list has \(view.count) entries; \(counts.lowerBound) to \(counts.upperBound) are allowed",
                &findings)
            return []
        }
        return view.elements.enumerated().map { FieldReader($1, at: path.appending(index: $0)) }
    }

    /// Notes something about this value.
    func note(_ code: FindingCode, _ message: String, hint: String? = nil, _ findings: inout [Finding]) {
        findings.append(Finding(code, at: path, message, hint: hint))
    }

    private func article(_ kind: String) -> String {
        switch kind {
        case "null": "null"
        case "array": "a list"
        case "integer", "object": "an \(kind)"
        default: "a \(kind)"
        }
    }
}

// MARK: - Names

extension FieldReader {
    func group(_ findings: inout [Finding]) -> GroupPath? {
        guard let text = text(&findings) else { return nil }
        if let group = GroupPath(text) { return group }
        note(
            .invalidGroup, "a group has 1 to \(GroupPath.maximumLength) characters and no control characters", &findings
        )
        return nil
    }

    func role(_ findings: inout [Finding]) -> Role? {
        guard let text = text(&findings) else { return nil }
        if let role = Role(rawValue: text) { return role }
        let known = Role.allCases.map(\.rawValue)
        let meant = NearestName.suggestion(for: text, among: known).map { "Did you mean \($0)?" }
        let list = "\(known.dropLast().joined(separator: ", ")) and \(known.last ?? "")"
        note(
            .unknownRole, "\(quoted(text)) is no role; there are \(list)", hint: meant,
            &findings)
        return nil
    }

    func template(_ findings: inout [Finding]) -> TemplateName? {
        guard let text = text(&findings) else { return nil }
        if let name = TemplateName(text) { return name }
        note(.invalidName, "\(quoted(text)) is no name of a template", &findings)
        return nil
    }

    /// The name of another object.
    func objectName(_ findings: inout [Finding]) -> String? {
        guard let text = text(&findings) else { return nil }
        if DNSName.isSubdomain(text) { return text }
        note(.invalidName, "\(quoted(text)) is no name of an object", &findings)
        return nil
    }

    /// The name of a namespace or another DNS label.
    func label(_ findings: inout [Finding]) -> String? {
        guard let text = text(&findings) else { return nil }
        if DNSName.isLabel(text) { return text }
        note(.invalidName, "\(quoted(text)) is no DNS label: lower-case letters, digits and inner hyphens", &findings)
        return nil
    }

    private func quoted(_ text: String) -> String { "\"\(text)\"" }
}

// MARK: - RBAC

extension FieldReader {
    /// A list of RBAC rules without wildcards and without verbs that raise somebody's rights.
    func rules(_ findings: inout [Finding]) -> [PolicyRule] {
        elements(0...50, &findings).compactMap { rule in
            let groups = rule.required("apiGroups", &findings)?.entries(1...20, mayBeEmptyText: true, &findings)
            let resources = rule.required("resources", &findings)?.entries(1...50, &findings)
            let verbs = rule.required("verbs", &findings)?.entries(1...20, forbidden: Self.raisingVerbs, &findings)
            let names = rule.optional("resourceNames", &findings)?.entries(0...50, &findings)
            guard let groups, let resources, let verbs else { return nil }
            return PolicyRule(apiGroups: groups, resources: resources, verbs: verbs, resourceNames: names ?? [])
        }
    }

    private static let raisingVerbs: Set<String> = ["escalate", "bind", "impersonate"]

    private func entries(
        _ counts: ClosedRange<Int>, mayBeEmptyText: Bool = false, forbidden: Set<String> = [],
        _ findings: inout [Finding]
    ) -> [String] {
        elements(counts, &findings).compactMap { entry in
            guard let text = entry.text(&findings) else { return nil }
            if text.utf8.contains(UInt8(ascii: "*")) {
                entry.note(.wildcard, "\"\(text)\" has a wildcard", &findings)
            } else if forbidden.contains(text) {
                entry.note(.forbiddenVerb, "the verb \"\(text)\" is never given to pods", &findings)
            } else if text.isEmpty && !mayBeEmptyText || !text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) {
                entry.note(.invalidRule, "an entry is printable ASCII without spaces", &findings)
            } else {
                return text
            }
            return nil
        }
    }
}
