import JSONTree

/// A person of a realm whose groups are known.
package struct RealmMember: Hashable, Sendable {
    package let subject: PersonSubject
    /// What people call them; nil when nobody said.
    package let name: String?
    /// In the order in which they were written, each once.
    package let groups: [GroupPath]

    /// How many members a realm may list, and how many groups each.
    static let limit = 5000
    static let groupLimit = 200

    package init(subject: PersonSubject, name: String? = nil, groups: [GroupPath]) {
        self.subject = subject
        self.name = name
        self.groups = groups
    }

    /// Reads `spec.members` of a KeycloakRealm.
    static func readList(_ field: FieldReader, _ findings: inout [Finding]) -> [RealmMember] {
        var known: Set<PersonSubject> = []
        return field.elements(0...limit, &findings).compactMap { entry in
            guard let member = read(entry, &findings) else { return nil }
            guard known.insert(member.subject).inserted else {
                entry.note(.duplicate, "\(member.subject) is listed twice", &findings)
                return nil
            }
            return member
        }
    }

    private static func read(_ entry: FieldReader, _ findings: inout [Finding]) -> RealmMember? {
        let subject = entry.required("subject", &findings).flatMap { readSubject($0, &findings) }
        let name = entry.optional("name", &findings).flatMap { readName($0, &findings) }
        var groups: [GroupPath] = []
        for field in entry.required("groups", &findings)?.elements(0...groupLimit, &findings) ?? [] {
            guard let group = field.group(&findings) else { continue }
            if groups.contains(group) {
                field.note(.duplicate, "\(group) is listed twice", &findings)
            } else {
                groups.append(group)
            }
        }
        return subject.map { RealmMember(subject: $0, name: name, groups: groups) }
    }

    private static func readName(_ field: FieldReader, _ findings: inout [Finding]) -> String? {
        guard let text = field.text(&findings) else { return nil }
        if text.isEmpty || PersonSubject(text) != nil { return text }
        field.note(
            .invalidSubject, "a name has at most \(PersonSubject.maximumLength) characters and no control characters",
            &findings)
        return nil
    }

    private static func readSubject(_ field: FieldReader, _ findings: inout [Finding]) -> PersonSubject? {
        guard let text = field.text(&findings) else { return nil }
        if let subject = PersonSubject(text) { return subject }
        field.note(
            .invalidSubject,
            "a subject has 1 to \(PersonSubject.maximumLength) characters and no control characters", &findings)
        return nil
    }
}
