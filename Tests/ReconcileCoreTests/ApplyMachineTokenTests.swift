import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Requesting and storing tokens")
struct ApplyMachineTokenTests {
    private static let stage = Stage(order: 2, name: "renew", isBarrier: false, passesBarriers: true)
    private static let account = ObjectKey(.serviceAccount, namespace: "argo", name: "leads")
    private static let secret = KubeObject(
        .secret, namespace: "argo", name: "leads.token", labels: ["app.kubernetes.io/managed-by": "idmon"],
        annotations: ["kept": "yes"], fields: ["type": "Opaque"])
    private static let token = IssuedToken(
        token: Redacted("s3cret"), issued: KubeTime(seconds: 1_000), expiry: KubeTime(seconds: 1_600))

    private static func planned(uid: String = "u1") -> PlannedToken {
        PlannedToken(
            stage, account: account, secret: secret, uid: uid, resourceVersion: "7", lifetimeSeconds: 600,
            annotations: .init(issued: "i", expires: "e", received: "r"), why: "it is due")
    }

    private func run(_ plan: Plan = Plan(tokens: [planned()]), live objects: [LiveObject] = [live(secret)]) -> ApplyRun
    {
        ApplyRun(plan, live: objects)
    }

    @Test("the token is requested for the Secret's UID, then stored over exactly what was observed")
    func sequence() throws {
        var run = run()
        guard case .requestToken(let account, let secret, let uid, let seconds, _)? = run.operations.first else {
            Issue.record("\(run.operations)")
            return
        }
        #expect(account == Self.account && secret == Self.secret.key && uid == "u1" && seconds == 600)
        run.answer("leads", .token(Self.token))
        let store = try #require(run.operations.first)
        #expect(!"\(store)".contains("s3cret") && !store.why.contains("s3cret"), "a token was printed")
        let body = try JSONValue(parsing: store.request(fieldManager: manager).body)
        #expect(body["data"]?["token"]?.string == Base64.text("s3cret".utf8))
        #expect(body["metadata"]?["uid"] == "u1" && body["metadata"]?["resourceVersion"] == "7")
        #expect(
            body["metadata"]?["annotations"] == [
                "kept": "yes", "i": "1970-01-01T00:16:40Z", "e": "1970-01-01T00:26:40Z",
                "r": .string(applyTime.description),
            ])
        run.answer("leads.token", .done(resourceVersion: "8"))
        #expect(run.outcome == .done && run.results == ["leads.token": .changed])
    }

    @Test("nothing is requested for a Secret that is gone, being deleted, or another one by now")
    func outdated() {
        let dying = live(Self.secret) { $0["metadata"]?["deletionTimestamp"] = "2026-11-21T02:10:00Z" }
        let another = live(Self.secret, uid: "u2")
        for objects in [[], [dying], [another]] {
            let run = run(live: objects)
            #expect(run.asked == [])
            guard case .retry? = run.outcome else {
                Issue.record("\(String(describing: run.outcome))")
                return
            }
        }
    }

    private static let answers: [(name: String, reply: ApplyMachine.Reply)] = [
        ("token", .token(token)), ("done", .done(resourceVersion: "8")), ("pending", .deletionPending),
        ("found", .found(live(secret))), ("not found", .notFound("nf")), ("conflict", .conflict("c")),
        ("forbidden", .forbidden("f")), ("invalid", .invalid("i")), ("throttled", .throttled(retryAfter: .seconds(3))),
        ("failed", .failed("x")),
    ]

    @Test("whatever is answered to either step, the end is told, and it is done only when the token was stored")
    func exhaustive() {
        for first in Self.answers {
            var run = run()
            run.answer("leads", first.reply)
            guard first.name == "token" else {
                #expect(run.outcome != nil && run.outcome != .done, "\(first.name)")
                continue
            }
            for second in Self.answers {
                var run = run
                run.answer("leads.token", second.reply)
                #expect(run.outcome != nil, "\(second.name)")
                #expect((run.outcome == .done) == (second.name == "done"), "\(second.name)")
                let isPrinted = "\(run.machine) \(run.machine.report)".contains("s3cret")
                #expect(!isPrinted, "\(second.name)")
            }
        }
    }

    @Test("a failure at a barrier holds up first tokens, and no renewal")
    func barrier() {
        let first = Stage(order: 3, name: "tokens", isBarrier: false)
        let other = KubeObject(.secret, namespace: "argo", name: "new.token")
        let plan = Plan(
            desired: [PlannedObject(first, other)], removals: [removal("gone")],
            tokens: [Self.planned()])
        var run = run(plan, live: [live(Self.secret), live(role("gone"))])
        run.answer("gone", .forbidden("no"))
        run.answer("leads", .token(Self.token))
        run.answer("leads.token", .done(resourceVersion: "8"))
        #expect(run.results["leads.token"] == .changed)
        #expect(run.results["new.token"] == .notAttempted)
        guard case .stalled? = run.outcome else {
            Issue.record("\(String(describing: run.outcome))")
            return
        }
    }
}
