import JSONTree
import KubeModel
import KubeTesting
import TestInputs
import Testing

/// The optional policies of `deploy/stamp`, beside those of Idmon.
@Suite(
    "Who submitted a Workflow is written down", .serialized, .timeLimit(.minutes(30)),
    .enabled(if: RealWorld.isAvailable, "\(ControlPlane.absence)"))
struct StampTests {
    private static let annotation = "idmon.dev/submitted-by"

    @Test("whatever the request claims, and all submissions are allowed as before; nobody changes it later")
    func stamp() async throws {
        try await ControlPlane.run { plane in
            let kinds = try await plane.kubectl("api-resources", "--api-group=admissionregistration.k8s.io")
            guard kinds.output.contains("mutatingadmissionpolicies") else {
                print("SKIPPED: this API server has no MutatingAdmissionPolicies, deploy/stamp was not tried")
                return
            }
            let real = try await RealWorld(plane)
            let applied = try await plane.kubectl("apply", "-k", Project.root + "/deploy/stamp")
            try #require(applied.isSuccess, "\(applied.errors)")
            try await Self.waitUntilStamped(plane)
            var stamped = 0
            for var example in try CorpusCase.all("legitimate")
            where example.type.plural == "workflows" && example.base == nil {
                example.object["metadata"]?["annotations"] = [Self.annotation: "somebody else"]
                guard case .allowed(let object) = try await real.answer(example) else {
                    Issue.record("\(example.name) is not allowed")
                    continue
                }
                let name = try real.world.username(of: example.persona)
                #expect(object["metadata"]?["annotations"]?[Self.annotation] == .string(name), "\(example.name)")
                stamped += 1
            }
            #expect(stamped >= 20)
            let change = try await plane.kubectl("annotate", "workflow/stamped", "\(Self.annotation)=x", "--overwrite")
            #expect(!change.isSuccess && change.errors.contains("who submitted the Workflow"), "\(change.errors)")
            let other = try await plane.kubectl("annotate", "workflow/stamped", "other=x")
            #expect(other.isSuccess, "\(other.errors)")
        }
    }

    /// The API server takes new policies up within a second or so.
    private static func waitUntilStamped(_ plane: ControlPlane) async throws {
        let workflow = """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: stamped, namespace: default}
            spec: {entrypoint: a, templates: [{name: a, container: {image: x}}]}
            """
        let path = "jsonpath={.metadata.annotations}"
        for _ in 0..<100 {
            let made = try await plane.kubectl("create", "-f", "-", "-o", path, input: workflow)
            try #require(made.isSuccess, "\(made.errors)")
            if made.output.contains(annotation) { return }
            _ = try await plane.kubectl("delete", "workflow/stamped")
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("no Workflow is stamped")
    }
}
