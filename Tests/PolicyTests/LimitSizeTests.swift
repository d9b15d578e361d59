import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import Testing

/// How much bindings may say.
@Suite("The size of what bindings limit") struct LimitSizeTests {
    /// A binding whose templates take some 200,000 bytes each.
    private static func crowded() throws -> World {
        try World { resource in
            guard resource.type == .workflowBinding, resource.name == "nightly-report" else { return resource }
            var resource = resource
            let values = (100..<200).map { JSONValue.string("\($0)" + String(repeating: "v", count: 57)) }
            let parameters = (0..<32).map { JSONValue.object(["name": .string("p\($0)"), "values": .array(values)]) }
            resource.content["spec"]?["templates"] = .array(
                (0..<20).map { ["name": .string("template-\($0)"), "parameters": .array(parameters)] })
            return resource
        }
    }

    @Test("what is too much is left out, and keeps no other namespace out of the policy")
    func crowd() throws {
        let world = try Self.crowded()
        func code(_ template: String, in namespace: String) throws -> String? {
            let request = AdmissionRequest(
                .create, "workflows", in: "argoproj.io", namespace: namespace, as: try world.username(of: "submitter"),
                object: [
                    "kind": "Workflow", "metadata": ["name": "a"],
                    "spec": ["workflowTemplateRef": ["name": .string(template)]],
                ])
            return world.policies.decide(request, authorizer: try world.authorizer(for: "submitter"))?.code
        }
        #expect(try code("template-0", in: "payments") == nil)
        #expect(try code("template-19", in: "payments") == "limits")
        #expect(try code("payout", in: "payouts") == nil)
        #expect(try code("template-0", in: "payouts") == "limits")
    }

    @Test("no policy is larger than the API server takes, and no expression of it")
    func sizes() throws {
        for policy in try Self.crowded().policies.policies where policy.sortsNamespaces {
            let spec = policy.document(labels: [:]).content.text
            #expect((300_000...1_000_000).contains(spec.utf8.count))
            #expect(policy.variables.allSatisfy { $0.expression.cel.unicodeScalars.count < 100_000 })
        }
    }
}
