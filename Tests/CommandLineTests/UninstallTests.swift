import Glibc
import KubeTesting
import TestInputs
import Testing

private let hasKubectl = system("command -v kubectl >/dev/null 2>&1") == 0

@Suite("idmon uninstall", .enabled(if: hasKubectl, "kubectl is not installed")) struct UninstallTests {
    @Test("it shows what goes, asks or refuses where nobody can answer, and leaves nothing")
    func session() async throws {
        let folder = try TemporaryFolder()
        let script = """
            set -u
            cd '\(folder.path)'
            '\(Idmon.path)' dev --write-kubeconfig dev.kubeconfig >out 2>err & pid=$!
            for _ in $(seq 300); do grep -q 'cluster is ready' out && break; sleep 0.1; done
            k() { kubectl --kubeconfig dev.kubeconfig "$@"; }
            k wait --for=condition=Ready --timeout=60s -n payments workflowbinding/nightly-report
            u() { '\(Idmon.path)' uninstall --kubeconfig dev.kubeconfig "$@" </dev/null; echo "exit: $?"; }
            u --all --dry-run
            u --all
            echo "still: $(k get workflowbindings -A -o name)"
            u
            u --all --yes --keep-crds
            echo "left: $(k get serviceaccounts,roles,rolebindings,secrets -A -l app.kubernetes.io/managed-by=idmon -o name | wc -l)"
            echo "resources: $(k get idmon -A -o name | wc -l)"
            u --all --yes
            echo "definitions: $(k get crds -o name | grep -c idmon.dev)"
            u --all --yes
            kill -TERM $pid
            wait $pid
            cat err >&2
            """
        let result = try await Program.run("bash", ["-c", script])
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(
            lines.filter { $0.hasPrefix("exit:") } == [
                "exit: 0", "exit: 2", "exit: 2", "exit: 0", "exit: 0", "exit: 0",
            ],
            "\(result.output)\(result.errors)")
        #expect(lines.contains("WorkflowBinding: payments/nightly-report"))
        #expect(lines.contains { $0.hasPrefix("generated in argo: 3 Secret, 3 ServiceAccount") }, "\(result.output)")
        #expect(lines.contains("still: workflowbinding.idmon.dev/nightly-report"))
        #expect(lines.contains("left: 0") && lines.contains("resources: 0") && lines.contains("definitions: 0"))
    }

    @Test(
        "a call that says nothing or too much is refused before anything is looked at",
        arguments: [
            [], ["--all", "--installation", "argo/main"], ["--installation", "argo"], ["--all", "--timeout", "0"],
        ])
    func badCalls(arguments: [String]) async throws {
        let result = try await Program.run(Idmon.path, ["uninstall"] + arguments)
        #expect(result.exitCode == 2, "\(result.errors)")
        #expect(result.output.isEmpty)
    }
}
