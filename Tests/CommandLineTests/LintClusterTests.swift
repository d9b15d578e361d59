import KubeTesting
import TestInputs
import Testing

@Suite(
    "idmon lint of a real cluster", .enabled(if: ControlPlane.isAvailable, "\(ControlPlane.absence)"))
struct LintClusterTests {
    private static let clean = Project.root + "/Tests/AccessLinterTests/Setups/clean.yaml"

    @Test("it finds what is planted, reads no value of a Secret, and names what it may not read")
    func cluster() async throws {
        let folder = try TemporaryFolder()
        try await ControlPlane.run { plane in
            for namespace in ["argo", "payments"] { _ = try await plane.kubectl("create", "namespace", namespace) }
            // The realm's kind is not installed, and Deployments need a selector here: both are left out.
            let accounts = try await plane.kubectl("apply", "-f", Self.clean)
            #expect(accounts.output.contains("serviceaccount/leads created"), "\(accounts.errors)")
            let secret =
                "kind: Secret\napiVersion: v1\nmetadata: {name: tokens, namespace: argo}\nstringData: {token: hunter2}"
            _ = try await plane.kubectl("apply", "-f", "-", input: secret)
            _ = try await plane.kubectl(
                "annotate", "serviceaccount", "leads", "-n", "argo", "--overwrite",
                "workflows.argoproj.io/rbac-rule=\"/payments/leads\" in groups")

            let whole = try await Idmon.run("lint", "--kubeconfig", plane.kubeconfig, "-o", "json")
            #expect(whole.exitCode == 1, "\(whole.errors)")
            #expect(whole.output.contains("\"code\": \"IDM302\"") && whole.output.contains("\"unread\": []"))
            #expect(!whole.output.contains("hunter2") && !whole.errors.contains("hunter2"))

            let accountsAlone = RestrictedReader.Right(resource: "serviceaccounts", namespaces: nil)
            let reader = try await RestrictedReader("reader", of: plane, in: folder, may: [accountsAlone]).kubeconfig
            let half = try await Idmon.run("lint", "--kubeconfig", reader)
            #expect(half.exitCode == 1)
            let quiet = try await Idmon.run("lint", "--kubeconfig", reader, "--ignore", "IDM302")
            #expect(quiet.exitCode == 4, "\(quiet.output)")
            #expect(half.errors.contains("secrets could not be read"))
            #expect(half.output.contains("IDM302") && !half.output.contains("IDM330"))
            let meant = try await Idmon.run("lint", "--kubeconfig", reader, "--allow-unread", "--ignore", "IDM302")
            #expect(meant.exitCode == 0, "\(meant.output)")
            let refused = try await Idmon.run("import", "--kubeconfig", reader, "--argo-version", "4.1.2")
            #expect(refused.exitCode == 4 && refused.errors.contains("could not be read"))
        }
    }
}
