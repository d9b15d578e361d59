import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

/// What happens when much would be taken away at once.
@Suite("removals of much access at once")
struct RemovalHoldTests {
    private static let teams = ["payments", "data", "web", "mobile"]

    /// Without accounts for combinations and for everybody, which would make the numbers hard to follow.
    private static let spec: JSONValue = [
        "version": "3.7.11", "realmRef": ["name": "prod"],
        "identities": ["login": false, "combinations": ["limit": 0]],
    ]

    /// Four teams with two groups each: eight viewers, four of them submitters with two RoleBindings more.
    private static var organisation: TestCluster {
        var cluster = TestCluster()
        cluster.put(.namespace, nil, "argo")
        cluster.put(.argoInstallation, "argo", "argo", spec: spec)
        cluster.put(.keycloakRealm, "argo", "prod", spec: ["issuer": "https://kc.example.org/realms/prod"])
        for team in teams { put(team, in: &cluster) }
        _ = cluster.settle()
        cluster.forgetNotes()
        return cluster
    }

    private static func put(_ team: String, expiring: String? = nil, in cluster: inout TestCluster) {
        cluster.put(.namespace, nil, team)
        cluster.put(
            .workflowScope, team, "prod",
            spec: [
                "environment": "production", "installationRef": ["name": "argo", "namespace": "argo"],
                "groups": [
                    ["path": .string("/\(team)/leads"), "maxRole": "submitter"],
                    ["path": .string("/\(team)/all"), "maxRole": "viewer"],
                ],
            ])
        var leads: JSONValue = ["group": .string("/\(team)/leads"), "role": "submitter"]
        if let expiring { leads["expiresAt"] = .string(expiring) }
        cluster.put(
            .workflowBinding, team, "nightly",
            spec: [
                "scopeRef": ["name": "prod"], "templates": [["name": "nightly"]],
                "grants": [leads, ["group": .string("/\(team)/all"), "role": "viewer"]],
            ])
    }

    private static let installation = Sample.installation

    /// All RoleBindings with their subjects, and all accounts with their rules.
    private static func access(_ cluster: TestCluster) -> [ObjectKey: JSONValue] {
        var access: [ObjectKey: JSONValue] = [:]
        for key in cluster.keys(.roleBinding) { access[key] = cluster.objects[key]?["subjects"] }
        for key in cluster.keys(.role) { access[key] = cluster.objects[key]?["rules"] }
        for key in cluster.keys(.serviceAccount) {
            access[key] = cluster.objects[key]?["metadata"]?["annotations"] ?? .null
        }
        for key in cluster.keys(.secret) { access[key] = true }
        return access
    }

    private static func digest(_ cluster: TestCluster) -> String? {
        cluster.objects[installation]?["status"]?["removal"]?["digest"]?.string
    }

    private static func confirm(_ digest: String, in cluster: inout TestCluster) {
        cluster.tamper(installation) { $0["metadata"]?["annotations"] = ["idmon.dev/confirm-removal": .string(digest)] }
    }

    private static func delete(_ teams: [String], in cluster: inout TestCluster) {
        for team in teams {
            cluster.delete(ObjectKey(.workflowBinding, namespace: team, name: "nightly"))
            cluster.delete(ObjectKey(.workflowScope, namespace: team, name: "prod"))
        }
    }

    @Test("one team of four may go at once, two may not: nothing of theirs is touched, and it is told with the remedy")
    func share() throws {
        var cluster = Self.organisation
        Self.delete(["payments"], in: &cluster)
        #expect(cluster.settle() != nil)
        #expect(cluster.state("RemovalHeld", of: Self.installation) == nil)
        #expect(cluster.keys(.roleBinding).allSatisfy { $0.namespace != "payments" })

        cluster.forgetNotes()
        let before = Self.access(cluster)
        Self.delete(["data", "web"], in: &cluster)
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        #expect(Self.access(cluster) == before)
        #expect(cluster.keys(.workflowScope).count == 3, "the finalizers wait")
        #expect(cluster.state("RemovalHeld", of: Self.installation) == "True RemovalHeld")
        #expect(cluster.state("Ready", of: Self.installation) == "False RemovalHeld")
        let message = cluster.condition("RemovalHeld", of: Self.installation)?["message"]?.string ?? ""
        let digest = try #require(Self.digest(cluster))
        #expect(message.contains("8 of 12 grants") && message.contains("data (4 of 4), web (4 of 4)"), "\(message)")
        #expect(
            message.hasSuffix(
                "kubectl annotate --overwrite argoinstallation argo -n argo idmon.dev/confirm-removal=\(digest)"))
        #expect(cluster.notes.filter { $0.regarding == Self.installation }.map(\.reason) == ["RemovalHeld"])

