import AccessModel
import Testing

@Suite("Sets of permissions")
struct PermissionSetTests {
    /// One verb on one object of one resource: what RBAC decides on.
    private struct Request: Hashable {
        let group: String
        let resource: String
        let verb: String
        let name: String
    }

    private static let groups = ["", "apps", "argoproj.io"]
    private static let resources = ["configmaps", "secrets", "pods/log"]
    private static let verbs = ["create", "get", "list"]
    private static let names = ["a", "b", "c"]

    /// Everything that rules allow, decided as RBAC does: one rule at a time.
    private func allowed(_ rules: [PolicyRule]) -> Set<Request> {
        var requests: Set<Request> = []
        for group in Self.groups {
            for resource in Self.resources {
                for verb in Self.verbs {
                    for name in Self.names + ["any other"] {
                        let isAllowed = rules.contains { rule in
                            rule.apiGroups.contains(group) && rule.resources.contains(resource)
                                && rule.verbs.contains(verb)
                                && (rule.resourceNames.isEmpty || rule.resourceNames.contains(name))
                        }
                        if isAllowed {
                            requests.insert(Request(group: group, resource: resource, verb: verb, name: name))
                        }
                    }
                }
            }
        }
        return requests
    }

    private func randomRules(_ random: inout SystemlessGenerator) -> [PolicyRule] {
        func some(_ elements: [String], least: Int) -> [String] {
            let chosen = elements.filter { _ in random.next() % 2 == 0 }
            return chosen.count < least ? [elements[Int(random.next() % UInt64(elements.count))]] : chosen
        }
        return (0..<random.next() % 4).map { _ in
            PolicyRule(
                apiGroups: some(Self.groups, least: 1), resources: some(Self.resources, least: 1),
                verbs: some(Self.verbs, least: 1),
                resourceNames: random.next() % 2 == 0 ? [] : some(Self.names, least: 1))
        }
    }

    @Test("the intersection of two sets allows exactly what both allow, and the union what either does")
    func algebra() {
        for seed in UInt64(1)...400 {
            var random = SystemlessGenerator(state: seed &* 0x9e37_79b9_7f4a_7c15)
            let (claimed, ceiling) = (randomRules(&random), randomRules(&random))
            let (one, other) = (PermissionSet(claimed), PermissionSet(ceiling))
            let both = allowed(claimed).intersection(allowed(ceiling))
            #expect(allowed(one.intersection(other).rules) == both, "seed \(seed)")
            #expect(allowed(one.union(other).rules) == allowed(claimed).union(allowed(ceiling)), "seed \(seed)")
            #expect(one.isSubset(of: other) == allowed(claimed).isSubset(of: allowed(ceiling)), "seed \(seed)")
            #expect(one.cutOff(by: other).isEmpty == one.isSubset(of: other), "seed \(seed)")
        }
    }

    @Test("rules and sets say the same, and equal sets have equal rules")
    func rules() {
        for seed in UInt64(1)...400 {
            var random = SystemlessGenerator(state: seed &* 0xbf58_476d_1ce4_e5b9)
            let rules = randomRules(&random)
            let set = PermissionSet(rules)
            #expect(allowed(set.rules) == allowed(rules), "seed \(seed)")
            #expect(PermissionSet(set.rules) == set, "seed \(seed)")
            #expect(PermissionSet(rules.reversed()).rules == set.rules, "seed \(seed)")
        }
    }

    @Test("what a ceiling cuts off is named with what is left of it")
    func words() {
        let claimed = PermissionSet([
            PolicyRule(apiGroups: [""], resources: ["configmaps"], verbs: ["get"]),
            PolicyRule(apiGroups: [""], resources: ["secrets"], verbs: ["get", "delete"], resourceNames: ["a", "b"]),
            PolicyRule(apiGroups: ["apps"], resources: ["deployments"], verbs: ["patch"]),
            PolicyRule(apiGroups: [""], resources: ["pods"], verbs: ["list"]),
        ])
        let ceiling = PermissionSet([
            PolicyRule(apiGroups: [""], resources: ["configmaps"], verbs: ["get"], resourceNames: ["report-config"]),
            PolicyRule(apiGroups: [""], resources: ["secrets"], verbs: ["get"], resourceNames: ["a"]),
            PolicyRule(apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"]),
        ])
        #expect(
            claimed.cutOff(by: ceiling) == [
                "delete secrets named a, b", "get configmaps other than report-config", "get secrets named b",
                "patch deployments.apps",
            ])
    }
}

/// A generator whose whole state is a seed (SplitMix64).
struct SystemlessGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
