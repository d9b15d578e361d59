import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import KubeSchema
import ReconcileCore
import TestThreads
import Testing

@Suite("plans on random organisations", .computing)
struct PlanPropertyTests {
    private static let seeds: [UInt64] = (1...6).map { $0 &* 0x9e37_79b9_7f4a_7c15 }
    private static let trials: [(seed: UInt64, layouts: [IdentitySettings.Layout])] =
        seeds.map { ($0, [.installation]) } + seeds.prefix(2).map { ($0, [.delegated]) }
        + seeds.prefix(3).map { ($0, [.installation, .delegated]) }

    @Test("whatever changes, the cluster settles on exactly the access that the files say", arguments: trials)
    func access(seed: UInt64, layouts: [IdentitySettings.Layout]) throws {
        var story = RandomStory(seed: seed, layouts: layouts)
        story.populate()
        for step in 0..<16 {
            let rounds = story.cluster.settle()
            let moment = "seed \(seed), step \(step)"
            #expect(rounds != nil, "\(moment): no rest")
            #expect(story.cluster.violations == [], "\(moment)")
            expectAccess(story, moment)
            expectUnions(&story, moment)
            expectStatuses(story, moment)
            expectSchemas(story, moment)
            if rounds == nil || !story.cluster.violations.isEmpty { return }
            for _ in 0...story.below(3) { story.change() }
        }
    }

    @Test("a program that stops after any write is carried on by the next one", arguments: trials)
    func crashes(seed: UInt64, layouts: [IdentitySettings.Layout]) {
        var story = RandomStory(seed: seed, layouts: layouts)
        story.populate()
        for step in 0..<16 {
            for _ in 0..<3 {
                for key in story.cluster.reconcileKeys {
                    let plan = AccessPlanner().plan(story.cluster.observation(key))
                    _ = story.cluster.perform(plan, limit: story.below(5))
                }
                if story.below(2) == 0 { _ = story.cluster.runTokenController() }
                story.change()
            }
            if story.below(3) == 0 {
                let moment = "seed \(seed), step \(step)"
                #expect(story.cluster.settle() != nil, "\(moment): no rest")
                expectAccess(story, moment)
            }
            #expect(story.cluster.violations == [], "seed \(seed), step \(step)")
            if !story.cluster.violations.isEmpty { return }
        }
    }

    @Test(
        "when everything is deleted in any order, nothing generated is left and nothing is held", arguments: trials)
    func emptying(seed: UInt64, layouts: [IdentitySettings.Layout]) {
        var story = RandomStory(seed: seed, layouts: layouts)
        story.populate()
        #expect(story.cluster.settle() != nil)
        var keys = [ResourceType.argoInstallation, .keycloakRealm, .workflowScope, .workflowBinding].flatMap(
            story.cluster.keys)
        while !keys.isEmpty {
            story.cluster.delete(keys.remove(at: story.below(keys.count)))
            if story.below(3) == 0 { #expect(story.cluster.settle() != nil, "seed \(seed)") }
        }
        #expect(story.cluster.settle() != nil, "seed \(seed)")
        #expect(story.cluster.objects.keys.filter { $0.type != .namespace } == [], "seed \(seed)")
        #expect(story.cluster.violations == [], "seed \(seed)")
    }

    @Test("one observation has one plan", arguments: trials)
    func determinism(seed: UInt64, layouts: [IdentitySettings.Layout]) {
        var story = RandomStory(seed: seed, layouts: layouts)
        story.populate()
        for _ in 0..<10 {
            for key in story.cluster.reconcileKeys {
                var observation = story.cluster.observation(key)
                let plan = AccessPlanner().plan(observation)
                observation.scopes.reverse()
                observation.bindings.reverse()
                observation.generated.reverse()
                #expect(AccessPlanner().plan(observation) == plan, "seed \(seed), \(key)")
                _ = story.cluster.perform(plan, limit: story.below(9))
            }
            _ = story.cluster.runTokenController()
            story.change()
        }
    }

    @Test(
        "foreign objects under generated names are named, never touched, and give nobody anything", arguments: trials)
    func foreignObjects(seed: UInt64, layouts: [IdentitySettings.Layout]) {
        var story = RandomStory(seed: seed, layouts: layouts)
        story.populate()
        // What would be generated is found by letting another cluster settle.
        var other = story.cluster
        #expect(other.settle() != nil)
        let generated = [ResourceType.serviceAccount, .secret, .role, .roleBinding].flatMap(other.keys)
        for _ in 0..<6 {
            let key = generated[story.below(generated.count)]
            story.cluster.putForeign(
                KubeObject(key.type, namespace: key.namespace, name: key.name, labels: ["app": "theirs"]))
        }
        #expect(story.cluster.settle() != nil, "seed \(seed)")
        #expect(story.cluster.violations == [], "seed \(seed)")
        let statuses = story.cluster.objects.values.compactMap { $0["status"]?["conditions"]?.array }.joined()
        #expect(statuses.contains { $0["reason"] == "Conflict" }, "seed \(seed)")
        for group in RandomStory.groups {
            for namespace in RandomStory.namespaces {
                guard let given = story.cluster.access(ofGroups: [group], in: namespace, story.layout) else { continue }
                #expect(given.isSubset(of: story.expectedAccess(of: group, in: namespace)), "seed \(seed)")
            }
        }
    }

    @Test("settled plans tell nothing again", arguments: trials)
    func silence(seed: UInt64, layouts: [IdentitySettings.Layout]) {
        var story = RandomStory(seed: seed, layouts: layouts)
        story.populate()
        #expect(story.cluster.settle() != nil)
        for key in story.cluster.reconcileKeys {
            #expect(AccessPlanner().plan(story.cluster.observation(key)).notes == [], "seed \(seed)")
        }
    }

    // MARK: - Comparisons

    private func expectAccess(_ story: RandomStory, _ moment: String) {
        for accounts in Dictionary(grouping: story.cluster.keys(.serviceAccount), by: \.namespace).values {
            let precedences = accounts.compactMap(story.cluster.live).compactMap {
                $0.annotation(WellKnown.Annotation.rulePrecedence)
            }
            #expect(Set(precedences).count == precedences.count, "\(moment)")
        }
        for group in RandomStory.groups {
            for namespace in RandomStory.namespaces {
                #expect(
                    story.cluster.access(ofGroups: [group], in: namespace, story.layout)
                        == story.expectedAccess(of: group, in: namespace), "\(moment): \(group) in \(namespace)")
            }
        }
    }

