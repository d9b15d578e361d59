/// Somebody else than the administrator, in whose name a step is made; the names may have placeholders.
package struct Persona: Sendable, Hashable {
    package let name: String
    package let groups: [String]

    package init(_ name: String, groups: [String] = []) {
        self.name = name
        self.groups = groups
    }
}
