import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("Who gains and who loses by a change")
struct AccessDifferenceTests {
    /// The changes between the three teams and what becomes of them, for people.
    private func changes(
        renamed: [GroupPath: GroupPath] = [:], from: KubeTime = Sample.now, to: KubeTime = Sample.now,
        _ change: (inout [KubeObject]) -> Void = { _ in }
    ) throws -> (difference: AccessDifference, words: [String]) {
        let objects = try Sample.threeTeams()
        var changed = objects
        change(&changed)
        let difference = AccessDifference(
            from: AccessTable(rendering: objects, now: from), to: AccessTable(rendering: changed, now: to),
            renamed: renamed)
        let words = [AccessChange.Direction.gain, .loss].flatMap { direction in
            ChangeLine.lines(of: difference.toRead, direction).map { line in
                let holders = line.holders.map(\.description).joined(separator: ", ")
                return "\(direction.rawValue)\(line.isGrave ? "!" : "") \(holders) in \(line.namespace ?? "*"): "
                    + line.phrases.joined(separator: "; ")
            }
        }
        return (difference, words)
    }

    private func edit(
        _ objects: inout [KubeObject], _ type: ResourceType, _ namespace: String, _ name: String,
        _ change: (inout JSONValue) -> Void
    ) {
        for index in objects.indices where objects[index].key == ObjectKey(type, namespace: namespace, name: name) {
            change(&objects[index].content)
        }
    }

    private func grants(_ content: inout JSONValue, _ change: (inout [JSONValue]) -> Void) {
        var grants = content["spec"]?["grants"]?.array ?? []
        change(&grants)
        content["spec"]?["grants"] = .array(grants)
    }