        Self.confirm(digest, in: &cluster)
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        #expect(Set(cluster.keys(.roleBinding).compactMap(\.namespace)) == ["mobile"])
        #expect(cluster.keys(.workflowScope).count == 1)
        #expect(cluster.state("RemovalHeld", of: Self.installation) == nil && Self.digest(cluster) == nil)
        #expect(cluster.state("Ready", of: Self.installation) == "True Ready")
    }

    @Test("a confirmation holds for what was shown: not for more, not for the same at another time, not for any text")
    func confirmation() throws {
        var cluster = Self.organisation
        Self.delete(["data", "web"], in: &cluster)
        _ = cluster.settle()
        let first = try #require(Self.digest(cluster))
        let before = Self.access(cluster)
        for wrong in ["true", "", String(first.dropLast())] {
            Self.confirm(wrong, in: &cluster)
            _ = cluster.settle()
            #expect(Self.access(cluster) == before, "\(wrong)")
        }
        Self.delete(["mobile"], in: &cluster)
        Self.confirm(first, in: &cluster)
        _ = cluster.settle()
        #expect(Self.access(cluster) == before)
        let second = try #require(Self.digest(cluster))
        #expect(second != first)
        Self.confirm(second, in: &cluster)
        _ = cluster.settle()
        #expect(Set(cluster.keys(.roleBinding).compactMap(\.namespace)) == ["payments"])

        for team in ["data", "web", "mobile"] { Self.put(team, in: &cluster) }
        _ = cluster.settle()
        #expect(Self.access(cluster).keys == before.keys)
        cluster.now = cluster.now.adding(seconds: 60)
        Self.delete(["data", "web", "mobile"], in: &cluster)
        _ = cluster.settle()
        #expect(cluster.state("RemovalHeld", of: Self.installation) == "True RemovalHeld")
        #expect(Self.access(cluster).keys == before.keys)
    }

    @Test("a confirmed removal that is interrupted after any write goes on without being confirmed again")
    func interruption() throws {
        var held = Self.organisation
        Self.delete(["payments", "data", "web"], in: &held)
        _ = held.settle()
        Self.confirm(try #require(Self.digest(held)), in: &held)
        for limit in 0..<40 {
            var cluster = held
            _ = cluster.perform(cluster.plan, limit: limit)
            #expect(cluster.settle() != nil)
            #expect(Set(cluster.keys(.roleBinding).compactMap(\.namespace)) == ["mobile"], "after \(limit) writes")
            #expect(cluster.keys(.workflowScope).count == 1)
        }
    }

    @Test("while a removal is held, access is given, ends at its time, and what others wrote is put right")
    func meanwhile() throws {
        var cluster = Self.organisation
        Self.put("mobile", expiring: "2030-01-01T00:00:00Z", in: &cluster)
        _ = cluster.settle()
        Self.delete(["payments", "data", "web"], in: &cluster)
        _ = cluster.settle()
        #expect(cluster.state("RemovalHeld", of: Self.installation) == "True RemovalHeld")
        let count = cluster.keys(.roleBinding).count

        Self.put("new", in: &cluster)
        let viewer = ObjectKey(.roleBinding, namespace: "data", name: "idmon-argo-viewer")
        let subjects = cluster.objects[viewer]?["subjects"]?.array ?? []
        cluster.tamper(ObjectKey(.role, namespace: "data", name: "idmon-argo-viewer")) {
            $0["rules"] = [["apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]]]
        }
        cluster.now = try #require(KubeTime("2030-01-01T00:00:00Z"))
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        #expect(cluster.state("RemovalHeld", of: Self.installation) == "True RemovalHeld")
        // New: viewer, submitter, submit and runner; gone: the same of mobile's leads, but not viewer and runner.
        #expect(cluster.keys(.roleBinding).count == count + 4 - 2)
        #expect(cluster.decision(groups: ["/mobile/leads"]) == .denied)
        guard case .account(let all) = cluster.decision(groups: ["/mobile/all"]) else {
            Issue.record("the viewers lost their access")
            return
        }
        #expect(cluster.access(of: all, in: "mobile").contains("list workflows *"))
        let rules = cluster.objects[ObjectKey(.role, namespace: "data", name: "idmon-argo-viewer")]?["rules"]
        #expect(rules?.text.contains("secrets") != true)

        // What a person takes away by hand stays away, and what resources say comes back.
        cluster.delete(viewer)
        #expect(subjects.count == 2)
        #expect(cluster.settle() != nil)
        #expect(cluster.objects[viewer] == nil)
    }

    @Test("while a removal is held, people can still log in")
    func login() {
        var cluster = Self.organisation
        var spec = Self.spec
        spec["identities"]?["login"] = true
        cluster.put(.argoInstallation, "argo", "argo", spec: spec)
        #expect(cluster.settle() != nil)
        #expect(cluster.decision(groups: ["/nobody"]) == .account(Sample.login.name))
        cluster.delete(Self.installation)
        #expect(cluster.settle() != nil)
        #expect(cluster.state("RemovalHeld", of: Self.installation) == "True RemovalHeld")
        #expect(cluster.decision(groups: ["/nobody"]) == .account(Sample.login.name))
        #expect(cluster.violations == [])
    }

    @Test("a grant ends at its time although its binding is being deleted and held")
    func expiryWhileHeld() throws {
        var cluster = Self.organisation
        for team in ["payments", "data", "web"] { Self.put(team, expiring: "2030-01-01T00:00:00Z", in: &cluster) }
        _ = cluster.settle()
        Self.delete(["payments", "data", "web"], in: &cluster)
        _ = cluster.settle()
        #expect(cluster.state("RemovalHeld", of: Self.installation) == "True RemovalHeld")
        cluster.now = try #require(KubeTime("2030-01-01T00:00:00Z"))
        #expect(cluster.settle() != nil)
        for team in ["payments", "data", "web"] { #expect(cluster.decision(groups: ["/\(team)/leads"]) == .denied) }
    }

    @Test("many grants that end at one time end at that time")
    func expiryOfMany() throws {
        var cluster = Self.organisation
        for team in Self.teams { Self.put(team, expiring: "2030-01-01T00:00:00Z", in: &cluster) }
        _ = cluster.settle()
        cluster.now = try #require(KubeTime("2030-01-01T00:00:00Z"))
        #expect(cluster.settle() != nil)
        #expect(cluster.state("RemovalHeld", of: Self.installation) == nil)
        for team in Self.teams { #expect(cluster.decision(groups: ["/\(team)/leads"]) == .denied) }
    }

    @Test(
        "whatever takes much away is held: an installation, its realm, its version, its spec, a scope, a label",
        arguments: ["installation", "realm", "version", "spec", "ceiling", "label", "reference", "claims"])
    func causes(cause: String) throws {
        var cluster = Self.organisation
        let before = Self.access(cluster)
        switch cause {
        case "installation": cluster.delete(Self.installation)
        case "realm": cluster.delete(ObjectKey(.keycloakRealm, namespace: "argo", name: "prod"))
        case "version": cluster.tamper(Self.installation) { $0["spec"]?["version"] = "3.5.4" }
        case "spec": cluster.tamper(Self.installation) { $0["spec"] = ["version": 7] }
        default:
            for team in Self.teams.dropLast() {
                switch cause {
                case "ceiling":
                    cluster.tamper(ObjectKey(.workflowScope, namespace: team, name: "prod")) {
                        $0["spec"]?["groups"] = [["path": "/nobody", "maxRole": "viewer"]]
                    }
                case "label":
                    cluster.put(.namespace, nil, team, labels: [WellKnown.Label.environment: "staging"])
                case "reference":
                    cluster.tamper(ObjectKey(.workflowScope, namespace: team, name: "prod")) {
                        $0["spec"]?["installationRef"]?["name"] = "other"
                    }
                default:
                    cluster.tamper(ObjectKey(.workflowBinding, namespace: team, name: "nightly")) {
                        $0["spec"]?["grants"] = []
                    }
                }
            }
        }
        #expect(cluster.settle() != nil)
        #expect(Self.access(cluster) == before)
        #expect(cluster.state("RemovalHeld", of: Self.installation) == "True RemovalHeld")
        if cause == "ceiling" {
            let grants = cluster.grants(of: ObjectKey(.workflowBinding, namespace: "data", name: "nightly"))
            #expect(
                grants == ["/data/leads submitter true RemovalHeld", "/data/all viewer true RemovalHeld"], "\(grants)")
        }
        Self.confirm(try #require(Self.digest(cluster)), in: &cluster)
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        let left = Set(cluster.keys(.roleBinding).compactMap(\.namespace)).subtracting(["mobile"])
        // A binding that is a member still has an account for its pods.
        #expect(["claims", "ceiling"].contains(cause) || left.isEmpty, "\(left)")
        #expect(cluster.decision(groups: ["/data/leads"]) == .denied)
    }

    @Test("a role that would give less than it did is held like a grant that would go")
    func shrinkingRole() {
        var cluster = Self.organisation
        for team in Self.teams {
            cluster.tamper(ObjectKey(.workflowBinding, namespace: team, name: "nightly")) {
                $0["spec"]?["templates"] = [["name": "nightly"], ["name": "weekly"], ["name": "monthly"]]
            }
        }
        // Every team's submitters: four of sixteen grants, below the minimum.
        _ = cluster.settle()
        cluster.tamper(Self.installation) { $0["spec"]?["safety"] = ["minimumRemoved": 4, "maxRemovedPercent": 20] }
        for team in Self.teams {
            cluster.tamper(ObjectKey(.workflowBinding, namespace: team, name: "nightly")) {
                $0["spec"]?["templates"] = [["name": "weekly"], ["name": "daily"]]
            }
        }
        #expect(cluster.settle() != nil)
        #expect(cluster.state("RemovalHeld", of: Self.installation) == "True RemovalHeld")
        let role = cluster.objects[ObjectKey(.role, namespace: "web", name: "idmon-argo-nightly-submit")]
        let names = role?["rules"]?[0]?["resourceNames"]?.array?.compactMap(\.string) ?? []
        #expect(Set(names) == ["nightly", "weekly", "monthly", "daily"], "what is new is given, what is old stays")
    }

    private static let seeds: [UInt64] = (1...4).map { $0 &* 0x9e37_79b9_7f4a_7c15 }

    @Test(
        "on random organisations nothing is lost while a removal is held, and all is as the files say once confirmed",
        arguments: seeds)
    func random(seed: UInt64) {
        var story = RandomStory(seed: seed, maximumRemoved: 30)
        story.populate()
        _ = story.cluster.settle()
        var holds = 0
        for step in 0..<16 {
            let moment = "seed \(seed), step \(step)"
            var before: [String: [String: Set<String>]] = [:]
            for group in RandomStory.groups { before[group] = Self.given(group, story) }
            for _ in 0...story.below(4) { story.change() }
            #expect(story.cluster.settle(bound: 20) != nil, "\(moment): no rest")
            #expect(story.cluster.violations == [], "\(moment)")
            let isHeld = story.cluster.state("RemovalHeld", of: Self.installation) == "True RemovalHeld"
            if isHeld {
                holds += 1
                for group in RandomStory.groups {
                    for namespace in RandomStory.namespaces {
                        let given = Self.given(group, story)[namespace] ?? []
                        let allowed = (before[group]?[namespace] ?? []).union(
                            story.expectedAccess(of: group, in: namespace))
                        #expect(given.isSubset(of: allowed), "\(moment): \(group) in \(namespace)")
                        #expect(
                            story.expectedAccess(of: group, in: namespace).isSubset(of: given), "\(moment): \(group)")
                    }
                }
                guard let digest = Self.digest(story.cluster) else {
                    Issue.record("\(moment): no digest")
                    return
                }
                if story.below(3) == 0 { continue }
                Self.confirm(digest, in: &story.cluster)
                #expect(story.cluster.settle(bound: 20) != nil, "\(moment): no rest")
            }
            for group in RandomStory.groups {
                for namespace in RandomStory.namespaces {
                    let given = Self.given(group, story)[namespace] ?? []
                    #expect(
                        given == story.expectedAccess(of: group, in: namespace), "\(moment): \(group) in \(namespace)")
                }
            }
            if !story.cluster.violations.isEmpty { return }
        }
        print("removals: seed \(seed), \(holds) held")
    }

    private static func given(_ group: String, _ story: RandomStory) -> [String: Set<String>] {
        guard case .account(let account) = story.cluster.decision(groups: [group]) else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: RandomStory.namespaces.map { ($0, story.cluster.access(of: account, in: $0)) })
    }
}
