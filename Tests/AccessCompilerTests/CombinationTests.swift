import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("Combinations of groups")
struct CombinationTests {
    private typealias Given = [GroupPath: Set<ObjectKey>]

    private func group(_ text: String) throws -> GroupPath { try #require(GroupPath(text)) }

    /// `"/a": "x y"`: the group `/a` gets a RoleBinding of its own name in each of the namespaces, and those named
    /// `namespace:name`.
    private func given(_ texts: KeyValuePairs<String, String>) throws -> Given {
        var given: Given = [:]
        for (text, places) in texts {
            let keys = places.split(separator: " ").map { place in
                let parts = place.split(separator: ":")
                return ObjectKey(
                    .roleBinding, namespace: String(parts[0]), name: parts.count > 1 ? String(parts[1]) : text)
            }
            given[try group(text)] = Set(keys)
        }
        return given
    }

    private func layout(
        _ given: Given, _ members: [RealmMember] = [], _ change: (inout IdentitySettings) -> Void = { _ in }
    )
        -> IdentityLayout
    {
        var settings = IdentitySettings()
        settings.hasLogin = false
        change(&settings)
        let installation = ArgoInstallation(
            name: ResourceName(namespace: "argo", name: "argo"), version: ArgoVersion(3, 7, 11), realmName: "prod",
            identities: settings)
        return IdentityLayout(entitlements: given, members: members, installation: installation, accounts: [])
    }

    /// `/a /b` for each identity, the first that Argo tries first; those that give as much by their holders.
    private func order(_ layout: IdentityLayout) -> [String] {
        func layer(_ identity: Identity) -> Int { (identity.precedence - 1000) / 50_000 }
        return layout.identities.sorted { (layer($1), $0.holder) < (layer($0), $1.holder) }.map { identity in
            let groups = identity.holder.groups.map(\.text).joined(separator: " ")
            if case .person(let subject, _) = identity.holder { return "\(subject): \(groups)" }
            return groups
        }
    }

    private func names(_ sets: [[GroupPath]]) -> [String] { sets.map { $0.map(\.text).joined(separator: " ") } }

    private func member(_ subject: String, _ groups: String...) throws -> RealmMember {
        RealmMember(subject: try #require(PersonSubject(subject)), groups: try groups.map(group))
    }

    @Test("groups that get different things get an account for each combination, larger ones first")
    func closure() throws {
        let layout = layout(try given(["/a": "x", "/b": "x", "/c": "y"]))
        #expect(order(layout) == ["/a /b /c", "/a /b", "/a /c", "/b /c", "/a", "/b", "/c"])
        #expect(layout.lost.count == 0)
    }

    @Test("a combination that gives nothing beyond a smaller one gets none")
    func redundant() throws {
        let layout = layout(try given(["/a": "x:1 x:2", "/b": "x:2", "/c": "x:2 x:3"]))
        #expect(order(layout) == ["/a /c", "/a", "/c", "/b"])
        #expect(layout.lost.count == 0)
    }

    @Test("groups that get the same keep an account each, so that removing one interrupts nobody else")
    func equal() throws {
        let layout = layout(try given(["/a": "x:1", "/b": "x:1"]))
        #expect(Set(order(layout)) == ["/a", "/b"])
    }

    @Test("within the limit, groups that share a namespace come first, and the rest is told")
    func limit() throws {
        let given = try given(["/a": "x", "/b": "y", "/c": "x", "/d": "y"])
        let limited = layout(given) { $0.combinationLimit = 3 }
        #expect(names(limited.identities.map(\.holder.groups)) == ["/a", "/a /b", "/a /c", "/b", "/b /d", "/c", "/d"])
        #expect(names(limited.lost.first) == ["/a /d", "/b /c", "/c /d"] && limited.lost.count == 3)
        let none = layout(given) { $0.combinationLimit = 0 }
        #expect(none.identities.count == 4)
        #expect(names(none.lost.first) == ["/a /c", "/b /d", "/a /b", "/a /d", "/b /c", "/c /d"])
        let triples = layout(given) { $0.combinationLimit = 6 }
        #expect(names(triples.lost.first) == ["/a /b /c", "/a /b /d", "/a /c /d", "/b /c /d"])
    }

    @Test("what members hold comes before everything else, and alone where only that is wanted")
    func members() throws {
        let given = try given(["/a": "x", "/b": "y", "/c": "x", "/d": "y"])
        let members = [
            try member("1", "/b", "/c", "/unknown"), try member("2", "/a"), try member("3", "/d", "/b", "/a"),
            try member("4", "/b", "/c"),
        ]
        let first = layout(given, members) { $0.combinationLimit = 2 }
        #expect(names(first.identities.map(\.holder.groups).filter { $0.count > 1 }) == ["/a /b /d", "/b /c"])
        let known = layout(given, members) { $0.combinations = .known }
        #expect(names(known.identities.map(\.holder.groups).filter { $0.count > 1 }) == ["/a /b /d", "/b /c"])
        #expect(known.lost.heldByMembers == [] && known.lost.count == 5)
        let one = layout(given, members) {
            $0.combinations = .known
            $0.combinationLimit = 1
        }
        #expect(names(one.lost.heldByMembers) == ["/a /b /d"])
    }

    @Test("what a member holds is cut to the groups that contribute something")
    func reduced() throws {
        let given = try given(["/a": "x:1 x:2", "/b": "x:2", "/c": "y"])
        let layout = layout(given, [try member("1", "/c", "/b", "/a")]) { $0.combinations = .known }
        #expect(order(layout).first == "/a /c")
    }

    @Test("people with an account of their own come first among those who get as much")
    func people() throws {
        let given = try given(["/a": "x", "/b": "y"])
        let members = [try member("1", "/b", "/a"), try member("2", "/a"), try member("3", "/unknown")]
        let layout = layout(given, members) { $0.holder = .user }
        #expect(order(layout) == ["1: /a /b", "/a /b", "2: /a", "/a", "/b"])
        let known = self.layout(given, members) {
            $0.holder = .user
            $0.combinations = .known
        }
        #expect(order(known) == ["1: /a /b", "2: /a", "/a", "/b"])
        #expect(known.lost.heldByMembers == [])
    }

    @Test("a hundred groups are no matter of two to the hundred")
    func manyGroups() throws {
        func given(_ place: (Int) -> String) throws -> Given {
            try Dictionary(
                uniqueKeysWithValues: (0..<100).map { number in
                    (
                        try group("/team/\(number)"),
                        [ObjectKey(.roleBinding, namespace: "n\(number % 7)", name: place(number))]
                    )
                })
        }
        for limit in [0, 64, 512] {
            let layout = layout(try given { "b\($0)" }) { $0.combinationLimit = limit }
            #expect(layout.identities.count == 100 + limit)
            let pairs = Set(layout.identities.map(\.holder.groups).filter { $0.count == 2 })
            #expect(pairs.count == limit)
            // All pairs of groups, and triples of which every pair has an account.
            let triples = pairs.reduce(0) { count, pair in
                count
                    + pairs.count { other in
                        other[0] == pair[0] && pair[1] < other[1] && pairs.contains([pair[1], other[1]])
                    }
            }
            #expect(layout.lost.count == 4950 - limit + triples)
            #expect(layout.lost.first.count == 500)
        }
        let same = layout(try given { _ in "b" }) { $0.combinationLimit = 512 }
        #expect(same.identities.filter { $0.holder.groups.count > 2 }.allSatisfy { $0.holder.groups.count <= 7 })
    }

    @Test("a group that comes neither renames nor renumbers an account")
    func stability() throws {
        let before = try given(["/a": "x", "/c": "y"])
        var after = before
        after[try group("/b")] = [ObjectKey(.roleBinding, namespace: "x", name: "more")]
        let old = layout(before)
        let accounts = try Dictionary(
            uniqueKeysWithValues: old.identities.map { identity in
                let annotations: JSONObject = [
                    WellKnown.Annotation.precedence: .string(String(identity.precedence)),
                    WellKnown.Annotation.rulePrecedence: .string(String(identity.precedence)),
                    WellKnown.Annotation.rule: .string(identity.rule.text),
                ]
                var content = KubeObject(
                    .serviceAccount, namespace: "argo", name: identity.accountName, annotations: annotations
                ).content
                content["metadata"]?["uid"] = "u"
                content["metadata"]?["resourceVersion"] = "1"
                return (
                    identity.accountName,
                    try #require(LiveObject(.serviceAccount, document: JSONDocument(content)))
                )
            })
        let installation = ArgoInstallation(
            name: ResourceName(namespace: "argo", name: "argo"), version: ArgoVersion(3, 7, 11), realmName: "prod")
        let new = IdentityLayout(entitlements: after, installation: installation, accounts: accounts.values)
        for identity in old.identities { #expect(new.identity(of: identity.holder, for: "x") == identity) }
        #expect(new.identities.count == 8)
    }

    @Test("groups too long for annotations get no account and are told")
    func tooLong() throws {
        let long = (0..<60).map { "/\($0)" + String(repeating: "🚀", count: 240) }
        var given: Given = [:]
        for text in long { given[try group(text)] = [ObjectKey(.roleBinding, namespace: "x", name: text)] }
        let member = RealmMember(subject: try #require(PersonSubject("1")), groups: try long.map(group))
        let layout = layout(given, [member]) {
            $0.holder = .user
            $0.combinationLimit = 0
        }
        #expect(layout.identities.count == 60)
        #expect(layout.leftOut == [.person(member.subject, try long.map(group).sorted())])
    }
}
