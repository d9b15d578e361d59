package import AccessModel
import JSONTree

/// A right that argo-server's handler needs of the account, with where it is asked for.
package struct RightNeed: Hashable, Sendable {
    package let right: PermissionSet.Right
    /// The object; nil where the API server is asked about all of them.
    package let name: String?
    /// nil for what has no namespace.
    package let namespace: String?
}

extension AccessQuestion {
    /// All rights that must be there.
    package func needs(_ catalogue: RoleCatalogue) -> [RightNeed] {
        var needs: [RightNeed] = []
        for right in action.actions(on: target).flatMap({ $0.needs(catalogue) }) {
            let need = need(right)
            if !needs.contains(need) { needs.append(need) }
        }
        return needs
    }

    private func need(_ right: PermissionSet.Right) -> RightNeed {
        var right = right
        var namespace: String? = namespace
        // The handlers of ClusterWorkflowTemplates ask for the same verbs without a namespace.
        if case .template(.clusterWorkflowTemplate, _) = target, right.resource == "workflowtemplates" {
            right = PermissionSet.Right(right.verb, "clusterworkflowtemplates", in: right.group)
            namespace = nil
        }
        return RightNeed(right: right, name: name(right), namespace: namespace)
    }

    /// The object that a right is used on, where its name reaches the API server.
    ///
    /// Source: argo-server asks for a template without its name from 3.7.11 on; what it reads and writes with the
    /// person's own client has the name.
    private func name(_ right: PermissionSet.Right) -> String? {
        guard !["create", "list", "watch", "deletecollection"].contains(right.verb) else { return nil }
        switch (target, right.resource) {
        case (.workflow(let run), "workflows"): return run["metadata"]?["name"]?.string
        case (.template(.cronWorkflow, let name), "cronworkflows"): return name
        case (.template(.workflowTemplate, let name), "workflowtemplates"),
            (.template(.clusterWorkflowTemplate, let name), "clusterworkflowtemplates"):
            return right.verb == "get" ? nil : name
        default: return nil
        }
    }
}
