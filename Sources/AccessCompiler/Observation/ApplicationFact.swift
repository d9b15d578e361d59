import AccessModel
import JSONTree
package import KubeModel

/// What matters of a KubeVela Application: which of its components name a scope, and what it has applied.
///
/// Source: `core.oam.dev/v1beta1`: `spec.components[].scopes` is a map from the name of a ScopeDefinition to that of a
/// scope, which KubeVela stores, and since 1.9 does not read; `status.appliedResources` is written by KubeVela only.
package struct ApplicationFact: Hashable, Sendable {
    let name: ResourceName
    /// The scope that each component names; components that name none of ours are absent.
    let scopes: [String: String]
    /// All components.
    let components: Set<String>
    /// The WorkflowTemplates and WorkflowBindings that it applied in its own namespace of this cluster.
    let applied: Set<ObjectKey>

    package init(_ application: LiveObject) {
        let namespace = application.key.namespace ?? ""
        name = ResourceName(namespace: namespace, name: application.key.name)
        var scopes: [String: String] = [:]
        var components: Set<String> = []
        for component in application.root["spec"]?["components"]?.elements.map({ $0 }) ?? [] {
            guard let name = component["name"]?.string else { continue }
            components.insert(name)
            scopes[name] = component["scopes"]?[WellKnown.scopeDefinition]?.string
        }
        self.scopes = scopes
        self.components = components
        let resources = application.root["status"]?["appliedResources"]?.elements.map { $0 } ?? []
        applied = Set(resources.compactMap { Self.key(of: $0, in: namespace) })
    }

    private static func key(of resource: JSONView, in namespace: String) -> ObjectKey? {
        // Without a cluster, or with this name, it is the cluster in which the Application itself is.
        guard ["", "local"].contains(resource["cluster"]?.string ?? ""),
            resource["namespace"]?.string ?? namespace == namespace, let name = resource["name"]?.string
        else { return nil }
        let group = resource["apiVersion"]?.string?.split(separator: "/").first.map(String.init) ?? ""
        switch (group, resource["kind"]?.string) {
        case (RoleCatalogue.argo, "WorkflowTemplate"):
            return ObjectKey(.workflowTemplate, namespace: namespace, name: name)
        case (ResourceType.workflowBinding.group, ResourceType.workflowBinding.kind):
            return ObjectKey(.workflowBinding, namespace: namespace, name: name)
        default: return nil
        }
    }

    func hasApplied(template: String) -> Bool {
        applied.contains(ObjectKey(.workflowTemplate, namespace: name.namespace, name: template))
    }

    func hasApplied(binding: String) -> Bool {
        applied.contains(ObjectKey(.workflowBinding, namespace: name.namespace, name: binding))
    }

    /// An Application with nothing in it but what is read here: they can be large, and all of a cluster's are held.
    package static func reduced(_ application: LiveObject) -> LiveObject {
        let root = application.root
        var metadata: JSONObject = [
            "name": .string(application.key.name), "uid": .string(application.uid),
            "resourceVersion": .string(application.resourceVersion),
        ]
        metadata["namespace"] = application.key.namespace.map(JSONValue.string)
        metadata["deletionTimestamp"] = root["metadata"]?["deletionTimestamp"]?.value
        let components = root["spec"]?["components"]?.elements.map { component -> JSONValue in
            var kept: JSONObject = [:]
            kept["name"] = component["name"]?.value
            kept["scopes"] = component["scopes"]?.value
            return .object(kept)
        }
        let applied = root["status"]?["appliedResources"]?.elements.map(\.value).filter { resource in
            ["WorkflowTemplate", "WorkflowBinding"].contains(resource["kind"]?.string ?? "")
        }
        let content: JSONValue = [
            "metadata": .object(metadata), "spec": ["components": .array(components ?? [])],
            "status": ["appliedResources": .array(applied ?? [])],
        ]
        return LiveObject(application.key.type, document: JSONDocument(content)) ?? application
    }
}
