/// A kind of object as the API server names it: where it is found and what its objects say they are.
package struct ResourceType: Hashable, Sendable {
    /// The API group; empty for the core group.
    package let group: String
    package let version: String
    /// The plural of the URL, such as `serviceaccounts`.
    package let plural: String
    /// The `kind` of its objects, such as `ServiceAccount`.
    package let kind: String
    package let isNamespaced: Bool

    package init(group: String, version: String, plural: String, kind: String, isNamespaced: Bool) {
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.isNamespaced = isNamespaced
    }

    /// The `apiVersion` of its objects: `v1`, `apps/v1`.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The name that RBAC messages use: `serviceaccounts`, `deployments.apps`.
    package var qualifiedPlural: String { group.isEmpty ? plural : "\(plural).\(group)" }
}
