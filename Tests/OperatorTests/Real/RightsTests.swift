import AccessModel
import Glibc
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import Synchronization
import TestInputs
import Testing
import YAMLTree

extension RealClusterTests {
    @Suite("each right that is shipped is needed")
    struct RightsTests {
        /// How many operators try at once.
        private static let lanes = 3

        @Test("with all rights nothing is refused, and without those of any single rule something that is needed is")
        func everyRule() async throws {
            let cluster = try RealCluster.current
            let shipped = try ShippedRule.all()
            let removable = shipped.indices.filter { shipped[$0].isForIdmon }
            let turnstile = Turnstile(places: Self.lanes)
            let refusals = try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
                for index in [shipped.count] + removable {
                    group.addTask {
                        try await turnstile.pass {
                            (index, try await Self.refusals(without: index, of: shipped, cluster))
                        }
                    }
                }
                return try await group.reduce(into: [Int: [String]]()) { $0[$1.0] = $1.1 }
            }
            #expect(refusals[shipped.count] == [], "with all rights")
            print("what breaks first without the rights of each rule that is shipped:")
            for index in removable {
                let refused = refusals[index] ?? []
                print("  \(shipped[index]): \(refused.first ?? "nothing")")
                #expect(!refused.isEmpty, "nothing needs \(shipped[index]): take it out of \(shipped[index].file)")
            }
            try await cleanUp(cluster, [shipped.count] + removable)
        }

        private static func story(_ index: Int, _ cluster: RealCluster) -> Story {
            Story(cluster.people, named: "rights-\(index)")
        }

        /// Lets an operator without the rights of one rule do all that it is for, until it is refused something.
        private static func refusals(without index: Int, of shipped: [ShippedRule], _ cluster: RealCluster) async throws
            -> [String]
        {
            let story = story(index, cluster)
            try await story.writeNamespaces()
            let account = "rights-\(index)"
            for object in ShippedRule.grants(shipped, without: index, to: account, argo: story.argo) {
                try await story.write(object)
            }
            let refused = Refusals(try await cluster.transport(asServiceAccount: account))
            let electsLeader = index < shipped.count && shipped[index].isForLease
            // The right to create is needed where there is no Lease yet.
            if electsLeader {
                try await story.delete(ObjectKey(.lease, namespace: "idmon-system", name: "idmon-operator"))
            }
            let process = OperatorProcess(
                refused, identity: account, electsLeader: electsLeader, verificationInterval: .seconds(1),
                only: story.installation, log: cluster.log)
            let isOver = Mutex(false)
            let course = Task {
                try await Self.course(story)
                isOver.withLock { $0 = true }
            }
            let deadline = ContinuousClock.now + .seconds(90)
            while refused.all.isEmpty, !isOver.withLock({ $0 }), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(100))
            }
            let all = refused.all
            course.cancel()
            _ = await course.result
            await process.kill()
            return all
        }

        /// Access of every kind is given, changed and taken away.
        private static func course(_ story: Story) async throws {
            try await SSOStory(story: story).write { spec in
                spec["version"] = "4.2.0"
                spec["workflowActions"] = true
                spec["safety"] = ["maxRemovedPercent": 100]
            }
            try await story.writeScope { scope in
                scope["groups"] = [["path": .string(Story.leads), "maxRole": "admin"]]
                scope["allowClusterTemplates"] = true
            }
            let templates: JSONValue = [
                ["name": "nightly-report"], ["kind": "ClusterWorkflowTemplate", "name": "shared"],
                ["kind": "CronWorkflow", "name": "nightly"],
            ]
            try await story.writeAccessTest([["who": ["everyone": true], "action": "read-secrets", "expect": "Denied"]])
            for role in ["admin", "viewer"] {
                try await story.writeBinding {
                    $0["templates"] = templates
                    $0["grants"] = [["group": .string(Story.leads), "role": .string(role)]]
                }
                try await eventually("the grant of \(role)") {
                    let grant = try await story.grant(Story.leads, of: story.binding())
                    let isAsWritten = try await story.condition("Ready", of: story.binding()).status != "absent"
                    return grant.isEffective && isAsWritten ? nil : "\(grant)"
                }
            }
            try await story.wait(for: "Passed", "True", of: story.accessTest)
            try await story.delete(story.accessTest)
            try await story.remove()
            for key in [story.binding(), story.scope, story.installation] { try await story.waitUntilGone(key) }
        }

        /// What operators that lacked a right left behind is taken away by one that has them all.
        private func cleanUp(_ cluster: RealCluster, _ indices: [Int]) async throws {
            try await withOperator(try cluster.process()) { _ in
                for index in indices {
                    let story = Self.story(index, cluster)
                    try await cluster.allowTokens(in: story.argo)
                    try await story.remove()
                }
                for index in indices {
                    let story = Self.story(index, cluster)
                    for key in [story.binding(), story.scope, story.installation] { try await story.waitUntilGone(key) }
                }
            }
        }
    }
}

/// A rule of one of the roles that are shipped.
private struct ShippedRule: CustomStringConvertible, Sendable {
    let file: String
    let kind: String
    let role: String
    let rule: JSONValue

