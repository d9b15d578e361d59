import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import TestInputs
import TestThreads
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// People of random organisations act as the account that gives them what their groups give together.
@Suite("Identities of random organisations", .computing)
struct IdentityPropertyTests {
    private static let seed = Seed.value

    @Test(
        "everybody gets exactly the union of their groups, never more, and less only where the limit says so",
        arguments: IdentitySettings.Layout.allCases)
    func union(layout kind: IdentitySettings.Layout) throws {
        print("Identities of random organisations, \(kind): IDMON_SEED=\(Self.seed)")
        var models = SplitMix64(seed: Self.seed)
        var judge = RuleJudge()
        for number in 0..<(kind == .installation ? 10_000 : 3_000) {
            var organisation = RandomOrganisation(seed: models.next(), layout: kind)
            var accounts: [LiveObject] = []
            // A second look at other files, beside what the first one left behind.
            for step in 0..<(number % 8 == 0 ? 2 : 1) {
                let layout = organisation.layout(accounts)
                let moment = "IDMON_SEED=\(Self.seed), \(kind), model \(number), step \(step)"
                for identities in Dictionary(grouping: layout.identities, by: \.namespace).values {
                    #expect(Set(identities.map(\.precedence)).count == identities.count, "\(moment)")
                }
                let lost = layout.lost.first.map(Set.init)
                let gate = organisation.gate(layout)
                for person in organisation.people() {
                    let failure = organisation.failure(of: person, gate, lost, &judge)
                    #expect(failure == nil, "\(moment): \(person)")
                    if failure != nil { return }
                }
                for combination in layout.lost.first {
                    let person = RandomOrganisation.Person(subject: "nobody", groups: combination)
                    let losing = try RandomOrganisation.namespaces.filter { namespace in
                        let given = try #require(gate.given(to: person, in: namespace, &judge))
                        return given != organisation.union(of: person, in: namespace)
                    }
                    #expect(losing != [], "\(moment): \(combination) lost nothing")
                }
                accounts = try organisation.accounts(of: layout)
                organisation.change()
            }
        }
    }
}

/// What rules say of claims, each evaluated once.
private struct RuleJudge {
    /// By the bytes of both, since texts that Unicode takes as equal are different to Argo.
    private var outcomes: [[UInt8]: [[UInt8]: RuleOutcome]] = [:]

    mutating func outcome(of rule: String, for person: RandomOrganisation.Person) -> RuleOutcome {
        let text = Array(rule.utf8)
        if let known = outcomes[person.bytes]?[text] { return known }
        let claims = SessionClaims(subject: person.subject, groups: person.groups)
        let outcome = RuleEvaluator(claims: claims.environment).outcome(of: rule)
        outcomes[person.bytes, default: [:]][text] = outcome
        return outcome
    }
}

/// argo-server and the RoleBindings of one layout.
private struct Gate {
    /// By the namespace of the accounts.
    let gatekeepers: [String: ArgoGatekeeper]
    let isDelegating: Bool
    let given: [ObjectKey: Set<ObjectKey>]

    /// What somebody gets in a namespace in the end; nil when the gatekeeper does not decide.
    func given(to person: RandomOrganisation.Person, in namespace: String, _ judge: inout RuleJudge) -> Set<ObjectKey>?
    {
        let home = gatekeepers["argo"] ?? ArgoGatekeeper(accounts: [])
        let there = gatekeepers[namespace] ?? ArgoGatekeeper(accounts: [])
        let (decision, isDelegated) =
            isDelegating
            ? home.decide(delegatingTo: there) { judge.outcome(of: $0, for: person) }
            : (home.decide { judge.outcome(of: $0, for: person) }, false)
        switch decision {
        case .account(let name):
            let account = ObjectKey(.serviceAccount, namespace: isDelegated ? namespace : "argo", name: name)
            return (given[account] ?? []).filter { $0.namespace == namespace }
        case .denied: return []
        default: return nil
        }
    }
}

/// Groups with what they get, members, settings, and people who try to log in.
private struct RandomOrganisation {
    struct Person: CustomStringConvertible {
        let subject: String
        let groups: [GroupPath]
        let bytes: [UInt8]

        init(subject: String, groups: [GroupPath]) {
            self.subject = subject
            self.groups = groups
            bytes = Array("\(subject) \(groups.map(\.text))".utf8)
        }

        var description: String { String(decoding: bytes, as: UTF8.self) }
    }

    private static let pool = [
        "/a", "/a/b", "/A", "/it's \"q\"", "/back\\slash", "/emoji/🚀", "/e\u{301}", "/\u{e9}",
    ].compactMap { GroupPath($0) }
    static let namespaces = ["n0", "n1", "n2"]
    private static let stranger = [GroupPath("/unknown to idmon")].compactMap { $0 }
    private static let subjects = ["3f1c", "3F1C", "quote\"d", "back\\slash"]

    private var random: SplitMix64
    private let groups: [GroupPath]
    private var given: [GroupPath: Set<ObjectKey>] = [:]
    private var members: [RealmMember] = []
    private var settings = IdentitySettings()

