import JSONTree
import KubeModel
import ReconcileCore
import Testing

private let rules: JSONValue = [
    ["apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]],
    ["apiGroups": ["argoproj.io"], "resources": ["workflows"], "verbs": ["get"]],
]

private func why(_ desired: KubeObject, _ live: LiveObject?) -> String? {
    Differ.operation(desired: desired, live: live, fieldManager: manager)?.why
}

private func service(_ ports: JSONValue, labels: JSONObject = [:]) -> KubeObject {
    KubeObject(.service, namespace: "ns", name: "s", labels: labels, fields: ["spec": ["ports": ports]])
}

private let portKeys = [FieldShape.Key("port"), FieldShape.Key("protocol", default: "TCP")]

private let serviceShape: [String: FieldShape] = [
    "spec": .object(
        fields: ["ports": .keyedList(keys: portKeys, element: .object(fields: [:], others: .atomic))], others: nil)
]

@Suite("What has to be applied")
struct DifferTests {
    @Test("an object that does not exist is applied")
    func absent() {
        let desired = role(rules: rules)
        #expect(
            Differ.operation(desired: desired, live: nil, fieldManager: manager)
                == .apply(desired, why: "Role ns/r does not exist"))
    }

    @Test("what is applied over an object that was observed is for that object, and makes no other")
    func observed() throws {
        let before = live(role(rules: []), entries: [])
        guard
            case .apply(let sent, _)? = Differ.operation(
                desired: role(rules: rules), live: before, fieldManager: manager)
        else {
            Issue.record("nothing is applied")
            return
        }
        #expect(sent.content["metadata"]?["uid"]?.string == before.uid)
    }

    @Test("an object that is as wanted costs no request")
    func same() {
        let desired = role(labels: ["app": "idmon"], rules: rules)
        #expect(why(desired, applied(desired)) == nil)
    }

    @Test("an object that our manager has not applied yet is applied, though it looks right")
    func neverApplied() {
        let desired = role(rules: rules)
        let other = appliedEntry(desired, by: "kubectl", shape: shape(["rules": .atomic]))
        #expect(why(desired, live(desired, entries: [other])) == "the object is not managed yet")
        let update = ManagedFieldsEntry(
            manager: manager, operation: .update, apiVersion: other.apiVersion, time: nil, fields: other.fields)
        #expect(why(desired, live(desired, entries: [update])) == "the object is not managed yet")
    }

    @Test("an object applied in another version is applied again")
    func otherVersion() {
        let desired = role(rules: rules)
        var entry = appliedEntry(desired, shape: shape(["rules": .atomic]))
        entry.apiVersion = "rbac.authorization.k8s.io/v1beta1"
        #expect(why(desired, live(desired, entries: [entry])) == "apiVersion differs")
    }

    @Test("fields that others or the server added are no differences")
    func defaulted() {
        let desired = service([["port": 80, "name": "web"]])
        let server = applied(desired, shape: serviceShape) { content in
            content["spec"] = [
                "ports": [["port": 80, "name": "web", "protocol": "TCP", "targetPort": 80]], "type": "ClusterIP",
                "clusterIP": "10.0.0.1",
            ]
            content["metadata"]?["labels"] = ["theirs": "x"]
            content["status"] = ["loadBalancer": [:]]
        }
        #expect(why(desired, server) == nil)
    }

    @Test("a label that somebody took off is missing")
    func removedLabel() {
        let desired = role(labels: ["app": "idmon", "part": "x"], rules: rules)
        // Whoever removes a field removes it from everybody's fields.
        let entry = appliedEntry(role(labels: ["part": "x"], rules: rules), shape: shape(["rules": .atomic]))
        let server = live(desired, entries: [entry]) { $0["metadata"]?["labels"] = ["part": "x"] }
        #expect(why(desired, server) == "metadata.labels.app is missing")
    }

    @Test("a field that somebody took over and changed is named with that manager")
    func takenOver() {
        let desired = role(labels: ["app": "idmon"], rules: rules)
        let entry = appliedEntry(role(rules: rules), shape: shape(["rules": .atomic]))
        let theirs = ManagedFieldsEntry(
            manager: "kubectl-edit", operation: .update, apiVersion: entry.apiVersion, time: nil,
            fields: FieldSet([[.field("metadata"), .field("labels"), .field("app")]]))
        let server = live(desired, entries: [entry, theirs]) { $0["metadata"]?["labels"] = ["app": "mine"] }
        #expect(why(desired, server) == "metadata.labels.app was changed by kubectl-edit")
    }

    @Test("a field that somebody took over and set back is applied again, or its next change would go unseen")
    func takenOverUnchanged() {
        let desired = role(labels: ["app": "idmon"], rules: rules)
        let entry = appliedEntry(role(rules: rules), shape: shape(["rules": .atomic]))
        let theirs = ManagedFieldsEntry(
            manager: "helm", operation: .update, apiVersion: entry.apiVersion, time: nil,
            fields: FieldSet([[.field("metadata"), .field("labels"), .field("app")]]))
        #expect(why(desired, live(desired, entries: [entry, theirs])) == "metadata.labels.app was taken over by helm")
    }

    @Test("a field that is no longer wanted is applied away")
    func dropped() {
        let before = role(labels: ["app": "idmon", "old/name": "x"], rules: rules)
        let desired = role(labels: ["app": "idmon"], rules: rules)
        #expect(why(desired, applied(before)) == "metadata.labels[\"old/name\"] is no longer wanted")
    }

    @Test("a list that nothing is wanted in any more is applied away")
    func droppedAltogether() {
        let before = role(labels: ["app": "idmon"], rules: rules)
        #expect(why(role(rules: rules), applied(before)) == "metadata.labels.app is no longer wanted")
    }

    @Test("values are never part of an explanation")
    func noValues() {
        let desired = KubeObject(.secret, namespace: "ns", name: "s", fields: ["data": ["token": "Z2VoZWlt"]])
        let server = applied(desired, shape: ["data": .map]) { $0["data"]?["token"] = "b2Zmbg==" }
        #expect(why(desired, server) == "data.token differs")
    }

    @Test("five differences are told as three and a number")
    func many() {
        let labels: JSONObject = ["a": "1", "b": "1", "c": "1", "d": "1", "e": "1"]
        let desired = role(labels: labels, rules: rules)
        let server = applied(desired) { content in
            for name in labels.names { content["metadata"]?["labels"]?[name] = "2" }
        }
        #expect(
            why(desired, server)
                == "metadata.labels.a differs; metadata.labels.b differs; metadata.labels.c differs; and 2 more")
    }
}

