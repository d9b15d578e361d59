/// A kind of object as the API server names it: where it is found and what its objects say they are.
///
/// It is one reference, whatever it says: a large cluster is known by hundreds of thousands of keys, each with a type.
package struct ResourceType: Sendable {
    private final class Definition: Sendable {
        let group: String
        let version: String
        let plural: String
        let kind: String
        let isNamespaced: Bool

        init(_ group: String, _ version: String, _ plural: String, _ kind: String, _ isNamespaced: Bool) {
            self.group = group
            self.version = version
            self.plural = plural
            self.kind = kind
            self.isNamespaced = isNamespaced
        }
    }

    private let definition: Definition

    package init(group: String, version: String, plural: String, kind: String, isNamespaced: Bool) {
        definition = Definition(group, version, plural, kind, isNamespaced)
    }

    /// The API group; empty for the core group.
    package var group: String { definition.group }
    package var version: String { definition.version }
    /// The plural of the URL, such as `serviceaccounts`.
    package var plural: String { definition.plural }
    /// The `kind` of its objects, such as `ServiceAccount`.
    package var kind: String { definition.kind }
    package var isNamespaced: Bool { definition.isNamespaced }

    /// The `apiVersion` of its objects: `v1`, `apps/v1`.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The name that RBAC messages use: `serviceaccounts`, `deployments.apps`.
    package var qualifiedPlural: String { group.isEmpty ? plural : "\(plural).\(group)" }
}

extension ResourceType: Hashable {
    package static func == (left: ResourceType, right: ResourceType) -> Bool {
        if left.definition === right.definition { return true }
        return left.kind == right.kind && left.group == right.group && left.version == right.version
            && left.plural == right.plural && left.isNamespaced == right.isNamespaced
    }

    /// The kind alone stands for all of it: equal types have equal kinds, and few others share one.
    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
