import KubeModel

/// What a request's path means.
///
/// Source: `k8s.io/apiserver/pkg/endpoints/request`, `RequestInfo`.
struct RequestTarget: Hashable, Sendable {
    let group: String
    let version: String
    let plural: String
    /// Nil for cluster-scoped objects and for lists over all namespaces.
    let namespace: String?
    /// Nil for collections.
    let name: String?
    let subresource: String?

    /// Reads the path of a resource request.
    ///
    /// - Returns: nil for every other path, such as `/version` and `/apis/apps/v1`.
    init?(path: [String]) {
        var rest = path[...]
        switch rest.popFirst() {
        case "api": group = ""
        case "apis":
            guard let group = rest.popFirst() else { return nil }
            self.group = group
        default: return nil
        }
        guard let version = rest.popFirst(), let first = rest.first else { return nil }
        self.version = version
        let namespaceItself = ["status", "finalize"]
        if first == "namespaces", rest.count >= 3, !(rest.count == 3 && namespaceItself.contains(path[path.count - 1]))
        {
            namespace = rest.dropFirst().first
            rest = rest.dropFirst(2)
        } else {
            namespace = nil
        }
        plural = rest.popFirst() ?? ""
        name = rest.popFirst()
        subresource = rest.isEmpty ? nil : rest.joined(separator: "/")
    }

    var resource: ResourceName { ResourceName(group: group, plural: plural) }
    var groupVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}
