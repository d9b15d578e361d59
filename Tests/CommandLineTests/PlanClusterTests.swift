import KubeTesting
import TestInputs
import Testing

@Suite("idmon plan against a cluster") struct PlanClusterTests {
    /// An account as which everybody of a group acts who would get more by a binding.
    private static let byHand = """
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: ops
          namespace: argo
          annotations:
            workflows.argoproj.io/rbac-rule: "'/payments/developers' in ($env?.groups ?? [])"
            workflows.argoproj.io/rbac-rule-precedence: "5000000"
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: ops}
        rules: [{apiGroups: [argoproj.io], resources: [workflows], verbs: [create]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: ops, namespace: payments}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ops}
        subjects: [{kind: ServiceAccount, name: ops, namespace: argo}]
        """

    @Test("files are compared with what the cluster has, added to it or in its place")
    func session() async throws {
        let folder = try TemporaryFolder()
        let samples = Project.root + "/deploy/samples"
        for name in ["workflowscope", "workflowbinding"] {
            let text = try Project.text(of: "deploy/samples/\(name).yaml")
            let more = text.replacing("maxRole: viewer", with: "maxRole: submitter")
                .replacing("role: viewer", with: "role: submitter")
            _ = try folder.write("more/\(name).yaml", more)
        }
        _ = try folder.write("by-hand.yaml", Self.byHand)
        let script = """
            set -u
            cd '\(folder.path)'
            '\(Idmon.path)' dev --write-kubeconfig dev.kubeconfig >out 2>err & pid=$!
            for _ in $(seq 600); do grep -q 'cluster is ready' out && break; sleep 0.1; done
            p() { '\(Idmon.path)' plan --kubeconfig dev.kubeconfig --at 2026-12-01T00:00:00Z "$@" >plan 2>&1; echo "$?: $(tail -n 1 plan)"; }
            p -f '\(samples)/workflowbinding.yaml'
            sed 's/role: submitter/role: viewer/' '\(samples)/workflowbinding.yaml' >less.yaml
            p -f less.yaml
            grep -c 'submit nightly-report' plan
            p -f '\(samples)/workflowscope.yaml'
            p -f '\(samples)/workflowscope.yaml' --prune
            p -f more
            kubectl --kubeconfig dev.kubeconfig apply -f by-hand.yaml >/dev/null
            p -f more
            p -f '\(samples)/workflowbinding.yaml'
            kill -TERM $pid
            wait $pid
            p -f less.yaml
            """
        let result = try await Program.run("bash", ["-c", script])
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 9, "\(result.output)\(result.errors)")
        #expect(lines[0] == "0: No change of access; objects: 0 created, 0 changed, 0 removed")
        #expect(lines[1].hasPrefix("5: 0 gains, 1 loss of access"), "\(lines)")
        #expect(lines[2] == "1")
        #expect(lines[3].hasPrefix("0: "))
        #expect(lines[4].hasPrefix("5: 0 gains"), "\(lines)")
        #expect(lines[5].hasPrefix("5: "), "\(lines)")
        // Who acts as an account that others made gains nothing by a grant.
        #expect(lines[6].hasPrefix("0: No change of access; "), "\(lines)")
        #expect(lines[7] == "0: No change of access; objects: 0 created, 0 changed, 0 removed")
        #expect(lines[8].hasPrefix("3: "), "\(lines)")
    }
}