    @Test("a role is told as the actions that it gives, the grave ones first and apart")
    func role() throws {
        let (_, words) = try changes { objects in
            edit(&objects, .workflowBinding, "web", "deploy-web") { content in
                grants(&content) { $0[3]["role"] = "maintainer" }
            }
            edit(&objects, .workflowScope, "web", "production") { content in
                let groups = (content["spec"]?["groups"]?.array ?? []).map { entry in
                    var entry = entry
                    if entry["path"] == "/web/operators" { entry["maxRole"] = "maintainer" }
                    return entry
                }
                content["spec"]?["groups"] = .array(groups)
            }
        }
        #expect(
            words == [
                "gain! /web/operators in web: edit templates; edit scheduled workflows",
                "gain /web/operators in web: delete; suspend scheduled workflows",
            ])
    }

    @Test("people and combinations whose groups gain are not told once more")
    func implied() throws {
        let (difference, words) = try changes { objects in
            edit(&objects, .workflowBinding, "payments", "settlement") { content in
                grants(&content) { $0[0]["role"] = "submitter" }
            }
        }
        #expect(words == ["gain /payments/developers in payments: submit settlement"])
        // Bob is in /payments/developers and /payments/leads.
        #expect(difference.changes.count { if case .person = $0.holder { true } else { false } } == 1)
    }

    @Test("a binding under another name changes objects and nobody's access")
    func renamedBinding() throws {
        let (difference, words) = try changes { objects in
            edit(&objects, .workflowBinding, "payments", "settlement") { $0["metadata"]?["name"] = "settling" }
        }
        #expect(words == [])
        #expect(difference.isEmpty)
        var changed = try Sample.threeTeams()
        edit(&changed, .workflowBinding, "payments", "settlement") { $0["metadata"]?["name"] = "settling" }
        let objects = ObjectChange.changes(
            from: AccessTable(rendering: try Sample.threeTeams(), now: Sample.now).generated,
            to: AccessTable(rendering: changed, now: Sample.now).generated)
        #expect(objects.contains { $0.kind == .created && $0.key.name == "idmon-main-settling-approve" })
        #expect(objects.contains { $0.kind == .removed && $0.key.name == "idmon-main-settlement-approve" })
    }

    /// `/payments/leads` under another name, wherever it stands.
    private func renameLeads(_ objects: inout [KubeObject]) throws {
        for index in objects.indices {
            let text = objects[index].content.text.replacing("/payments/leads", with: "/payments/heads")
            objects[index].content = try JSONValue(parsing: text)
        }
    }

    @Test("a group under another name loses what the other gains, unless somebody says that it was renamed")
    func renamedGroup() throws {
        let (difference, words) = try changes { try? renameLeads(&$0) }
        #expect(difference.likelyRenames.map { "\($0.old) \($0.new)" } == ["/payments/leads /payments/heads"])
        #expect(words.contains("gain! /payments/heads in payments: approve nightly-report, settlement"))
        #expect(words.contains("loss! /payments/leads in payments: approve nightly-report, settlement"))
        let (old, new) = (try #require(GroupPath("/payments/leads")), try #require(GroupPath("/payments/heads")))
        #expect(try changes(renamed: [old: new]) { try? renameLeads(&$0) }.difference.isEmpty)
    }

    @Test("a grant that ends is a loss between two times, and none before")
    func expiry() throws {
        let end = Sample.now.adding(seconds: 100)
        func ending(_ objects: inout [KubeObject]) {
            edit(&objects, .workflowBinding, "payments", "settlement") { content in
                grants(&content) { $0[1]["expiresAt"] = .string(end.description) }
            }
        }
        #expect(try changes(to: end.adding(seconds: -1), ending).words == [])
        let words = try changes(to: end, ending).words
        #expect(words == ["loss! /payments/leads in payments: approve settlement"])
    }

    @Test("a limit that is widened is a gain, one that is narrowed a loss, and one that moves is both")
    func limits() throws {
        func limited(_ values: JSONValue) -> (inout [KubeObject]) -> Void {
            { [self] objects in
                edit(&objects, .workflowBinding, "payments", "nightly-report") { content in
                    content["spec"]?["templates"] = [
                        ["name": "nightly-report", "parameters": [["name": "region", "values": values]]]
                    ]
                }
            }
        }
        #expect(
            try changes(limited(["eu"])).words == [
                "loss /payments/developers, /platform/sre in payments: submit nightly-report (region one of eu; was any "
                    + "parameters)"
            ])
        func words(_ before: JSONValue, _ after: JSONValue) throws -> [String] {
            var (old, new) = (try Sample.threeTeams(), try Sample.threeTeams())
            limited(before)(&old)
            limited(after)(&new)
            return AccessDifference(
                from: AccessTable(rendering: old, now: Sample.now), to: AccessTable(rendering: new, now: Sample.now)
            ).toRead.map { "\($0.direction.rawValue) \($0.holder): \($0.phrase)" }
        }
        #expect(
            try words(["eu"], ["eu", "us"]) == [
                "gain /payments/developers: submit nightly-report (region one of eu, us; was region one of eu)",
                "gain /platform/sre: submit nightly-report (region one of eu, us; was region one of eu)",
            ])
        #expect(try words(["eu", "us"], ["us", "eu"]) == [])
        #expect(try words(["eu"], ["us"]).map { $0.prefix(4) } == ["gain", "gain", "loss", "loss"])
    }

    @Test("rights of pods are told by the templates that they run")
    func pods() throws {
        let (_, words) = try changes { objects in
            let rules: JSONValue = ["rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]]]]
            edit(&objects, .workflowBinding, "web", "cleanup") { $0["spec"]?["runner"] = rules }
            edit(&objects, .workflowScope, "web", "production") { $0["spec"]?["runner"] = rules }
        }
        #expect(words == ["gain! pods of cleanup in web: get secrets"])
    }

    @Test("a namespace in which policies only tell lets submitters start anything")
    func audit() throws {
        let (_, words) = try changes { objects in
            edit(&objects, .workflowScope, "payments", "production") { $0["spec"]?["enforcement"] = "Audit" }
        }
        #expect(
            words.filter { $0.hasPrefix("gain!") } == [
                "gain! /payments/developers in payments: submit anything, inline too",
                "gain! /payments/leads in payments: approve any step",
                "gain! /platform/sre in payments: submit anything, inline too; approve any step",
            ])
    }

    @Test("RBAC of others among the files counts, and what no role gives is gravest")
    func foreign() throws {
        let account = try #require(
            AccessTable(rendering: try Sample.threeTeams(), now: Sample.now).generated.values.first {
                $0.content["metadata"]?["annotations"]?[WellKnown.Annotation.groups] == "[\"/audit\"]"
            })
        let (difference, words) = try changes { objects in
            objects.append(
                KubeObject(
                    .clusterRole, namespace: nil, name: "secret-reader",
                    fields: ["rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]]]]))
            objects.append(
                KubeObject(
                    .roleBinding, namespace: "web", name: "audit",
                    fields: [
                        "roleRef": [
                            "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "secret-reader",
                        ],
                        "subjects": [
                            ["kind": "ServiceAccount", "name": .string(account.name), "namespace": "argo"]
                        ],
                    ]))
        }
        #expect(words == ["gain! /audit in web: read Secrets"])
        #expect(try PlanCondition(parsing: "gain:admin").objection(to: difference) != nil)
    }

    @Test(
        "conditions object to what they name and to nothing else",
        arguments: [
            ("gain:approve", true), ("gain:admin", false), ("gain:approver", true), ("loss:*", false), ("gain:*", true),
            ("gain:grave", true), ("gain:edit-template", false), ("gain:pods", false), ("gain:maintainer", false),
        ])
    func conditions(text: String, objects: Bool) throws {
        let (difference, _) = try changes { resources in
            edit(&resources, .workflowBinding, "payments", "settlement") { content in
                content["spec"]?["templates"] = [["name": "settlement"], ["name": "refund"]]
            }
        }
        #expect((try PlanCondition(parsing: text).objection(to: difference) != nil) == objects)
    }

    @Test("words that are no condition are refused with what was probably meant")
    func badConditions() {
        for (text, meant) in [("gain:edit-templat", "edit-template"), ("won:*", "gain:admin"), ("gain:admn", "admin")] {
            do throws(PlanCondition.Fault) {
                _ = try PlanCondition(parsing: text)
                Issue.record("\(text) is taken")
            } catch {
                #expect(error.hint.contains(meant), "\(error)")
            }
        }
        for text in ["", "-1", "101%", "x%", "5.5"] {
            #expect(throws: PlanCondition.Fault.self) { try PlanCondition(parsingMaximumRemoved: text) }
        }
    }

    @Test("the share of lost cells is of those that single groups had")
    func removed() throws {
        let (difference, _) = try changes { objects in
            objects.removeAll { $0.type == .workflowBinding && $0.namespace == "web" }
        }
        #expect(difference.removed > 10)
        #expect(difference.heldBefore > difference.removed)
        #expect(try PlanCondition(parsingMaximumRemoved: "10").objection(to: difference) != nil)
        #expect(try PlanCondition(parsingMaximumRemoved: "5%").objection(to: difference) != nil)
        #expect(try PlanCondition(parsingMaximumRemoved: "100%").objection(to: difference) == nil)
    }
}