@Suite("Differences in lists")
struct DifferListTests {
    private func binding(_ subjects: JSONValue) -> KubeObject {
        KubeObject(.roleBinding, namespace: "ns", name: "b", fields: ["subjects": subjects])
    }

    private func account(_ name: String) -> JSONValue {
        ["kind": "ServiceAccount", "name": .string(name), "namespace": "argo"]
    }

    private func whyList(wanted: [String], there: [String]) -> String? {
        let desired = binding(.array(wanted.map(account)))
        let server = applied(desired, shape: ["subjects": .atomic]) { content in
            content["subjects"] = .array(there.map(account))
        }
        return why(desired, server)
    }

    @Test("in an atomic list, missing and unwanted elements are named by their place")
    func atomic() {
        #expect(whyList(wanted: ["a", "b"], there: ["a", "b"]) == nil)
        #expect(whyList(wanted: ["a", "b"], there: ["a"]) == "subjects[1] is missing")
        #expect(whyList(wanted: ["a"], there: ["x", "a"]) == "subjects[0] is not wanted")
        #expect(whyList(wanted: ["a", "b"], there: ["b", "a"]) == "subjects is in another order")
        #expect(whyList(wanted: ["a", "b"], there: ["a", "x"]) == "subjects[1].name differs")
        #expect(whyList(wanted: ["a", "b"], there: ["a", "a", "b"]) == "subjects differs")
        #expect(whyList(wanted: [], there: ["a"]) == "subjects[0] is not wanted")
    }

