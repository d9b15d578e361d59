import AccessLinter
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("Who has which rules")
struct RightsTableTests {
    private static let account = ObjectKey(.serviceAccount, namespace: "argo", name: "ops")

    /// A ClusterRole with one rule, bound to a group.
    private static func bound(_ role: String, to group: String, labels: JSONObject = [:]) -> [KubeObject] {
        [
            KubeObject(
                .clusterRole, namespace: nil, name: role, labels: labels,
                fields: ["rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]]]]),
            KubeObject(
                .clusterRoleBinding, namespace: nil, name: role,
                fields: [
                    "roleRef": ["kind": "ClusterRole", "name": .string(role)],
                    "subjects": [["kind": "Group", "name": .string(group)]],
                ]),
        ]
    }

    private static func rules(_ objects: [KubeObject]) -> [HeldRule] {
        ArgoSetup(objects, source: .files).rights.rules(of: account)
    }

    @Test(
        "an account has what is bound to any of the groups in which every account is",
        arguments: [
            ("system:authenticated", true), ("system:serviceaccounts", true), ("system:serviceaccounts:argo", true),
            ("system:serviceaccounts:other", false), ("system:masters", false),
        ])
    func groups(group: String, isIn: Bool) {
        #expect(Self.rules(Self.bound("reader", to: group)).isEmpty != isIn)
    }

    @Test("what Kubernetes itself gives to everybody is no right of people")
    func shipped() {
        #expect(Self.rules(Self.bound("system:basic-user", to: "system:authenticated")).isEmpty)
    }

    @Test("a ClusterRole gathers others by expressions too, and never itself")
    func gathered() {
        let gathering = KubeObject(
            .clusterRole, namespace: nil, name: "all", labels: ["part": "yes"],
            fields: [
                "aggregationRule": [
                    "clusterRoleSelectors": [["matchExpressions": [["key": "part", "operator": "Exists"]]]]
                ]
            ])
        let binding = KubeObject(
            .clusterRoleBinding, namespace: nil, name: "all",
            fields: [
                "roleRef": ["kind": "ClusterRole", "name": "all"],
                "subjects": [["kind": "ServiceAccount", "name": "ops", "namespace": "argo"]],
            ])
        let part = Self.bound("part", to: "nobody", labels: ["part": "yes"])
        #expect(Self.rules(part + [gathering, binding]).map(\.rule.verbs) == [["get"]])
    }
}
