import JSONTree
import KubeModel
import Synchronization
import Testing

@testable import KubeClient

@Suite struct KubeClientTests {
    private let key = ObjectKey(.secret, namespace: "argo", name: "a")

    private static func status(_ code: Int, _ reason: String) -> String {
        #"{"kind":"Status","status":"Failure","message":"m","reason":"\#(reason)","code":\#(code)}"#
    }

    // MARK: - Retries

    @Test("a throttled request waits as it is told and succeeds")
    func throttled() async throws {
        let time = ManualTime()
        let transport = ScriptedTransport { _, index in
            index == 0
                ? .json(Self.status(429, "TooManyRequests"), status: 429, headers: ["retry-after": "3"]) : .json("{}")
        }
        _ = try await KubeClient.scripted(transport, time: time).get(key)
        #expect(time.sleeps == [.seconds(3)])
        #expect(transport.requests.count == 2)
    }

    @Test(
        "a lost answer to a create is not sent again, one to an apply is",
        arguments: [
            ("create", 1), ("apply", 4), ("get", 4), ("delete", 4), ("merge", 4), ("json", 1), ("dry-run", 4),
            ("review", 4),
        ])
    func repeats(call: String, expected: Int) async throws {
        let transport = ScriptedTransport { (_, _) throws(KubeError) in throw KubeError(.connectionLost, "lost") }
        let client = KubeClient.scripted(transport)
        let object = KubeObject(.configMap, namespace: "argo", name: "a")
        await #expect(throws: KubeError.self) {
            switch call {
            case "create": _ = try await client.create(object)
            case "dry-run": _ = try await client.create(object, dryRun: true)
            case "apply": _ = try await client.apply(object, force: true)
            case "get": _ = try await client.get(key)
            case "delete": _ = try await client.delete(key)
            case "merge": _ = try await client.patch(key, .merge, body: [:])
            case "json": _ = try await client.patch(key, .json, body: [])
            default:
                _ = try await client.selfSubjectAccessReview(AccessReview(verb: "get", group: "", resource: "pods"))
            }
        }
        #expect(transport.requests.count == expected)
    }

    @Test("what was tried in vain is said with the number of attempts")
    func attempts() async {
        let transport = ScriptedTransport { _, _ in .json(Self.status(503, "ServiceUnavailable"), status: 503) }
        await #expect { try await KubeClient.scripted(transport).get(key) } throws: {
            ($0 as? KubeError)?.code == .unavailable && "\($0)".contains("(after 4 attempts)")
        }
    }

    @Test("the server's warnings are handed on")
    func warnings() async throws {
        let seen = Mutex<[String]>([])
        var client = KubeClient.scripted(
            ScriptedTransport { _, _ in .json("{}", headers: ["warning": #"299 - "v1beta1 is old""#]) })
        var options = client.options
        options.onWarning = { text in seen.withLock { $0.append(text) } }
        client = KubeClient(transport: client.transport, options: options)
        _ = try await client.get(key)
        #expect(seen.withLock { $0 } == ["v1beta1 is old"])
    }

    @Test(
        "an answer that is no JSON is refused",
        arguments: [
            ("text/html", "<html>", "text/html"), ("application/json", "{", "not valid JSON"),
            ("", "{}", "no content type"),
            ("application/vnd.kubernetes.protobuf", "k8s", "protobuf"),
        ])
    func wrongContent(type: String, body: String, expected: String) async {
        let transport = ScriptedTransport { _, _ in APIResponse(status: 200, contentType: type, body: Array(body.utf8))
        }
        await #expect { try await KubeClient.scripted(transport).get(key) } throws: {
            ($0 as? KubeError)?.code == .protocolViolation && "\($0)".contains(expected)
        }
    }

    // MARK: - Lists

    private static func page(_ names: [String], next: String?, version: String = "9") -> APIResponse {
        let items = names.map { #"{"metadata":{"name":"\#($0)"}}"# }.joined(separator: ",")
        let token = next.map { #","continue":"\#($0)""# } ?? ""
        return .json(
            #"{"kind":"SecretList","metadata":{"resourceVersion":"\#(version)"\#(token)},"items":[\#(items)]}"#)
    }

    private static func names(_ list: ObjectList) -> [String] {
        list.items.compactMap { $0.root["metadata"]?["name"]?.string }
    }

    @Test("a list is read page by page")
    func pages() async throws {
        let transport = ScriptedTransport { request, _ in
            request.queryValue("continue") == nil ? Self.page(["a", "b"], next: "t1") : Self.page(["c"], next: nil)
        }
        let list = try await KubeClient.scripted(transport).list(
            .secret, .init(resourceVersion: "5", resourceVersionMatch: "NotOlderThan"), metadataOnly: true)
        #expect(Self.names(list) == ["a", "b", "c"])
        #expect(list.resourceVersion == "9")
        #expect(transport.requests.map { $0.queryValue("limit") } == ["500", "500"])
        #expect(transport.requests.map { $0.queryValue("continue") } == [nil, "t1"])
        #expect(transport.requests.map { $0.queryValue("resourceVersion") } == ["5", nil])
        #expect(transport.requests.allSatisfy { $0.accept?.contains("PartialObjectMetadataList") == true })
    }

    @Test("a list whose token is forgotten begins anew, once, and nothing is twice in it")
    func restart() async throws {
        let transport = ScriptedTransport { request, index in
            if index == 1 { return .json(Self.status(410, "Expired"), status: 410) }
            return request.queryValue("continue") == nil
                ? Self.page(["a"], next: "t") : Self.page(["b"], next: nil, version: "9")
        }
        let client = KubeClient.scripted(transport)
        var firsts: [Bool] = []
        _ = try await client.listPages(.secret) { firsts.append($0.isFirst) }
        #expect(firsts == [true, true, false])
        let again = ScriptedTransport { _, index in
            index % 2 == 0 ? Self.page(["a"], next: "t") : .json(Self.status(410, "Expired"), status: 410)
        }
        await #expect { try await KubeClient.scripted(again).list(.secret) } throws: {
            ($0 as? KubeError)?.code == .expired
        }
        #expect(again.requests.count == 4)
    }

    @Test("an empty list is one, whatever way the server writes it", arguments: ["[]", "null"])
    func empty(items: String) async throws {
        let transport = ScriptedTransport { _, _ in .json(#"{"metadata":{"resourceVersion":"3"},"items":\#(items)}"#) }
        let list = try await KubeClient.scripted(transport).list(.secret)
        #expect(list.items.isEmpty && list.resourceVersion == "3")
    }

    @Test(
        "an object instead of a list is an error",
        arguments: ["{}", #"{"metadata":{"resourceVersion":"1"},"items":{}}"#])
    func noList(body: String) async {
        let transport = ScriptedTransport { _, _ in .json(body) }
        await #expect { try await KubeClient.scripted(transport).list(.secret) } throws: {
            ($0 as? KubeError)?.code == .protocolViolation
        }
    }

    // MARK: - Writing

    @Test("writes name the field manager and say what they are")
    func writes() async throws {
        let transport = ScriptedTransport { _, _ in .json("{}") }
        let client = KubeClient.scripted(transport)
        let object = KubeObject(.configMap, namespace: "argo", name: "a")
        _ = try await client.create(object)
        _ = try await client.replace(object, subresource: "status")
        _ = try await client.apply(object, force: true, dryRun: true)
        _ = try await client.patch(object.key, .json, body: [])
        _ = try await client.delete(object.key, preconditions: .init(uid: "u", resourceVersion: "1"))
        #expect(transport.requests.map(\.method) == [.post, .put, .patch, .patch, .delete])
        #expect(transport.requests.prefix(4).allSatisfy { $0.queryValue("fieldManager") == "idmon" })
        #expect(transport.requests[1].path.last == "status")
        #expect(transport.requests[2].contentType == "application/apply-patch+yaml")
        #expect(
            transport.requests[2].queryValue("dryRun") == "All" && transport.requests[2].queryValue("force") == "true")
        let options = try JSONValue(parsing: transport.requests[4].body)
        #expect(options["preconditions"] == ["uid": "u", "resourceVersion": "1"])
    }

    // MARK: - Reviews and tokens

    @Test("a review asks what it should and reads the decision")
    func review() async throws {
        let transport = ScriptedTransport { _, _ in
            .json(#"{"kind":"SubjectAccessReview","status":{"allowed":true,"reason":"RBAC: allowed"}}"#, status: 201)
        }
        let review = AccessReview(
            user: "alice", groups: ["g"], verb: "submit", group: "argoproj.io", resource: "workflowtemplates",
            namespace: "payments", name: "nightly")
        let decision = try await KubeClient.scripted(transport).subjectAccessReview(review)
        #expect(
            decision == AccessDecision(isAllowed: true, isDenied: false, reason: "RBAC: allowed", evaluationError: ""))
        let request = try #require(transport.requests.first)
        #expect(request.path == ["apis", "authorization.k8s.io", "v1", "subjectaccessreviews"])
        let expected: JSONValue = [
            "user": "alice", "groups": ["g"],
            "resourceAttributes": [
                "verb": "submit", "group": "argoproj.io", "resource": "workflowtemplates", "namespace": "payments",
                "name": "nightly",
            ],
        ]
        #expect(try JSONValue(parsing: request.body)["spec"] == expected)
    }

    @Test("a token is made for an account and never printed")
    func token() async throws {
        let answer =
            #"{"kind":"TokenRequest","spec":{"expirationSeconds":300},"status":{"token":"s3cret","expirationTimestamp":"2026-11-21T02:10:00Z"}}"#
        let transport = ScriptedTransport { _, _ in .json(answer, status: 201) }
        let account = ObjectKey(.serviceAccount, namespace: "argo", name: "a")
        let issued = try await KubeClient.scripted(transport).createToken(
            for: account, audiences: ["x"], expirationSeconds: 600, boundTo: (key, "u1"))
        #expect(issued.token.reveal() == "s3cret" && !"\(issued)".contains("s3cret"))
        #expect(issued.expiry == KubeTime("2026-11-21T02:10:00Z"))
        // The server granted less than was asked for.
        #expect(issued.issued == KubeTime("2026-11-21T02:05:00Z"))
        let request = try #require(transport.requests.first)
        #expect(request.path.suffix(3) == ["serviceaccounts", "a", "token"])
        let spec = try JSONValue(parsing: request.body)["spec"]
        #expect(spec?["expirationSeconds"] == 600 && spec?["audiences"] == ["x"])
        #expect(spec?["boundObjectRef"] == ["apiVersion": "v1", "kind": "Secret", "name": "a", "uid": "u1"])
    }

    @Test("an answer without a token or decision is an error", arguments: [true, false])
    func incomplete(isToken: Bool) async {
        let client = KubeClient.scripted(ScriptedTransport { _, _ in .json(#"{"status":{"token":""}}"#) })
        await #expect {
            if isToken {
                _ = try await client.createToken(for: key, expirationSeconds: 600)
            } else {
                _ = try await client.subjectAccessReview(
                    AccessReview(user: "a", verb: "get", group: "", resource: "pods"))
            }
        } throws: { ($0 as? KubeError)?.code == .protocolViolation }
    }

    // MARK: - Discovery

    private static let legacy = """
        {"kind":"APIResourceList","groupVersion":"v1","resources":[
         {"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get","list"],"shortNames":["po"],"categories":["all"]},
         {"name":"pods/log","singularName":"","namespaced":true,"kind":"Pod","verbs":["get"]},
         {"name":"nodes","singularName":"node","namespaced":false,"kind":"Node","verbs":["get"]}]}
        """

    private static let aggregated = """
        {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[{"metadata":{"name":""},"versions":[
         {"version":"v1","resources":[
          {"resource":"pods","responseKind":{"group":"","version":"v1","kind":"Pod"},"scope":"Namespaced","singularResource":"pod",
           "verbs":["get","list"],"shortNames":["po"],"categories":["all"],"subresources":[{"subresource":"log","verbs":["get"]}]},
          {"resource":"nodes","responseKind":{"kind":"Node"},"scope":"Cluster","singularResource":"node","verbs":["get"]}]}]}]}
        """

    private static let pods = DiscoveredResource(
        type: .pod, singular: "pod", shortNames: ["po"], categories: ["all"], verbs: ["get", "list"],
        subresources: ["log"])

    @Test("both forms of discovery tell the same", arguments: [true, false])
    func discovery(isAggregated: Bool) async throws {
        let transport = ScriptedTransport { request, _ in
            switch (request.path, isAggregated) {
            case (["api"], true): .json(Self.aggregated)
            case (["apis"], true): .json(#"{"kind":"APIGroupDiscoveryList","items":[]}"#)
            case (["api"], false): .json(#"{"kind":"APIVersions","versions":["v1"]}"#)
            case (["apis"], false):
                .json(#"{"kind":"APIGroupList","groups":[{"name":"broken.io","versions":[{"version":"v1"}]}]}"#)
            case (["api", "v1"], _): .json(Self.legacy)
            default: .json(Self.status(503, "ServiceUnavailable"), status: 503)
            }
        }
        let found = try await KubeClient.scripted(transport).discover()
        #expect(found.map(\.type.plural) == ["pods", "nodes"])
        #expect(found.first == Self.pods)
        #expect(found.last?.type.isNamespaced == false)
    }
}
