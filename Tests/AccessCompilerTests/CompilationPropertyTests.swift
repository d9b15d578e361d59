import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import TestThreads
import Testing

@Suite("plans made from earlier ones", .computing)
struct CompilationPropertyTests {
    private static let seeds: [UInt64] = (1...4).map { $0 &* 0x9e37_79b9_7f4a_7c15 }

    /// Plans of each key in turn, each from the one before.
    private struct Sequel {
        var compilations: [ReconcileKey: AccessCompilation] = [:]
        /// Namespaces that a plan had from the one before, and those that it made anew.
        private(set) var kept = 0
        private(set) var made = 0

        /// The plan, after checking that it is the one that is made from nothing.
        mutating func plan(_ observation: AccessObservation, _ moment: String) -> Plan {
            let whole = AccessPlanner().plan(observation)
            let (plan, compilation) = AccessPlanner().plan(observation, after: compilations[observation.key])
            #expect(plan.desired == whole.desired, "\(moment): objects")
            #expect(plan.removals == whole.removals, "\(moment): removals")
            #expect(plan.finalizers == whole.finalizers, "\(moment): finalizers")
            #expect(plan.tokens == whole.tokens, "\(moment): tokens")
            #expect(plan.notes == whole.notes, "\(moment): notes")
            for (own, other) in zip(plan.statuses, whole.statuses) where own != other {
                Issue.record("\(moment): \(own.key): \(own.status.text) and not \(other.status.text)")
            }
            #expect(plan == whole, "\(moment)")
            compilations[observation.key] = compilation
            made += compilation?.recompiled ?? 0
            kept += compilation.map { $0.count - $0.recompiled } ?? 0
            return plan
        }
    }

    @Test("whatever changes, a plan is the one that is made from nothing", arguments: seeds)
    func equality(seed: UInt64) {
        var story = RandomStory(seed: seed)
        story.populate()
        var sequel = Sequel()
        for step in 0..<24 {
            // Plans are made after any number of writes, as if the program had been stopped between them.
            for round in 0...story.below(3) {
                for key in story.cluster.reconcileKeys {
                    let plan = sequel.plan(
                        story.cluster.observation(key), "seed \(seed), step \(step), \(round), \(key)")
                    _ = story.cluster.perform(plan, limit: story.below(3) == 0 ? story.below(6) : .max)
                }
                if story.below(2) == 0 { _ = story.cluster.runTokenController() }
            }
            if story.below(2) == 0 { story.change() } else { story.meddle() }
            if story.below(4) > 0 { story.keepUsable() }
        }
        // A story in which everything always changes would prove nothing.
        #expect(sequel.kept > 10 && sequel.made > 10, "seed \(seed): \(sequel.kept) kept, \(sequel.made) made")
    }

    @Test("with a limit on removals a plan is the one that is made from nothing", arguments: seeds)
    func holding(seed: UInt64) {
        var story = RandomStory(seed: seed, maximumRemoved: 20)
        story.populate()
        var sequel = Sequel()
        for step in 0..<8 {
            for round in 0..<4 {
                for key in story.cluster.reconcileKeys {
                    let plan = sequel.plan(
                        story.cluster.observation(key), "seed \(seed), step \(step), \(round), \(key)")
                    _ = story.cluster.perform(plan, limit: .max)
                }
                _ = story.cluster.runTokenController()
            }
            story.change()
        }
    }

    @Test("as time passes a plan is the one that is made from nothing", arguments: seeds)
    func time(seed: UInt64) {
        var story = RandomStory(seed: seed)
        story.populate()
        #expect(story.cluster.settle() != nil)
        var sequel = Sequel()
        for step in 0..<12 {
            for key in story.cluster.reconcileKeys {
                let plan = sequel.plan(story.cluster.observation(key), "seed \(seed), step \(step), \(key)")
                if story.below(2) == 0 { _ = story.cluster.perform(plan, limit: .max) }
            }
            // Clocks are put back as well.
            story.cluster.now = story.cluster.now.adding(seconds: Int64(story.below(1500)) - 300)
        }
    }

    @Test("people that come and go change plans as they change those from nothing", arguments: seeds)
    func people(seed: UInt64) {
        var story = RandomStory(seed: seed)
        story.populate()
        var sequel = Sequel()
        for step in 0..<5 {
            story.putPeople()
            for round in 0..<4 {
                for key in story.cluster.reconcileKeys {
                    let plan = sequel.plan(
                        story.cluster.observation(key), "seed \(seed), step \(step), \(round), \(key)")
                    _ = story.cluster.perform(plan, limit: .max)
                }
                _ = story.cluster.runTokenController()
            }
            story.change()
        }
    }

    @Test("one changed binding makes only its namespace anew, and nothing does when nothing changed")
    func locality() throws {
        var story = RandomStory(seed: 7)
        story.putInstallation()
        story.putRealm()
        for namespace in RandomStory.namespaces {
            story.cluster.put(
                .workflowScope, namespace, "prod",
                spec: [
                    "environment": "production", "installationRef": ["name": "argo", "namespace": "argo"],
                    "groups": [["path": .string("/\(namespace)"), "maxRole": "admin"]],
                ])
            Self.put(&story, namespace, role: "viewer")
        }
        #expect(story.cluster.settle() != nil)
        let key = ReconcileKey.installation(TestCluster.installation)
        let first = AccessPlanner().plan(story.cluster.observation(key), after: nil).compilation
        #expect(first?.recompiled == RandomStory.namespaces.count)
        story.cluster.now = story.cluster.now.adding(seconds: 1)
        let second = AccessPlanner().plan(story.cluster.observation(key), after: first).compilation
        #expect(second?.recompiled == 0)
        Self.put(&story, "data", role: "submitter")
        let third = AccessPlanner().plan(story.cluster.observation(key), after: second).compilation
        #expect(third?.recompiled == 1)
        for key in story.cluster.keys(.workflowScope) + story.cluster.keys(.workflowBinding)
        where key.namespace == "web" { story.cluster.delete(key) }
        #expect(story.cluster.settle() != nil)
        let fourth = AccessPlanner().plan(story.cluster.observation(key), after: third).compilation
        #expect(fourth?.count == RandomStory.namespaces.count - 1)
    }

