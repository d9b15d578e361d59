import AccessExplainer
import AccessModel
import Glibc
import JSONTree
import KubeModel
import TestInputs
import Testing

@Suite("Verdicts from a cluster as it is")
struct ClusterSnapshotTests {
    private static let developers = Sample.groups("/payments/developers")
    private static let submission = AccessQuestion(
        developers, .submit, in: "payments", on: .template(.workflowTemplate, "nightly-report"),
        parameters: [.init(name: "month", value: "2026-11")])

    private static func verdict(
        _ question: AccessQuestion, unread: [UnreadPart] = [], _ change: (LiveObject) -> LiveObject? = { $0 }
    ) throws -> Verdict {
        let objects = Sample.cluster(try Sample.limits()).compactMap(change)
        return AccessExplainer(AccessSnapshot(reading: objects, unread: unread, now: Sample.now)).verdict(question)
    }

    private static func changed(_ live: LiveObject, _ change: (inout JSONValue) -> Void) -> LiveObject? {
        var content = live.root.value
        change(&content)
        return LiveObject(live.key.type, document: JSONDocument(content))
    }

    private static func isUnknown(_ verdict: Verdict) -> Bool { if case .unknown = verdict { true } else { false } }

    @Test("what was carried out gives what the files mean", .timeLimit(.minutes(30)))
    func carriedOut() throws {
        let seed = Seed.value
        var yes = 0
        for number in 0..<6 {
            var model = RandomModel(seed: seed &+ UInt64(number), prefix: "m")
            let files = Sample.explainer(model.resources)
            let cluster = AccessExplainer(
                AccessSnapshot(reading: Sample.cluster(model.resources), now: Sample.now))
            for _ in 0..<400 {
                let question = model.question()
                let (meant, found) = (files.verdict(question), cluster.verdict(question))
                if meant.isYes { yes += 1 }
                // A token that somebody made by hand is told from fields that these objects lack.
                if case .unknown(let reason) = found, reason.contains("without reading it") { continue }
                #expect(meant == found, "IDMON_SEED=\(seed): \(question)")
            }
        }
        #expect(yes > 50)
    }

    @Test("limits hold in a cluster too")
    func limits() throws {
        #expect(try Self.verdict(Self.submission) == .yes)
        var question = Self.submission
        question.parameters = [.init(name: "month", value: "November")]
        #expect(try Self.verdict(question) == .no)
    }

    @Test("a policy that is not there refuses nothing, one that is another leaves the answer open")
    func policies() throws {
        var question = Self.submission
        question.parameters = []
        #expect(try Self.verdict(question) == .no)
        #expect(
            try Self.verdict(question) { $0.key.name == "idmon-argo.main-limits-1" ? nil : $0 } == .yes)
        let audited = try Self.verdict(question) { live in
            guard live.key.type == .validatingAdmissionPolicyBinding else { return live }
            return Self.changed(live) { $0["spec"]?["validationActions"] = ["Audit"] }
        }
        #expect(audited == .yes)
        let other = try Self.verdict(Self.submission) { live in
            guard live.key.name == "idmon-argo.main-limits-1", live.key.type == .validatingAdmissionPolicy else {
                return live
            }
            return Self.changed(live) { $0["spec"]?["validations"] = [] }
        }
        #expect(Self.isUnknown(other))
    }

    @Test(
        "a policy that somebody narrowed does not count as in effect, one with the API server's defaults does",
        arguments: [
            ("namespaceSelector", ["matchLabels": ["a": "b"]], true),
            ("objectSelector", ["matchLabels": ["a": "b"]], true),
            ("excludeResourceRules", [["apiGroups": ["*"], "operations": ["*"], "resources": ["*"]]], true),
            ("matchPolicy", "Exact", true), ("matchPolicy", "Equivalent", false), ("namespaceSelector", [:], false),
        ] as [(String, JSONValue, Bool)])
    func narrowed(field: String, value: JSONValue, isAnother: Bool) throws {
        let verdict = try Self.verdict(Self.submission) { live in
            guard live.key.name == "idmon-argo.main-limits-1", live.key.type == .validatingAdmissionPolicy else {
                return live
            }
            return Self.changed(live) { $0["spec"]?["matchConstraints"]?[field] = value }
        }
        #expect(isAnother ? Self.isUnknown(verdict) : verdict == .yes)
    }

    @Test("without a token there is a no, and of a Secret that tells nothing no answer")
    func tokens() throws {
        #expect(try Self.verdict(Self.submission) { $0.key.type == .secret ? nil : $0 } == .no)
        let empty = try Self.verdict(Self.submission) { live in
            guard live.key.type == .secret else { return live }
            return Self.changed(live) { $0["metadata"]?["managedFields"] = [["fieldsV1": ["f:type": [:]]]] }
        }
        #expect(empty == .no)
        let silent = try Self.verdict(Self.submission) { live in
            guard live.key.type == .secret else { return live }
            return Self.changed(live) { $0["metadata"]?["managedFields"] = nil }
        }
        #expect(Self.isUnknown(silent))
    }

    @Test(
        "what could not be read makes answers unknown that it could change, and no others",
        arguments: [
            ResourceType.roleBinding, .role, .clusterRoleBinding, .serviceAccount, .secret,
            .validatingAdmissionPolicy, .argoInstallation,
        ])
    func unread(type: ResourceType) throws {
        let part = [UnreadPart(type, namespace: nil, reason: "forbidden")]
        let verdict = try Self.verdict(Self.submission, unread: part) { $0.key.type == type ? nil : $0 }
        #expect(Self.isUnknown(verdict), "\(type.kind): \(verdict)")
        // Another namespace has nothing to do with it.
        if type.isNamespaced, type != .argoInstallation {
            let elsewhere = [UnreadPart(type, namespace: "elsewhere", reason: "forbidden")]
            #expect(try Self.verdict(Self.submission, unread: elsewhere) == .yes)
        }
    }

    @Test("who has a right for sure has it whatever could not be read")
    func certain() throws {
        let parts = [ResourceType.roleBinding, .secret].map { UnreadPart($0, namespace: "elsewhere", reason: "no") }
        #expect(try Self.verdict(Self.submission, unread: parts) == .yes)
    }

    @Test("Argo's own settings filter groups, and give everybody the server where RBAC is off")
    func settings() throws {
        func verdict(_ sso: String) throws -> Verdict {
            let map = KubeObject(
                .configMap, namespace: "argo", name: "workflow-controller-configmap",
                fields: ["data": ["sso": .string(sso)]])
            let objects = Sample.cluster(try Sample.limits()) + [Sample.live(map)].compactMap { $0 }
            return AccessExplainer(AccessSnapshot(reading: objects, now: Sample.now)).verdict(Self.submission)
        }
        #expect(try verdict("rbac: {enabled: true}\n") == .yes)
        #expect(try verdict("rbac: {enabled: true}\nfilterGroupsRegex: ['^/payments/']\n") == .yes)
        #expect(try verdict("rbac: {enabled: true}\nfilterGroupsRegex: ['^/web/']\n") == .no)
        #expect(Self.isUnknown(try verdict("rbac: {enabled: false}\n")))
    }
}