    @Test("inside an atomic list every field counts, in both directions")
    func atomicElements() {
        let narrow: JSONValue = [["resources": ["pods"], "resourceNames": ["a"], "verbs": ["get"]]]
        let wide: JSONValue = [["resources": ["pods"], "verbs": ["get"]]]
        #expect(why(role(rules: wide), applied(role(rules: narrow))) == "rules[0].resourceNames is not wanted")
        #expect(why(role(rules: narrow), applied(role(rules: wide))) == "rules[0].resourceNames is missing")
        let swapped: JSONValue = [["verbs": ["b"]], ["verbs": ["a"]], ["verbs": ["c"], "resourceNames": []]]
        let straight: JSONValue = [["verbs": ["a"]], ["verbs": ["b"]], ["verbs": ["c"]]]
        #expect(why(role(rules: swapped), applied(role(rules: straight))) == "rules is in another order")
        let emptied: JSONValue = [["resources": ["pods"], "resourceNames": [], "verbs": ["get"]]]
        #expect(
            why(role(rules: emptied), live(role(rules: wide), entries: applied(role(rules: emptied)).entries)) == nil)
    }

    @Test("an atomic list that somebody took over is applied again")
    func atomicTakenOver() {
        let desired = binding([account("a")])
        let theirs = ManagedFieldsEntry(
            manager: "kubectl-patch", operation: .update, apiVersion: desired.type.apiVersion, time: nil,
            fields: FieldSet([[.field("subjects")]]))
        let ours = appliedEntry(KubeObject(.roleBinding, namespace: "ns", name: "b"), shape: metadataShape)
        let server = live(desired, entries: [ours, theirs]) { $0["subjects"] = .array([]) }
        #expect(why(desired, server) == "subjects was changed by kubectl-patch")
    }

    @Test("in a keyed list, elements are found by their keys whatever their order")
    func keyed() {
        let desired = service([["port": 80, "name": "web"], ["port": 443, "name": "tls"]])
        let server = applied(desired, shape: serviceShape) { content in
            content["spec"]?["ports"] = [
                ["port": 443, "name": "tls", "protocol": "TCP"], ["port": 9, "name": "theirs", "protocol": "UDP"],
                ["port": 80, "name": "web", "protocol": "TCP"],
            ]
        }
        #expect(why(desired, server) == nil)
    }

    @Test("in a keyed list, a changed, a missing and a dropped element are named by their keys")
    func keyedDifferences() {
        let before = service([["port": 80, "name": "web"], ["port": 443, "name": "tls"]])
        let changed = service([["port": 80, "name": "www"], ["port": 443, "name": "tls"]])
        #expect(
            why(changed, applied(before, shape: serviceShape))
                == "spec.ports[port=80,protocol=\"TCP\"].name differs")
        let more = service([["port": 80, "name": "web"], ["port": 443, "name": "tls"], ["port": 7, "name": "x"]])
        #expect(why(more, applied(before, shape: serviceShape)) == "spec.ports[port=7] is missing")
        let fewer = service([["port": 80, "name": "web"]])
        #expect(
            why(fewer, applied(before, shape: serviceShape))
                == "spec.ports[port=443,protocol=\"TCP\"] is no longer wanted")
    }

    @Test("an element whose key the server defaults is not taken for one that has another value of that key")
    func defaultedKeys() {
        let both = service([["port": 53, "name": "dns"], ["port": 53, "protocol": "SCTP", "name": "dns-sctp"]])
        let server = applied(both, shape: serviceShape) { content in
            content["spec"]?["ports"] = [
                ["port": 53, "protocol": "SCTP", "name": "dns-sctp"], ["port": 53, "protocol": "TCP", "name": "dns"],
            ]
        }
        #expect(why(both, server) == nil)
    }

    @Test("in a set, only our elements count")
    func sets() {
        var desired = role(rules: rules)
        desired.content["metadata"]?["finalizers"] = ["idmon.dev/a"]
        let server = applied(desired) { $0["metadata"]?["finalizers"] = ["theirs", "idmon.dev/a"] }
        #expect(why(desired, server) == nil)
        let without = role(rules: rules)
        #expect(why(without, server) == "metadata.finalizers[=\"idmon.dev/a\"] is no longer wanted")
        var other = desired
        other.content["metadata"]?["finalizers"] = ["idmon.dev/b"]
        #expect(
            why(other, server)
                == "metadata.finalizers[=\"idmon.dev/b\"] is missing; "
                + "metadata.finalizers[=\"idmon.dev/a\"] is no longer wanted")
    }

    @Test("an empty or false value that the server leaves out is no difference while we own it")
    func zeroValues() {
        let desired = KubeObject(
            .serviceAccount, namespace: "ns", name: "a",
            fields: ["automountServiceAccountToken": false, "secrets": [], "note": "", "extra": [:]])
        let fields: [String: FieldShape] = [
            "automountServiceAccountToken": .atomic, "secrets": .atomic, "note": .atomic, "extra": .map,
        ]
        let server = applied(desired, shape: fields) { content in
            for name in fields.keys { content[name] = nil }
        }
        #expect(why(desired, server) == nil)
    }

    @Test("an empty map that others fill is no difference; an atomic one that should be empty is")
    func emptyMaps() {
        let desired = KubeObject(.configMap, namespace: "ns", name: "c", fields: ["data": [:]])
        let ours = appliedEntry(desired, shape: shape(["data": .map]))
        let theirs = ManagedFieldsEntry(
            manager: "other", operation: .update, apiVersion: "v1", time: nil,
            fields: FieldSet([[.field("data"), .field("a")]]))
        #expect(why(desired, live(desired, entries: [ours, theirs]) { $0["data"] = ["a": "1"] }) == nil)
        #expect(why(desired, live(desired, entries: [ours]) { $0["data"] = ["a": "1"] }) == "data.a is not wanted")
    }

    @Test("whatever is applied is then no difference, and any change to it is one", arguments: 0..<UInt64(200))
    func property(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let desired = role(labels: labels(&random), rules: randomRules(&random))
        #expect(why(desired, applied(desired)) == nil, "seed \(seed)")
        let other = role(labels: labels(&random), rules: randomRules(&random))
        if other != desired { #expect(why(other, applied(desired)) != nil, "seed \(seed)") }
        let changes = JSONDifference.between(desired.content, other.content)
        for change in changes {
            var content = desired.content
            content[change.path] = change.new
            let changed = KubeObject(.role, content: content)
            guard changed != desired, change.new != nil else { continue }
            #expect(why(changed, applied(desired)) != nil, "seed \(seed): \(change.path)")
        }
    }

    private func labels(_ random: inout SplitMix64) -> JSONObject {
        var labels: JSONObject = [:]
        for name in ["a", "b/c", "d"] where Bool.random(using: &random) {
            labels[name] = .string(String(Int.random(in: 0..<3, using: &random)))
        }
        return labels
    }

    private func randomRules(_ random: inout SplitMix64) -> JSONValue {
        let words = ["get", "list", "watch", "create"]
        return .array(
            (0..<Int.random(in: 1...3, using: &random)).map { _ in
                let verbs = words.filter { _ in Bool.random(using: &random) }
                return [
                    "resources": ["pods"], "verbs": .array((verbs.isEmpty ? ["get"] : verbs).map(JSONValue.string)),
                ]
            })
    }
}

