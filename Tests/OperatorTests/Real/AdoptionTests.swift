import AccessModel
import JSONTree
import KubeClient
import KubeModel
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
            let dog = Watchdog(try cluster.transport(), watching: cluster.people)
            let process = OperatorProcess(
                dog, electsLeader: false, verificationInterval: .seconds(1), only: story.installation,
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
            // No write gave anybody anything by what was there before.
            #expect(dog.violations.filter { $0.contains("\(story.team)/\(name)") } == [])
            try await withOperator(try cluster.process()) { _ in
                try await story.remove()
                try await story.waitUntilGone(story.installation)
                #expect(try await story.snapshot().managed == [])
            }
        }
    }
}
