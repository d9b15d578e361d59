import AccessCompiler
import Testing

/// What the API server's audit log is told of requests.
@Suite("Audit annotations of the policies") struct AnnotationTests {
    private static let submitting = "submitter|operator|maintainer|admin"
    private static let approving = "approver|operator|maintainer|admin"
    private static let ofHotfix = "scope=payments-prod binding=payments/hotfix role=operator template=nightly-report"

    @Test(
        "each decision names scope, binding and template, and in which roles the binding lets people do that",
        arguments: [
            ("submit-required-parameter", "\(ofHotfix), \(ofReport(submitting))"),
            ("submit-with-a-title", ofReport(submitting)),
            (
                "approve-own-step",
                "\(ofHotfix.replacing("=operator", with: "=approver|operator")), \(ofReport(approving))"
            ),
        ])
    func annotations(_ name: String, _ annotation: String) throws {
        let example = try #require(try CorpusCase.all("legitimate").first { $0.name == name })
        #expect(try Self.annotations(of: example, in: try World())["access"] == annotation)
    }

    private static func ofReport(_ roles: String) -> String {
        "scope=payments-prod binding=payments/nightly-report role=\(roles) template=nightly-report"
    }

    @Test("a refused run names what it would have to fit, and one of a template that no binding lists names nothing")
    func refusals() throws {
        let world = try World()
        let attacks = try CorpusCase.all("attacks")
        let listed = try #require(attacks.first { $0.name == "parameter-not-listed" })
        #expect(
            try Self.annotations(of: listed, in: world)["access"]?.hasPrefix("scope=payments-prod binding=") == true)
        let unlisted = try #require(attacks.first { $0.name == "template-of-another-namespace" })
        #expect(try Self.annotations(of: unlisted, in: world).isEmpty)
    }

    private static func annotations(of example: CorpusCase, in world: World) throws -> [String: String] {
        let request = try example.request(world)
        let authorizer = try world.authorizer(for: example.persona)
        return world.policies.policies.reduce(into: [:]) {
            $0.merge($1.annotations(of: request, authorizer: authorizer)) { first, _ in first }
        }
    }
}
