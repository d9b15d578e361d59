import AccessCompiler
import Foundation
import JSONTree
import KubeModel
import KubeTesting
import Testing
import YAMLTree

/// The policies that are installed with the operator, and do not depend on any installation.
@Suite("The file deploy/base/policies.yaml") struct PolicyGoldenTests {
    private static let path = SharedFolder.packageRoot + "/deploy/base/policies.yaml"
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
        if ProcessInfo.processInfo.environment["IDMON_REWRITE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: URL(fileURLWithPath: Self.path), options: .atomic)
        }
        #expect(String(decoding: try TextFile.bytes(Self.path), as: UTF8.self) == text)
    }
}