    private static func put(_ story: inout RandomStory, _ namespace: String, role: String) {
        story.cluster.put(
            .workflowBinding, namespace, "nightly",
            spec: [
                "scopeRef": ["name": "prod"], "templates": [["name": "cleanup"]],
                "grants": [["group": .string("/\(namespace)"), "role": .string(role)]],
            ])
    }
}

extension RandomStory {
    /// Puts an installation and a realm back that namespaces can be planned for one by one.
    mutating func keepUsable() {
        let installation: JSONValue = [
            "version": "4.1.2", "realmRef": ["name": "prod"], "safety": ["maxRemovedPercent": 100],
            "identities": ["combinations": ["limit": 6]],
        ]
        let key = ObjectKey(.argoInstallation, namespace: "argo", name: "argo")
        let isThere = cluster.objects[key]?["metadata"]?["deletionTimestamp"] == nil
        if cluster.objects[key]?["spec"] != installation, isThere {
            cluster.put(.argoInstallation, "argo", "argo", spec: installation)
        }
        if cluster.objects[ObjectKey(.keycloakRealm, namespace: "argo", name: "prod")] == nil { putRealm() }
    }

    /// Does what others may do to what Idmon made, and to what it looks at beside its own resources.
    mutating func meddle() {
        let made = [ResourceType.serviceAccount, .role, .roleBinding, .clusterRoleBinding].flatMap(cluster.keys)
        guard !made.isEmpty else { return }
        let key = made[below(made.count)]
        switch below(13) {
        case 0: cluster.delete(key)
        case 1: cluster.tamper(key) { $0["metadata"]?["labels"]?["theirs"] = "yes" }
        case 2 where key.type == .roleBinding:
            cluster.tamper(key) { binding in
                let subjects = binding["subjects"]?.array ?? []
                binding["subjects"] = .array(
                    subjects + [["kind": "ServiceAccount", "name": "other", "namespace": "argo"]])
            }
        case 3 where key.type == .role: cluster.tamper(key) { $0["rules"] = [] }
        case 4 where key.type == .serviceAccount:
            cluster.tamper(key) { $0["metadata"]?["annotations"]?[WellKnown.Annotation.rule] = "'/theirs' in groups" }
        case 5 where key.type == .serviceAccount:
            cluster.tamper(key) { $0["metadata"]?["annotations"]?[WellKnown.Annotation.groups] = "[]" }
        case 6:
            let secrets = cluster.keys(.secret)
            if !secrets.isEmpty { cluster.delete(secrets[below(secrets.count)]) }
        case 7:
            let namespace = RandomStory.namespaces[below(RandomStory.namespaces.count)]
            cluster.put(.workflowTemplate, namespace, ["nightly-report", "deploy-prod", "cleanup"][below(3)])
        case 8: cluster.put(.clusterWorkflowTemplate, nil, "shared-\(below(3))")
        case 9:
            let namespace = RandomStory.namespaces[below(RandomStory.namespaces.count)]
            cluster.put(
                .workflowBinding, namespace, "shared",
                spec: [
                    "scopeRef": ["name": "prod"],
                    "templates": [["kind": "ClusterWorkflowTemplate", "name": .string("shared-\(below(3))")]],
                    "grants": [["group": "/sre", "role": "submitter"]],
                ])
            cluster.tamper(ObjectKey(.workflowScope, namespace: namespace, name: "prod")) {
                $0["spec"]?["allowClusterTemplates"] = true
            }
        case 10:
            cluster.putForeign(
                KubeObject(
                    .role, namespace: RandomStory.namespaces[below(RandomStory.namespaces.count)],
                    name: "idmon-argo-viewer", labels: ["app": "theirs"]))
        case 11:
            let namespace = RandomStory.namespaces[below(RandomStory.namespaces.count)]
            let enforcement: JSONValue = below(2) == 0 ? "Audit" : "Enforce"
            for name in ["prod", "test"] {
                cluster.tamper(ObjectKey(.workflowScope, namespace: namespace, name: name)) {
                    $0["spec"]?["enforcement"] = enforcement
                }
            }
        default: break
        }
    }

    /// Lists members of the realm, with an account for each of them or without.
    mutating func putPeople() {
        let members: [JSONValue] = (0..<5).map { number in
            let groups = RandomStory.groups.filter { _ in below(3) == 0 }
            return ["subject": .string("person-\(number)"), "groups": .array(groups.map { .string($0) })]
        }
        cluster.put(
            .keycloakRealm, "argo", "prod",
            spec: ["issuer": "https://kc.example.org/realms/prod", "members": .array(members)])
        cluster.put(
            .argoInstallation, "argo", "argo",
            spec: [
                "version": "4.1.2", "realmRef": ["name": "prod"],
                "safety": ["maxRemovedPercent": 100],
                "identities": [
                    "identity": below(2) == 0 ? "User" : "Group", "combinations": ["limit": 6],
                    "layout": below(4) == 0 ? "Delegated" : "Installation",
                ],
            ])
    }
}
