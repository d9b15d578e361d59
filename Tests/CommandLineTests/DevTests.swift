import Glibc
import KubeTesting
import TestInputs
import Testing

private let hasKubectl = system("command -v kubectl >/dev/null 2>&1") == 0

@Suite("idmon dev", .enabled(if: hasKubectl, "kubectl is not installed")) struct DevTests {
    @Test("it serves kubectl, brings the samples to Ready, and stops when asked")
    func session() async throws {
        let folder = try TemporaryFolder()
        let script = """
            set -u
            cd '\(folder.path)'
            '\(Idmon.path)' dev --write-kubeconfig dev.kubeconfig >out 2>err & pid=$!
            for _ in $(seq 300); do grep -q 'cluster is ready' out && break; sleep 0.1; done
            k() { kubectl --kubeconfig dev.kubeconfig "$@"; }
            k wait --for=condition=Ready --timeout=60s -n argo argoinstallation/main keycloakrealm/production
            k wait --for=condition=Ready --timeout=60s -n payments workflowscope/payments-production workflowbinding/nightly-report
            account=$(k -n argo get serviceaccounts -l app.kubernetes.io/managed-by=idmon -o name | grep leads | cut -d/ -f2)
            echo "create: $(k auth can-i create workflows.argoproj.io -n payments --as=system:serviceaccount:argo:$account)"
            echo "elsewhere: $(k auth can-i create workflows.argoproj.io -n default --as=system:serviceaccount:argo:$account)"
            echo "submit: $(k auth can-i submit workflowtemplates.argoproj.io/nightly-report -n payments --as=system:serviceaccount:argo:$account)"
            '\(Idmon.path)' report --kubeconfig dev.kubeconfig -o json >report.json
            echo "report: $(tr -d ' \\n' <report.json | grep -o '"source":"cluster"') $(grep -c '"Unknown"' report.json)"
            k delete workflowbinding nightly-report -n payments --timeout=60s
            k delete argoinstallation main -n argo --timeout=60s
            echo "left: $(k get serviceaccounts,roles,rolebindings,secrets -A -l app.kubernetes.io/managed-by=idmon -o name | wc -l)"
            kill -TERM $pid
            wait $pid
            echo "exit: $?"
            cat err >&2
            """
        let result = try await Program.run("bash", ["-c", script])
        #expect(
            result.output.contains("workflowbinding.idmon.dev/nightly-report condition met"),
            "\(result.output)\(result.errors)")
        #expect(result.output.contains("create: yes"))
        #expect(result.output.contains("elsewhere: no"))
        #expect(result.output.contains("submit: yes"))
        #expect(result.output.contains("report: \"source\":\"cluster\" 0"), "\(result.output)\(result.errors)")
        #expect(result.output.contains("left: 0"))
        #expect(result.output.contains("exit: 0"), "\(result.errors)")
    }
}
