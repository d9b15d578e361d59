import AccessModel
import JSONTree
import KubeClient
import KubeModel
import Synchronization
import Testing

extension RealClusterTests {
    @Suite("what a person hands over")
    struct AdoptionTests {
        @Test("a RoleBinding and a Role that are handed over lose what nobody claims before anything is added to them")
        func shrinksFirst() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("adoption")
            let name = "idmon-main-viewer"
            let role = KubeObject(
                .role, namespace: story.team, name: name,
                fields: ["rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]]]])
            let binding = KubeObject(
                .roleBinding, namespace: story.team, name: name,
                fields: [
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": .string(name)],
                    "subjects": [["kind": "ServiceAccount", "name": "theirs", "namespace": .string(story.team)]],
                ])
            for object in [role, binding] { try await story.write(object) }
            try await story.write()
            let witness = Witness(try cluster.transport()) {
                let subjects = (try? await story.read(binding.key))?["subjects"]?.array ?? []
                let rules = (try? await story.read(role.key))?["rules"]
                // Who was there does not get what is new, and who comes does not get what was there.
                let isTheirs = subjects.contains { $0["name"] == "theirs" }
                let isOurs = subjects.contains { $0["name"] != "theirs" }
                let text = rules?.text ?? ""
                let isMixed = isTheirs && text.contains("workflows") || isOurs && text.contains("secrets")
                return isMixed ? "\(JSONValue.array(subjects).text) have \(text)" : nil
            }
            let process = OperatorProcess(
                witness, electsLeader: false, verificationInterval: .seconds(1), only: story.installation,
                log: cluster.log)
            try await withOperator(process) { process in
                try await story.wait(for: "Ready", "False", reason: "Conflict", of: story.binding())
                try await eventually("the Event") {
                    let events = try await story.all(.event, in: story.team)
                    return events.contains { $0["reason"] == "Conflict" } ? nil : "none"
                }
                try await process.waitUntilQuiet()
                #expect(try await story.read(binding.key)?["subjects"] == binding.content["subjects"])

                for object in [role, binding] {
                    try await cluster.kubectl(
                        "annotate", object.type.plural, name, "-n", story.team, "idmon.dev/adopt=true")
                }
                try await story.waitUntilReady()
                let subjects = try await story.read(binding.key)?["subjects"]?.array ?? []
                #expect(subjects.count == 2 && subjects.allSatisfy { $0["name"] != "theirs" }, "\(subjects)")
                let rules = try await story.read(role.key)?["rules"]?.text ?? ""
                #expect(rules.contains("workflows") && !rules.contains("secrets"), "\(rules)")
                #expect(try await story.snapshot().managed.contains("RoleBinding \(story.team)/\(name)"))
            }
            #expect(witness.objections == [])
            try await withOperator(try cluster.process()) { _ in
                try await story.remove()
                try await story.waitUntilGone(story.installation)
                #expect(try await story.snapshot().managed == [])
            }
        }
    }
}

/// A transport that looks after each write whether something is as it must not be.
private final class Witness<Wrapped: Transport>: Transport {
    private let wrapped: Wrapped
    private let objection: @Sendable () async -> String?
    private let found = Mutex<[String]>([])

    init(_ wrapped: Wrapped, objection: @escaping @Sendable () async -> String?) {
        self.wrapped = wrapped
        self.objection = objection
    }

    var objections: [String] { found.withLock { $0 } }

    func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse {
        let response = try await wrapped.send(request, timeout: timeout)
        if request.method != .get, let text = await objection() {
            found.withLock { $0.append("after \(request.call): \(text)") }
        }
        return response
    }

    func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        try await wrapped.stream(request, idleTimeout: idleTimeout)
    }
}
