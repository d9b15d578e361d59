import AccessModel
import JSONTree
import KubeModel
import Testing

/// An argo-server that is to look into the namespaces of requests.
@Suite("argo-server and the layout of identities")
struct DelegatingServerTests {
    private func cluster(
        layout: String, tokenRole: Bool = false, arguments: [String] = [], environment: JSONValue = []
    ) -> TestCluster {
        var cluster = Sample.cluster
        put(layout: layout, tokenRole: tokenRole, in: &cluster)
        let server: JSONValue = [
            "name": "server", "image": "quay.io/argoproj/argocli:v4.1.2",
            "args": .array((["server", "--auth-mode=sso"] + arguments).map(JSONValue.string)), "env": environment,
        ]
        cluster.put(
            .deployment, "argo", "argo-server",
            spec: ["template": ["spec": ["serviceAccountName": "argo-server", "containers": [server]]]])
        cluster.put(.serviceAccount, "argo", "argo-server")
        return cluster
    }

    private func put(layout: String, tokenRole: Bool, in cluster: inout TestCluster) {
        cluster.put(
            .argoInstallation, "argo", "argo",
            spec: [
                "version": "4.1.2", "realmRef": ["name": "prod"], "identities": ["layout": .string(layout)],
                "server": ["tokenRole": .bool(tokenRole)], "safety": ["maxRemovedPercent": 100],
            ])
    }

    @Test(
        "a layout that argo-server's environment does not fit is told, and granted all the same",
        arguments: [
            ("Delegated", "true", [], "True Secure"), ("Delegated", nil, [], "False DelegationOff"),
            ("Delegated", "1", [], "False DelegationOff"),
            ("Delegated", "true", ["--namespaced"], "False DelegationOff"),
            ("Delegated", "from a ConfigMap", [], "True Secure"), ("Installation", "true", [], "False DelegationOn"),
            ("Installation", "false", [], "True Secure"), ("Installation", "true", ["--namespaced"], "True Secure"),
            ("Installation", "from a ConfigMap", [], "True Secure"),
        ] as [(String, String?, [String], String)])
    func delegation(layout: String, value: String?, arguments: [String], answer: String) {
        var variable: JSONValue = ["name": "SSO_DELEGATE_RBAC_TO_NAMESPACE"]
        if value == "from a ConfigMap" {
            variable["valueFrom"] = ["configMapKeyRef": ["name": "env", "key": "delegate"]]
        } else {
            variable["value"] = value.map(JSONValue.string)
        }
        var cluster = cluster(layout: layout, arguments: arguments, environment: value == nil ? [] : [variable])
        #expect(cluster.settle() != nil)
        #expect(cluster.state("ServerSecure", of: Sample.installation) == answer)
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })
    }

    @Test("with delegation the Role for the tokens of each namespace lies there, and names no others")
    func delegatedTokenRole() {
        var cluster = cluster(layout: "Delegated", tokenRole: true)
        #expect(cluster.settle() != nil && cluster.violations == [])
        let there = cluster.keys(.serviceAccount).filter { $0.namespace == "payments" && !$0.name.hasSuffix("runner") }
        #expect(there.count == 2)
        #expect(
            cluster.access(of: "argo-server", in: "payments") == Set(there.map { "get secrets \($0.name).token" }))
        #expect(
            cluster.access(of: "argo-server", in: "argo")
                == ["get secrets idmon-argo-login.token", "get secrets sso", "create secrets *"])
        put(layout: "Installation", tokenRole: true, in: &cluster)
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.access(of: "argo-server", in: "payments") == [])
        #expect(cluster.access(of: "argo-server", in: "argo").count == 5)
        #expect(cluster.keys(.role).count { $0.name == "idmon-argo-argo-server" } == 1)
    }
}
