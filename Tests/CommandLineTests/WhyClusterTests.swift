import KubeTesting
import TestInputs
import Testing

@Suite(
    "idmon why on a real cluster", .enabled(if: ControlPlane.isAvailable, "\(ControlPlane.absence)"))
struct WhyClusterTests {
    private static let everywhere = RestrictedReader.Right.init(resource:namespaces:)
    /// What decides about a submission in `payments`.
    private static let needed: [RestrictedReader.Right] = [
        everywhere("clusterroles", nil), everywhere("clusterrolebindings", nil),
        everywhere("validatingadmissionpolicies", nil), everywhere("validatingadmissionpolicybindings", nil),
        everywhere("namespaces", nil), everywhere("workflowscopes", nil), everywhere("workflowbindings", nil),
        everywhere("roles", ["payments", "argo"]),
        everywhere("rolebindings", ["payments", "argo"]), everywhere("argoinstallations", ["argo"]),
        everywhere("keycloakrealms", ["argo"]), everywhere("serviceaccounts", ["argo"]),
        everywhere("secrets", ["argo"]), everywhere("configmaps", ["argo"]), everywhere("deployments.apps", ["argo"]),
    ]
    private static let questions: [(arguments: [String], status: Int)] = [
        (["why", "submit", "nightly-report", "-n", "payments", "-g", "/payments/developers"], 0),
        (["why", "submit", "settlement", "-n", "payments", "-g", "/payments/developers"], 1),
        (["why", "submit", "nightly-report", "-n", "payments", "-g", "/data/stewards"], 1),
    ]

    @Test("whoever may read only a part gets the same answer or is told what could not be read, never another one")
    func partly() async throws {
        let folder = try TemporaryFolder()
        try await ControlPlane.run { plane in
            try await Self.prepare(plane, folder)
            for question in Self.questions {
                let whole = try await Idmon.run(question.arguments, kubeconfig: plane.kubeconfig)
                #expect(whole.exitCode == question.status, "\(question.arguments): \(whole.output)\(whole.errors)")
            }
            try await Self.expectAnswers("all", Self.needed, plane, folder, mayBeUnknown: false)
            for index in Self.needed.indices {
                var rights = Self.needed
                rights.remove(at: index)
                try await Self.expectAnswers("without-\(index)", rights, plane, folder, mayBeUnknown: true)
            }
            let own = Self.needed.map { RestrictedReader.Right(resource: $0.resource, namespaces: ["payments"]) }
            try await Self.expectAnswers("own-namespace", own, plane, folder, mayBeUnknown: true)
            try await Self.expectAnswers("none", [], plane, folder, mayBeUnknown: true)
        }
    }

    private static func expectAnswers(
        _ name: String, _ rights: [RestrictedReader.Right], _ plane: ControlPlane, _ folder: TemporaryFolder,
        mayBeUnknown: Bool
    ) async throws {
        let reader = try await RestrictedReader(name, of: plane, in: folder, may: rights)
        for question in questions {
            let result = try await Idmon.run(question.arguments, kubeconfig: reader.kubeconfig)
            if mayBeUnknown, result.exitCode == 4 {
                #expect(result.output.contains("not read: "), "\(name): \(result.output)")
            } else {
                #expect(
                    result.exitCode == question.status,
                    "\(name): \(question.arguments): \(result.output)\(result.errors)")
            }
        }
    }

    /// The three teams with all that the operator makes of them.
    private static func prepare(_ plane: ControlPlane, _ folder: TemporaryFolder) async throws {
        try await apply(plane, "-k", "\(Project.root)/crds")
        _ = try await plane.kubectl("wait", "--for=condition=Established", "crd", "--all")
        let teams = "deploy/samples/three-teams"
        for name in ["namespaces", "installation", "payments", "data", "web"] {
            // Permanent tokens are objects that are rendered, and the cluster fills them.
            let text = try Project.text(of: "\(teams)/\(name).yaml")
                .replacing("  version: 4.1.2", with: "  version: 4.1.2\n  tokens: {kind: Permanent}")
            try await apply(plane, "-f", try folder.write("teams/\(name).yaml", text))
        }
        let rendered = try await Idmon.run("render", "-f", "\(folder.path)/teams")
        try #require(rendered.isSuccess, "\(rendered.errors)")
        try await apply(plane, "-f", try folder.write("rendered.yaml", rendered.output))
    }

    private static func apply(_ plane: ControlPlane, _ arguments: String...) async throws {
        let result = try await Program.run(
            "kubectl", ["--kubeconfig", plane.kubeconfig, "apply", "--server-side"] + arguments)
        try #require(result.isSuccess, "\(result.errors)")
    }
}
