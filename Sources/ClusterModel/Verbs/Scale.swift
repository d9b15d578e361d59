import JSONTree
import KubeModel

/// The `scale` subresource: an object's replicas, whatever its kind.
extension Cluster {
    func getScale(_ place: Place, _ context: RequestContext) throws(APIStatus) -> APIResponse {
        guard let stored = storage.object(place.resource, place.name), let paths = place.served.scale else {
            throw place.notFound
        }
        return APIResponse(status: 200, body: Self.scale(of: stored.value, paths).bytes)
    }

    mutating func setScale(_ place: Place, _ context: inout RequestContext) throws(APIStatus) -> APIResponse {
        guard let stored = storage.object(place.resource, place.name), let paths = place.served.scale else {
            throw place.notFound
        }
        let current = Self.scale(of: stored.value, paths)
        let body = try BodyReader(served: place.served).parsed(context.request.body)
        let wanted = context.request.method == .put ? body : JSONMergePatch.apply(body, to: current)
        let replicas = wanted["spec"]?["replicas"]?.integer ?? 0
        guard replicas >= 0 else {
            throw .invalid(
                kind: "Scale", group: "autoscaling", place.name.name,
                [.invalid("spec.replicas", .integer(replicas), "must be greater than or equal to 0")])
        }
        try checkVersion(of: wanted, stored, place, isUnconditionalAllowed: true)
        var object = stored.value
        object.set(.integer(replicas), at: paths.specReplicas.split(separator: ".").map(String.init)[...])
        let main = Place(place.served, place.name)
        let owned = fieldManager(place.served, "scale", context).update(live: stored.value, new: object)
        let changed = try commit(owned, over: stored, main, context)
        return APIResponse(status: 200, body: Self.scale(of: changed, paths).bytes)
    }

    private static func scale(of object: JSONValue, _ paths: ServedResource.ScalePaths) -> JSONValue {
        var metadata = JSONObject()
        for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[name] = object.metadata[name]
        }
        var status: JSONObject = ["replicas": object.at(paths.statusReplicas) ?? 0]
        if let path = paths.labelSelector, let selector = object.at(path) {
            let text = selector.string ?? (try? LabelSelector(selector))?.description ?? ""
            if !text.isEmpty { status["selector"] = .string(text) }
        }
        // No replicas are left out, as numbers that are 0 are in this kind.
        let replicas = object.at(paths.specReplicas) ?? 0
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata),
            "spec": replicas == 0 ? [:] : ["replicas": replicas], "status": .object(status),
        ]
    }
}

extension JSONValue {
    /// The value at a plain path such as `.spec.replicas`.
    fileprivate func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(Optional(self)) { $0?[String($1)] }
    }

    fileprivate mutating func set(_ value: JSONValue, at path: ArraySlice<String>) {
        guard let first = path.first else {
            self = value
            return
        }
        var child = self[first] ?? [:]
        child.set(value, at: path.dropFirst())
        self[first] = child
    }
}