    init(seed: UInt64, layout: IdentitySettings.Layout) {
        settings.layout = layout
        random = SplitMix64(seed: seed)
        groups = Array(Self.pool.prefix(1 + Int(random.next() % 8)))
        change()
    }

    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    /// Everything anew, for the same groups.
    mutating func change() {
        let namespaces = Self.namespaces.prefix(1 + below(3))
        let names = 1 + below(4)
        let density = 1 + below(4)
        for group in groups {
            var keys: Set<ObjectKey> = []
            for namespace in namespaces {
                for name in 0..<names where below(4) < density {
                    keys.insert(ObjectKey(.roleBinding, namespace: namespace, name: "b\(name)"))
                }
            }
            given[group] = keys
        }
        settings.holder = below(3) == 0 ? .user : .group
        settings.combinations = below(4) == 0 ? .known : .closure
        settings.combinationLimit = below(3) == 0 ? below(6) : below(71)
        settings.hasLogin = below(4) > 0 || settings.layout == .delegated
        members = []
        for subject in Self.subjects.prefix(below(5)) {
            guard let subject = PersonSubject(subject) else { continue }
            members.append(RealmMember(subject: subject, groups: someGroups() + Self.stranger))
        }
    }

    private mutating func someGroups() -> [GroupPath] { groups.filter { _ in below(2) == 0 } }

    func layout(_ accounts: [LiveObject]) -> IdentityLayout {
        let installation = ArgoInstallation(
            name: ResourceName(namespace: "argo", name: "argo"), version: ArgoVersion(4, 1, 2), realmName: "prod",
            identities: settings)
        return IdentityLayout(entitlements: given, members: members, installation: installation, accounts: accounts)
    }

    /// All subsets of the groups, or some where there are many; strangers, and the members with what their tokens prove.
    mutating func people() -> [Person] {
        var people: [Person] = []
        if groups.count <= 6 {
            for mask in 0..<(1 << groups.count) {
                let held = groups.indices.filter { mask & (1 << $0) != 0 }.map { groups[$0] }
                people.append(Person(subject: "nobody", groups: held))
            }
        } else {
            for _ in 0..<24 { people.append(Person(subject: "nobody", groups: someGroups())) }
        }
        people.append(Person(subject: "nobody", groups: someGroups() + Self.stranger))
        for member in members {
            let known = member.groups.filter(groups.contains)
            people.append(Person(subject: member.subject.text, groups: known))
            people.append(Person(subject: member.subject.text, groups: someGroups()))
        }
        return people
    }

    func union(of person: Person, in namespace: String) -> Set<ObjectKey> {
        person.groups.reduce(into: Set<ObjectKey>()) { $0.formUnion(given[$1] ?? []) }
            .filter { $0.namespace == namespace }
    }

    func gate(_ layout: IdentityLayout) -> Gate {
        var subjects: [ObjectKey: Set<ObjectKey>] = [:]
        for key in given.values.reduce(into: Set<ObjectKey>(), { $0.formUnion($1) }) {
            for identity in layout.identities(entitledTo: key) {
                subjects[identity.account, default: []].insert(key)
            }
        }
        let gatekeepers = Dictionary(grouping: layout.identities, by: \.namespace).mapValues { identities in
            ArgoGatekeeper(
                accounts: identities.map {
                    ArgoGatekeeper.Account(
                        name: $0.accountName, rule: $0.rule.text, precedence: String($0.precedence), hasToken: true)
                })
        }
        return Gate(gatekeepers: gatekeepers, isDelegating: settings.layout == .delegated, given: subjects)
    }

    /// What is wrong with what a person gets; nil when nothing is.
    func failure(of person: Person, _ gate: Gate, _ lost: [Set<GroupPath>], _ judge: inout RuleJudge) -> String? {
        for namespace in Self.namespaces {
            guard let given = gate.given(to: person, in: namespace, &judge) else { return "no decision" }
            let union = union(of: person, in: namespace)
            if given == union { continue }
            guard given.isSubset(of: union) else { return "more than the union in \(namespace)" }
            let groups = Set(person.groups)
            guard lost.contains(where: { $0.isSubset(of: groups) }) else {
                return "less than the union in \(namespace), and nothing says so"
            }
        }
        return nil
    }

    /// The accounts of a layout as they would be seen afterwards.
    func accounts(of layout: IdentityLayout) throws -> [LiveObject] {
        try layout.identities.map { identity in
            let annotations: JSONObject = [
                WellKnown.Annotation.rule: .string(identity.rule.text),
                WellKnown.Annotation.rulePrecedence: .string(String(identity.precedence)),
            ]
            var content = KubeObject(
                .serviceAccount, namespace: identity.namespace, name: identity.accountName, annotations: annotations
            ).content
            content["metadata"]?["uid"] = "uid"
            content["metadata"]?["resourceVersion"] = "1"
            return try #require(LiveObject(.serviceAccount, document: JSONDocument(content)))
        }
    }
}