    /// People in several groups get what their groups get, unless the installation says that some do not.
    private func expectUnions(_ story: inout RandomStory, _ moment: String) {
        let addsUp = story.cluster.state("GroupsAddUp", of: Sample.installation) == "True AllCombinations"
        for _ in 0..<12 {
            let groups = RandomStory.groups.filter { _ in story.below(3) == 0 }
            for namespace in RandomStory.namespaces {
                let given = story.cluster.access(ofGroups: groups, in: namespace, story.layout)
                let union = story.expectedAccess(of: groups, in: namespace)
                #expect(
                    given.map { addsUp ? $0 == union : $0.isSubset(of: union) } == true,
                    "\(moment): \(groups) in \(namespace)")
            }
        }
    }

    private func expectStatuses(_ story: RandomStory, _ moment: String) {
        for key in story.cluster.keys(.workflowBinding) {
            guard let object = story.cluster.objects[key] else { continue }
            let claims = object["spec"]?["grants"]?.array ?? []
            let told = object["status"]?["grants"]?.array ?? []
            #expect(
                claims.map { [$0["group"], $0["role"]] } == told.map { [$0["group"], $0["role"]] }, "\(moment): \(key)")
            for grant in told where grant["effective"] == true {
                let access = story.expectedAccess(of: grant["group"]?.string ?? "", in: key.namespace ?? "")
                let telling = [
                    "viewer": "list workflows *", "submitter": "create workflows *", "approver": "update workflows *",
                    "operator": "patch workflows *", "maintainer": "delete workflows *",
                    "admin": "deletecollection workflows *",
                ]
                let needed = telling[grant["role"]?.string ?? ""] ?? ""
                #expect(access.contains(needed), "\(moment): \(key) claims \(grant) to be effective")
            }
        }
    }

    /// Every resource, with the status that was written, satisfies its CustomResourceDefinition.
    private func expectSchemas(_ story: RandomStory, _ moment: String) {
        for (type, definition) in zip(ResourceType.idmonKinds, IdmonCRDs.definitions) {
            let schema = definition.versions[0].schema
            for key in story.cluster.keys(type) {
                guard let object = story.cluster.objects[key] else { continue }
                #expect(schema.violations(of: schema.defaulted(object)) == [], "\(moment): \(key)")
                #expect(schema.pruned(object).unknownFields.isEmpty, "\(moment): \(key)")
            }
        }
    }
}
