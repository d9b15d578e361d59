import AccessCompiler
import JSONTree
import KubeModel
import TestInputs
import Testing
import YAMLTree

/// The policies that are installed with the operator, and do not depend on any installation.
@Suite("The file deploy/base/policies.yaml") struct PolicyGoldenTests {
    private static let header = """
        # Who may claim access and who may set its ceiling: a WorkflowBinding needs the verb bind on its scope, a WorkflowScope
        # what it lets others give, or the verb escalate. Written by make golden from Sources/AccessCompiler/Policies/ClaimPolicy.swift.

        """

    @Test("is what the code says; IDMON_REWRITE_GOLDEN=1 rewrites it")
    func upToDate() throws {
        let objects = ClaimPolicy.policies.flatMap { policy in
            let labels: JSONObject = ["app.kubernetes.io/name": "idmon"]
            return [policy.document(labels: labels), policy.binding(labels: labels)]
        }
        let text = Self.header + objects.map { YAMLWriter.text($0.content) }.joined(separator: "---\n")
        #expect(try Project.expectation("deploy/base/policies.yaml", seen: text) == text)
    }
}
