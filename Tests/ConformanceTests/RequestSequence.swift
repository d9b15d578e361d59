import JSONTree
import KubeModel
import ReconcileCore

/// Requests about two ConfigMaps, made up from a seed: the same seed, the same requests.
struct RequestSequence {
    private static let names = ["a", "b"]
    private static let keys = ["k", "l", "m"]
    private static let managers = ["one", "two", "three"]
    private static let finalizer: JSONValue = "example.com/hold"

    private let namespace: String
    private var random: SplitMix64

    init(seed: UInt64, namespace: String) {
        random = SplitMix64(seed: seed)
        self.namespace = namespace
    }

    mutating func next() -> APIRequest {
        let name = pick(Self.names)
        let manager = APIRequest.QueryItem("fieldManager", pick(Self.managers))
        let path = ["api", "v1", "namespaces", namespace, "configmaps"]
        switch random.next() % 10 {
        case 0:
            return APIRequest(
                .post, path: path, query: [manager], contentType: "application/json", body: body(name).bytes)
        case 1:
            return APIRequest(
                .put, path: path + [name], query: [manager], contentType: "application/json", body: body(name).bytes)
        case 2:
            return APIRequest(.delete, path: path + [name])
        case 3, 4:
            return APIRequest(
                .patch, path: path + [name], query: [manager], contentType: "application/merge-patch+json",
                body: mergePatch().bytes)
        default:
            let force = APIRequest.QueryItem("force", random.next() % 3 == 0 ? "true" : "false")
            return APIRequest(
                .patch, path: path + [name], query: [manager, force], contentType: "application/apply-patch+yaml",
                body: body(name).bytes)
        }
    }

    private mutating func body(_ name: String) -> JSONValue {
        var metadata: JSONObject = ["name": .string(name)]
        if random.next() % 2 == 0 { metadata["labels"] = .object(members()) }
        if random.next() % 6 == 0 { metadata["finalizers"] = [Self.finalizer] }
        var object: JSONObject = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata)]
        if random.next() % 5 != 0 { object["data"] = .object(members()) }
        return .object(object)
    }

    private mutating func mergePatch() -> JSONValue {
        var data = members()
        if random.next() % 2 == 0 { data[pick(Self.keys)] = .null }
        var patch: JSONObject = ["data": random.next() % 8 == 0 ? .null : .object(data)]
        switch random.next() % 4 {
        case 0: patch["metadata"] = ["labels": .object(members())]
        case 1: patch["metadata"] = ["finalizers": .null]
        default: break
        }
        return .object(patch)
    }

    private mutating func members() -> JSONObject {
        var members = JSONObject()
        for key in Self.keys where random.next() % 2 == 0 { members[key] = .string(String(random.next() % 3)) }
        return members
    }

    private mutating func pick(_ choices: [String]) -> String { choices[Int(random.next() % UInt64(choices.count))] }
}
