import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("Which key an object concerns")
struct ReconcileKeysTests {
    private func live(
        _ type: ResourceType, _ namespace: String, _ name: String, labels: JSONObject = [:], spec: JSONValue = [:]
    )
        throws -> LiveObject
    {
        var content = KubeObject(type, namespace: namespace, name: name, labels: labels, fields: ["spec": spec]).content
        content["metadata"]?["uid"] = "1"
        content["metadata"]?["resourceVersion"] = "1"
        return try #require(LiveObject(type, document: JSONDocument(content)))
    }

    private static let argo = ResourceName(namespace: "argo", name: "argo")

    @Test("scopes concern the installation they name, whether or not it exists")
    func scopes() throws {
        let scope = try live(.workflowScope, "payments", "prod", spec: Sample.scopeSpec)
        #expect(ReconcileKeys.key(ofScope: scope) == .installation(Self.argo))
        let lost = try live(.workflowScope, "payments", "prod")
        #expect(ReconcileKeys.key(ofScope: lost) == .unassigned(lost.key))
    }

    @Test("bindings concern their scope's installation, and nobody's while the scope is missing")
    func bindings() throws {
        let scope = try live(.workflowScope, "payments", "payments-prod", spec: Sample.scopeSpec)
        let binding = try live(.workflowBinding, "payments", "nightly", spec: Sample.bindingSpec)
        #expect(
            ReconcileKeys.key(ofBinding: binding) { $0 == scope.key.resource ? scope : nil } == .installation(Self.argo)
        )
        #expect(ReconcileKeys.key(ofBinding: binding) { _ in nil } == .unassigned(binding.key))
        let elsewhere = try live(.workflowBinding, "data", "nightly", spec: Sample.bindingSpec)
        #expect(
            ReconcileKeys.key(ofBinding: elsewhere) { $0 == scope.key.resource ? scope : nil }
                == .unassigned(elsewhere.key))
        #expect(
            ReconcileKeys.keys(affectedByScope: scope, bindings: [binding, elsewhere])
                == [.installation(Self.argo), .unassigned(binding.key)])
    }

    @Test("realms concern the installations beside them that use them")
    func realms() throws {
        let realm = try live(.keycloakRealm, "argo", "prod")
        let spec: JSONValue = ["realmRef": ["name": "prod"]]
        let user = try live(.argoInstallation, "argo", "argo", spec: spec)
        let stranger = try live(.argoInstallation, "other", "argo", spec: spec)
        #expect(ReconcileKeys.keys(ofRealm: realm, installations: [user, stranger]) == [.installation(Self.argo)])
        #expect(ReconcileKeys.keys(ofRealm: realm, installations: [stranger]) == [.unassigned(realm.key)])
    }

    @Test("generated objects concern the installation of their labels")
    func generated() throws {
        let labels: JSONObject = [
            WellKnown.Label.managedBy: "idmon", WellKnown.Label.installation: "argo",
            WellKnown.Label.installationNamespace: "argo",
        ]
        let role = try live(.role, "payments", "idmon-argo-viewer", labels: labels)
        #expect(ReconcileKeys.key(ofGenerated: role) == .installation(Self.argo))
        #expect(ObjectOwner(of: role, for: Self.argo) == .ours)
        #expect(ObjectOwner(of: role, for: ResourceName(namespace: "two", name: "argo")) == .foreign)
        var others = labels
        others[WellKnown.Label.managedBy] = "Helm"
        #expect(ReconcileKeys.key(ofGenerated: try live(.role, "payments", "idmon-argo-viewer", labels: others)) == nil)
    }
}

extension ObjectKey {
    fileprivate var resource: ResourceName { ResourceName(namespace: namespace ?? "", name: name) }
}