@Suite("Status writes")
struct DifferStatusTests {
    private let statusShape = FieldShape.object(
        fields: [
            "status": .object(
                fields: [
                    "observedGeneration": .atomic,
                    "conditions": .keyedList(
                        keys: [FieldShape.Key("type")], element: .object(fields: [:], others: .atomic)),
                ], others: nil)
        ], others: nil)

    private func planned(_ status: JSONValue, uid: String = "u1") -> PlannedStatus {
        PlannedStatus(key: role().key, uid: uid, status: status)
    }

    private func server(_ status: JSONValue) -> LiveObject {
        var object = role()
        object.content["status"] = status
        var shown = KubeObject(.role, namespace: "ns", name: "r")
        shown.content["status"] = status
        let entry = appliedEntry(shown, shape: statusShape, subresource: "status")
        return live(object, entries: [entry])
    }

    private let ready: JSONValue = ["observedGeneration": 1, "conditions": [["type": "Ready", "status": "True"]]]

    @Test("a status that is there costs no request")
    func same() {
        #expect(Differ.operation(status: planned(ready), live: server(ready), fieldManager: manager) == nil)
    }

    @Test("a status that differs is applied with the UID that was observed")
    func changed() {
        let next: JSONValue = ["observedGeneration": 2, "conditions": [["type": "Ready", "status": "True"]]]
        let operation = Differ.operation(status: planned(next), live: server(ready), fieldManager: manager)
        #expect(operation?.why == "status.observedGeneration differs")
        guard case .writeStatus(let object, _)? = operation else { return }
        #expect(object.content["metadata"]?["uid"] == "u1")
        #expect(object.content["rules"] == nil)
        #expect(operation?.request(fieldManager: manager).path.last == "status")
    }

    @Test("a condition that others added is no difference, and one of ours that is gone from the plan is")
    func conditions() {
        let both: JSONValue = [
            "observedGeneration": 1,
            "conditions": [["type": "Ready", "status": "True"], ["type": "Old", "status": "True"]],
        ]
        #expect(
            Differ.operation(status: planned(ready), live: server(both), fieldManager: manager)?.why
                == "status.conditions[type=\"Old\"] is no longer wanted")
    }

    @Test("an object made anew under the same name never gets this status")
    func namesake() {
        #expect(
            Differ.operation(status: planned(ready, uid: "other"), live: server(ready), fieldManager: manager) == nil)
        #expect(Differ.operation(status: planned(ready), live: nil, fieldManager: manager) == nil)
    }
}

extension LiveObject {
    /// What the server recorded about managers.
    fileprivate var entries: [ManagedFieldsEntry] { ManagedFieldsEntry.entries(of: root.value) }
}
