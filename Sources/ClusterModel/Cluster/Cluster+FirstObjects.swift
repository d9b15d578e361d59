import JSONTree
import KubeModel

/// What is there when a cluster starts.
extension Cluster {
    mutating func installFirstObjects() {
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            install(.namespace, namespace: nil, name, [:])
        }
        for role in BootstrapRoles.roles {
            var fields: JSONObject = ["rules": .array(role.rules.map(\.value))]
            if let selectors = role.aggregates {
                let list = selectors.map { label -> JSONValue in
                    ["matchLabels": .object(JSONObject(uniqueMembers: [.init(name: label, value: "true")]))]
                }
                fields["aggregationRule"] = ["clusterRoleSelectors": .array(list)]
            }
            var labels = JSONObject()
            for (name, value) in role.labels { labels[name] = .string(value) }
            install(.clusterRole, namespace: nil, role.name, fields, labels: labels)
        }
        for binding in BootstrapRoles.bindings {
            let subjects = binding.groups.map { group -> JSONValue in
                ["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": .string(group)]
            }
            let roleRef: JSONValue = [
                "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(binding.role),
            ]
            install(
                .clusterRoleBinding, namespace: nil, binding.name, ["roleRef": roleRef, "subjects": .array(subjects)])
        }
        step(at: configuration.startTime, entropy: configuration.seed)
    }

    private mutating func install(
        _ type: ResourceType, namespace: String?, _ name: String, _ fields: JSONObject, labels: JSONObject = [:]
    ) {
        guard let served = catalogue.resource(ResourceName(type)) else { return }
        var labels = labels
        if type.group == "rbac.authorization.k8s.io" { labels["kubernetes.io/bootstrapping"] = "rbac-defaults" }
        let object = KubeObject(type, namespace: namespace, name: name, labels: labels, fields: fields).content
        // The initial objects are valid by construction; one that were not would be missing, which a test would see.
        _ = try? make(object, served, as: .apiServer, at: configuration.startTime, entropy: configuration.seed)
    }

    /// Makes an object as a part of the control plane does: like a POST, by nobody who has to ask.
    @discardableResult
    mutating func make(
        _ object: JSONValue, _ served: ServedResource, as actor: ControlPlanePart, at time: KubeTime, entropy: UInt64
    ) throws(APIStatus) -> JSONValue {
        let context = actor.context(at: time, entropy: entropy ^ UInt64(bitPattern: storage.revision))
        let complete = BodyReader(served: served).defaulted(object)
        return try insert(fieldManager(served, nil, context).update(live: nil, new: complete), served, context)
    }

    /// Changes an object as a part of the control plane does: like a PUT, by nobody who has to ask.
    mutating func change(
        _ object: JSONValue, _ served: ServedResource, subresource: String? = nil, as actor: ControlPlanePart,
        at time: KubeTime, entropy: UInt64
    ) throws(APIStatus) {
        let place = Place(served, object.objectName, subresource)
        guard let live = storage.object(served.resource, place.name) else { return }
        let context = actor.context(at: time, entropy: entropy)
        let owned = fieldManager(served, subresource, context).update(live: live.value, new: object)
        _ = try commit(owned, over: live, place, context)
    }
}

/// The parts of a control plane that write on their own, named as their field managers.
enum ControlPlanePart: String {
    case apiServer = "kube-apiserver"
    case controllerManager = "kube-controller-manager"

    func context(at time: KubeTime, entropy: UInt64) -> RequestContext {
        let request = APIRequest(.put, path: [], query: [APIRequest.QueryItem("fieldManager", rawValue)])
        return RequestContext(request, as: .administrator, at: time, entropy: entropy)
    }
}
