import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("objects that carry Idmon's labels and were not made by Idmon")
struct LookalikeTests {
    private static let labels: JSONObject = [
        WellKnown.Label.managedBy: "idmon", WellKnown.Label.installation: "argo",
        WellKnown.Label.installationNamespace: "argo", WellKnown.Label.binding: "nightly-report",
    ]

    private static let copies = [
        KubeObject(
            .roleBinding, namespace: "payments", name: "copy", labels: labels,
            fields: [
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "copy"],
                "subjects": [["kind": "ServiceAccount", "name": "somebody", "namespace": "payments"]],
            ]),
        KubeObject(.role, namespace: "payments", name: "copy", labels: labels, fields: ["rules": []]),
        KubeObject(.serviceAccount, namespace: "payments", name: "copy", labels: labels),
    ]

    @Test("they are left alone and named, and nothing waits for them")
    func strangers() {
        var cluster = Sample.settled
        for copy in Self.copies { cluster.putForeign(copy) }
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        #expect(cluster.state("LookalikesFound", of: Sample.installation) == "True NotMadeByIdmon")
        #expect(cluster.state("Ready", of: Sample.installation) == "True Ready")
        let message = cluster.condition("LookalikesFound", of: Sample.installation)?["message"]?.string ?? ""
        #expect(message.hasPrefix("Role payments/copy, RoleBinding payments/copy carry"), "\(message)")
        #expect(cluster.notes.map(\.reason) == ["LookalikesFound"])

        for key in [Sample.binding, Sample.scope, Sample.installation] { cluster.delete(key) }
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        #expect(cluster.objects[Sample.installation] == nil && cluster.objects[Sample.binding] == nil)
        #expect(cluster.keys(.roleBinding).map(\.name) == ["copy"])
    }

    @Test("the inventory counts what Idmon made, and nothing else")
    func inventory() {
        var cluster = Sample.settled
        for copy in Self.copies { cluster.putForeign(copy) }
        _ = cluster.settle()
        let inventory = cluster.objects[Sample.installation]?["status"]?["inventory"]
        let made = [ResourceType.serviceAccount, .secret, .role, .roleBinding].flatMap(cluster.keys)
            .filter { $0.name != "copy" }
        #expect(inventory?["objects"]?.integer == Int64(made.count))
        let kinds = inventory?["kinds"]?.array?.map { "\($0["name"]?.string ?? "") \($0["objects"]?.integer ?? 0)" }
        #expect(kinds == ["Role 4", "RoleBinding 4", "Secret 3", "ServiceAccount 4"])
    }
}
