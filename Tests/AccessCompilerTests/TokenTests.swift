import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import TestThreads
import Testing

@Suite("Tokens of identities")
struct TokenTests {
    private func leads(_ cluster: TestCluster) throws -> LiveObject { try #require(cluster.account(Sample.leads)) }

    private func term(_ cluster: TestCluster) throws -> TokenTerm {
        let account = try leads(cluster)
        guard
            case .present(let term?) = TokenFact(
                cluster.live(cluster.tokenSecret(of: account)), kind: .requested, of: account)
        else { throw Unexpected(what: "no requested token") }
        return term
    }

    private func rule(_ cluster: TestCluster) throws -> String? {
        try leads(cluster).annotation(WellKnown.Annotation.rule)
    }

    private struct Unexpected: Error { let what: String }

    // MARK: - First tokens

    @Test("an account comes first, then its Secret, then the token, and only then the rule")
    func order() throws {
        var cluster = Sample.cluster
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(cluster.keys(.secret) == [] && cluster.plan.tokens == [])
        _ = cluster.perform(cluster.plan, limit: .max)
        let secret = try cluster.tokenSecret(of: leads(cluster))
        let owner = cluster.objects[secret]?["metadata"]?["ownerReferences"]?[0]
        #expect(try owner?["uid"]?.string == leads(cluster).uid)
        #expect(cluster.objects[secret]?["data"]?["token"]?.string?.isEmpty == false, "an empty token means anonymous")
        #expect(cluster.plan.tokens.map(\.stage) == [AccessStage.tokens, AccessStage.tokens, AccessStage.tokens])
        #expect(try rule(cluster) == nil)
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("false TokenPending") })
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(try rule(cluster) == nil)
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(try rule(cluster) != nil)
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.state("TokensFresh", of: Sample.installation) == "True Fresh")
        let told = cluster.objects[Sample.installation]?["status"]?["tokens"]
        #expect(told?["usable"] == 3 && told?["kind"] == "Requested")
        #expect(told?["nextExpiryAt"]?.string == cluster.now.adding(seconds: 86_400).description)
    }

    @Test("a plan names no token: what it would print has none")
    func silence() throws {
        var cluster = Sample.cluster
        _ = cluster.perform(cluster.plan, limit: .max)
        _ = cluster.perform(cluster.plan, limit: .max)
        let request = try #require(cluster.plan.tokens.first)
        #expect(request.secret.content["data"] == nil)
    }

    // MARK: - Renewal

    @Test("a token is renewed at two thirds of its life less a tenth at most, over the Secret that holds it")
    func renewal() throws {
        var cluster = Sample.settled
        let secret = try cluster.tokenSecret(of: leads(cluster))
        let uid = cluster.objects[secret]?["metadata"]?["uid"]
        for _ in 0..<5 {
            let before = try term(cluster)
            let wait = try #require(cluster.plan.requeueAfterSeconds)
            #expect((57_600 - 8640...57_600).contains(wait), "\(wait)")
            cluster.now = cluster.now.adding(seconds: Int64(wait) - 1)
            #expect(cluster.plan.tokens == [])
            cluster.now = cluster.now.adding(seconds: 8642)
            let due = cluster.plan.tokens
            #expect(due.count == 3 && due.allSatisfy { $0.stage == AccessStage.renew })
            #expect(cluster.plan.desired.allSatisfy { $0.key.type != .secret } && cluster.plan.removals == [])
            #expect(cluster.settle() != nil && cluster.violations == [])
            #expect(try term(cluster).issued > before.issued)
            #expect(cluster.now < before.expires, "the old token ended before there was a new one")
            #expect(cluster.objects[secret]?["metadata"]?["uid"] == uid)
            #expect(cluster.state("TokensFresh", of: Sample.installation) == "True Fresh")
        }
    }

    @Test("the life that the server grants counts, not the one that was asked for", arguments: [600, 3600] as [Int64])
    func shorterLife(granted: Int64) throws {
        var cluster = Sample.cluster
        cluster.longestLife = granted
        #expect(cluster.settle() != nil)
        let wait = try #require(cluster.plan.requeueAfterSeconds)
        #expect((granted * 2 / 3 - granted / 10...granted * 2 / 3).contains(Int64(wait)))
        // What is left is more than the 60 s for which argo-server remembers a token.
        #expect(granted - Int64(wait) >= 200)
    }

    @Test("a shorter lifetime is kept to as soon as it is wanted, a longer one from the next token on")
    func changedLifetime() throws {
        var cluster = Sample.settled
        cluster.now = cluster.now.adding(seconds: 1000)
        cluster.setTokens(["lifetime": "1h"])
        #expect(cluster.settle() != nil)
        #expect(try term(cluster).lifetimeSeconds == 86_400)
        cluster.setTokens(["lifetime": "10m"])
        #expect(cluster.settle() != nil)
        #expect(try term(cluster).lifetimeSeconds == 600)
        cluster.setTokens(["lifetime": "720h"])
        #expect(cluster.settle() != nil)
        #expect(try term(cluster).lifetimeSeconds == 600)
        cluster.now = cluster.now.adding(seconds: 400)
        #expect(cluster.settle() != nil)
        #expect(try term(cluster).lifetimeSeconds == 2_592_000)
    }

    @Test(
        "a clock that is ahead of or behind the API server's makes no token end and none be renewed again and again",
        arguments: [-86_400, -60, 3600] as [Int64])
    func skew(lead: Int64) throws {
        var cluster = Sample.cluster
        cluster.clockLead = lead
        cluster.setTokens(["lifetime": "10m"])
        #expect(cluster.settle() != nil)
        let first = cluster.issuedTokens
        #expect(first == 3, "renewed at once")
        for step in 1...90 {
            cluster.now = cluster.now.adding(seconds: 40)
            #expect(cluster.settle() != nil)
            let serverTime = cluster.now.adding(seconds: -lead)
            #expect(try term(cluster).expires > serverTime, "step \(step): the token has ended")
            #expect(try rule(cluster) != nil)
        }
        // An hour has at least nine and at most eleven renewals of ten minutes' tokens.
        #expect((27...33).contains(cluster.issuedTokens - first), "\(cluster.issuedTokens - first)")
    }

    @Test("a clock that is put right has every token renewed once, and no rule is lost", arguments: [-1, 1] as [Int64])
    func correctedClock(direction: Int64) throws {
        var cluster = Sample.cluster
        cluster.clockLead = direction * 1_000_000
        #expect(cluster.settle() != nil)
        let first = cluster.issuedTokens
        // The same moment by a clock that is right.
        cluster.now = cluster.now.adding(seconds: -cluster.clockLead)
        cluster.clockLead = 0
        #expect(cluster.settle() != nil)
        #expect(cluster.issuedTokens == first + 3 && cluster.violations == [])
        #expect(try rule(cluster) != nil)
        #expect(cluster.plan.tokens == [])
    }

    @Test("a token that ended keeps its account's rule, is renewed at once, and gives no new rule before that")
    func ended() throws {
        var cluster = Sample.settled
        cluster.now = cluster.now.adding(seconds: 90_000)
        let plan = cluster.plan
        #expect(plan.tokens.count == 3)
        #expect(plan.desired.allSatisfy { $0.stage != AccessStage.revoke })
        _ = cluster.perform(Plan(statuses: plan.statuses), limit: .max)
        #expect(cluster.state("TokensFresh", of: Sample.installation) == "False TokenExpired")
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("false TokenPending") })
        // An account without a rule does not get one with such a token.
        let account = try leads(cluster).key
        cluster.tamper(account) { $0["metadata"]?["annotations"]?[WellKnown.Annotation.rule] = nil }
        #expect(!cluster.plan.desired.contains { $0.key == account && $0.stage == AccessStage.activate })
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.state("TokensFresh", of: Sample.installation) == "True Fresh")
    }

    @Test("a renewal that does not come is told before the token ends")
    func overdue() throws {
        var cluster = Sample.settled
        cluster.now = cluster.now.adding(seconds: 70_000)
        _ = cluster.perform(Plan(statuses: cluster.plan.statuses), limit: .max)
        #expect(cluster.state("TokensFresh", of: Sample.installation) == "False RenewalOverdue")
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })
    }

    @Test("renewals go on although taking something away from somebody else fails")
    func barrier() throws {
        var cluster = Sample.settled
        cluster.now = cluster.now.adding(seconds: 60_000)
        #expect(cluster.plan.tokens.allSatisfy { $0.stage.passesBarriers && !$0.stage.isBarrier })
        #expect(cluster.plan.tokens.allSatisfy { $0.stage > AccessStage.revoke && $0.stage < AccessStage.activate })
    }

    // MARK: - What others do

    @Test("a token that somebody else wrote takes the rule away until it is replaced")
    func overwritten() throws {
        var cluster = Sample.settled
        let account = try leads(cluster)
        cluster.overwrite(cluster.tokenSecret(of: account))
        let plan = cluster.plan
        #expect(plan.desired.contains { $0.stage == AccessStage.revoke && $0.key == account.key })
        #expect(plan.tokens.map(\.account) == [account.key] && plan.tokens.first?.stage == AccessStage.tokens)
        #expect(cluster.settle() != nil)
        #expect(try rule(cluster) != nil)
    }

    @Test("the Secret of an account that was made anew is not used for its namesake")
    func namesake() throws {
        var cluster = Sample.settled
        let account = try leads(cluster)
        let secret = cluster.tokenSecret(of: account)
        let old = cluster.objects[secret]?["metadata"]?["uid"]
        cluster.delete(account.key)
        #expect(cluster.plan.removals.contains { $0.key == secret && $0.stage == AccessStage.retire })
        #expect(cluster.settle() != nil)
        #expect(cluster.objects[secret]?["metadata"]?["uid"] != old)
        #expect(try rule(cluster) != nil)
    }

    @Test("an account that lists another Secret first gets no rule, and it is told why")
    func shadowed() throws {
        var cluster = Sample.settled
        let account = try leads(cluster).key
        cluster.tamper(account) { $0["secrets"] = [["name": "leads-dockercfg-x1"]] }
        #expect(cluster.plan.desired.contains { $0.stage == AccessStage.revoke && $0.key == account })
        _ = cluster.perform(Plan(statuses: cluster.plan.statuses), limit: .max)
        #expect(cluster.state("TokensFresh", of: Sample.installation) == "False TokenShadowed")
    }

    // MARK: - The kind

    @Test(
        "when the kind changes, the account names the old token until there is a new one, and the rule stays throughout",
        arguments: [TokenKind.requested, .permanent])
    func changedKind(former: TokenKind) throws {
        var cluster = Sample.cluster
        cluster.setTokens(["kind": .string(former.rawValue)])
        #expect(cluster.settle() != nil)
        let old = try cluster.tokenSecret(of: leads(cluster))
        cluster.setTokens(["kind": .string(former.other.rawValue)])
        var hasMoved = false
        for round in 0..<10 {
            _ = cluster.perform(cluster.plan, limit: .max)
            if round == 3 { _ = cluster.runTokenController() }
            #expect(try rule(cluster) != nil, "round \(round)")
            let named = try cluster.tokenSecret(of: leads(cluster))
            #expect(try cluster.hasToken(leads(cluster)), "round \(round): \(named)")
            if named != old { hasMoved = true }
            #expect(cluster.objects[old] != nil, "the old token went before argo-server forgot it")
        }
        #expect(hasMoved && cluster.violations == [])
        let wait = try #require(cluster.plan.requeueAfterSeconds)
        #expect((60...90).contains(wait), "\(wait)")
        cluster.now = cluster.now.adding(seconds: Int64(wait))
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.objects[old] == nil)
        #expect(cluster.keys(.secret).count == 3)
    }

    @Test("a kind that is changed and changed back leaves nothing behind")
    func changedBack() throws {
        var cluster = Sample.settled
        let before = cluster.keys(.secret)
        cluster.setTokens(["kind": "Permanent"])
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(cluster.keys(.secret).count == 6)
        cluster.setTokens(["kind": "Requested"])
        #expect(cluster.settle() != nil)
        cluster.now = cluster.now.adding(seconds: 100)
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.keys(.secret) == before)
    }

    // MARK: - Every state

    /// What the Secret of a kind may be like.
    private enum Holding: String, CaseIterable { case absent, placeholder, overwritten, othersToken, fresh, ended }

    @Test(
        "from every state of the Secrets, of the rule and of the kind, the end is right and no step is wrong",
        .computing)
    func exhaustive() throws {
        var count = 0
        for kind in TokenKind.allCases {
            for named in TokenKind.allCases {
                for requested in Holding.allCases {
                    for permanent in [Holding.absent, .placeholder, .othersToken, .fresh] {
                        for hasRule in [false, true] {
                            var cluster = try state(kind, named, requested, permanent, hasRule)
                            let what = "\(kind), names \(named), \(requested), \(permanent), rule \(hasRule)"
                            let settled = cluster.settle()
                            #expect(settled != nil, "\(what): no rest")
                            cluster.now = cluster.now.adding(seconds: 100)
                            #expect(cluster.settle() != nil, "\(what): no rest")
                            #expect(cluster.violations == [], "\(what)")
                            let account = try leads(cluster)
                            #expect(account.annotation(WellKnown.Annotation.rule) != nil, "\(what)")
                            #expect(
                                cluster.tokenSecret(of: account).name
                                    == GeneratedName.token(ofAccount: account.key.name, kind), "\(what)")
                            #expect(cluster.keys(.secret).count == 3, "\(what): \(cluster.keys(.secret))")
                            count += 1
                        }
                    }
                }
            }
        }
        print("tokens: \(count) states")
    }

    /// Clusters whose accounts have a requested token and the Secret of a permanent one, without and with the token.
    private static let bases: (empty: TestCluster, filled: TestCluster) = {
        var cluster = Sample.cluster
        cluster.setTokens(["kind": "Requested", "lifetime": "10m"])
        _ = cluster.settle()
        cluster.setTokens(["kind": "Permanent", "lifetime": "10m"])
        _ = cluster.perform(cluster.plan, limit: .max)
        var filled = cluster
        _ = filled.runTokenController()
        return (cluster, filled)
    }()

    private func state(
        _ kind: TokenKind, _ named: TokenKind, _ requested: Holding, _ permanent: Holding, _ hasRule: Bool
    ) throws -> TestCluster {
        var cluster = permanent == .placeholder ? Self.bases.empty : Self.bases.filled
        let account = try leads(cluster).key
        let secrets = TokenKind.allCases.map {
            ObjectKey(.secret, namespace: "argo", name: GeneratedName.token(ofAccount: account.name, $0))
        }
        let (own, classic) = (secrets[0], secrets[1])
        cluster.setTokens(["kind": .string(kind.rawValue), "lifetime": "10m"])
        switch requested {
        case .absent: cluster.delete(own)
        case .placeholder: cluster.tamper(own) { $0["metadata"]?["annotations"]?["idmon.dev/token-issued-at"] = nil }
        case .overwritten: cluster.overwrite(own)
        case .othersToken:
            cluster.tamper(own) { $0["metadata"]?["annotations"]?["kubernetes.io/service-account.uid"] = "x" }
        case .fresh: break
        case .ended: cluster.now = cluster.now.adding(seconds: 700)
        }
        switch permanent {
        case .absent: cluster.delete(classic)
        case .othersToken:
            cluster.tamper(classic) { $0["metadata"]?["annotations"]?["kubernetes.io/service-account.uid"] = "x" }
        default: break
        }
        cluster.tamper(account) { object in
            object["metadata"]?["annotations"]?[WellKnown.Annotation.tokenName] = .string(
                GeneratedName.token(ofAccount: account.name, named))
            if !hasRule { object["metadata"]?["annotations"]?[WellKnown.Annotation.rule] = nil }
        }
        return cluster
    }
}