    /// The namespaced roles are those for the Lease and those beside argo-server.
    var isForLease: Bool { role == "idmon-lease" }
    /// Idmon has what this one says besides; it is what people are given.
    var isForIdmon: Bool { role != WellKnown.clusterTemplatesRole }

    /// The rule without the rights that another one gives; nil when nothing is left.
    private func without(_ other: ShippedRule) -> [JSONValue] {
        func texts(_ rule: JSONValue, _ name: String) -> [String] { rule[name]?.array?.compactMap(\.string) ?? [] }
        var left: [JSONValue] = []
        for group in texts(rule, "apiGroups") {
            for resource in texts(rule, "resources") {
                let isMeant =
                    texts(other.rule, "apiGroups").contains(group) && texts(other.rule, "resources").contains(resource)
                    && rule["resourceNames"] == other.rule["resourceNames"]
                let taken = isMeant ? Set(texts(other.rule, "verbs")) : []
                let verbs = texts(rule, "verbs").filter { !taken.contains($0) }
                guard !verbs.isEmpty else { continue }
                var kept = rule
                kept["apiGroups"] = [.string(group)]
                kept["resources"] = [.string(resource)]
                kept["verbs"] = .array(verbs.map(JSONValue.string))
                left.append(kept)
            }
        }
        return left
    }

    var description: String {
        let words = ["resources", "verbs"].map { name in
            (rule[name]?.array?.compactMap(\.string) ?? []).joined(separator: ",")
        }
        return "\(kind) \(role): \(words.joined(separator: " "))"
    }

    static func all() throws -> [ShippedRule] {
        var rules: [ShippedRule] = []
        for file in [
            "base/clusterrole.yaml", "base/clusterrole-grantable.yaml", "base/role-lease.yaml",
            "argo-namespace/role-tokens.yaml", "argo-namespace/role-sso.yaml",
        ] {
            let path = "\(Project.root)/deploy/\(file)"
            for document in try YAMLReader.documents(in: try TextFile.bytes(at: path)) {
                let kind = document.value["kind"]?.string ?? ""
                guard ["Role", "ClusterRole"].contains(kind) else { continue }
                for rule in document.value["rules"]?.array ?? [] {
                    rules.append(
                        ShippedRule(
                            file: "deploy/\(file)", kind: kind,
                            role: document.value["metadata"]?["name"]?.string ?? "", rule: rule))
                }
            }
        }
        return rules
    }

    /// The objects that give an account of the operator's namespace all rights but those of one rule; several rules may
    /// give the same right.
    ///
    /// - Parameter index: past the end for all rights.
    static func grants(_ all: [ShippedRule], without index: Int, to account: String, argo: String) -> [KubeObject] {
        let operatorNamespace = "idmon-system"
        let removed = index < all.count ? all[index] : nil
        let subjects: JSONValue = [
            ["kind": "ServiceAccount", "name": .string(account), "namespace": .string(operatorNamespace)]
        ]
        func rules(_ isIncluded: (ShippedRule) -> Bool) -> JSONValue {
            .array(
                all.filter(isIncluded).flatMap { rule in
                    removed.map { $0.kind == rule.kind ? rule.without($0) : [rule.rule] } ?? [rule.rule]
                })
        }
        func reference(_ kind: String) -> JSONValue {
            ["apiGroup": "rbac.authorization.k8s.io", "kind": .string(kind), "name": .string(account)]
        }
        var objects = [
            KubeObject(.serviceAccount, namespace: operatorNamespace, name: account),
            KubeObject(
                .clusterRole, namespace: nil, name: account, fields: ["rules": rules { $0.kind == "ClusterRole" }]),
            KubeObject(
                .clusterRoleBinding, namespace: nil, name: account,
                fields: ["roleRef": reference("ClusterRole"), "subjects": subjects]),
        ]
        for (namespace, isForLease) in [(operatorNamespace, true), (argo, false)] {
            let included = rules { $0.kind == "Role" && $0.isForLease == isForLease }
            objects += [
                KubeObject(.role, namespace: namespace, name: account, fields: ["rules": included]),
                KubeObject(
                    .roleBinding, namespace: namespace, name: account,
                    fields: ["roleRef": reference("Role"), "subjects": subjects]),
            ]
        }
        return objects
    }
}

/// A transport that remembers what was refused.
private final class Refusals<Wrapped: Transport>: Transport {
    private let wrapped: Wrapped
    private let refused = Mutex<[String]>([])

    init(_ wrapped: Wrapped) { self.wrapped = wrapped }

    var all: [String] { refused.withLock { $0 } }

    func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse {
        let response = try await wrapped.send(request, timeout: timeout)
        note(request, response.status)
        return response
    }

    func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        let response = try await wrapped.stream(request, idleTimeout: idleTimeout)
        note(request, response.status)
        return response
    }

    private func note(_ request: APIRequest, _ status: Int) {
        guard status == 403 else { return }
        refused.withLock { $0.append("\(request.method.rawValue) /\(request.path.joined(separator: "/"))") }
    }
}
