import JSONTree
import KubeModel
import KubeSchema

/// Serves the kinds of accepted CustomResourceDefinitions, and takes their objects away with them.
///
/// Source: `k8s.io/apiextensions-apiserver/pkg/controller` (naming, establishing, finalizer).
extension Cluster {
    static let cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io"

    mutating func establish(_ name: ObjectName, _ round: inout ControllerRound) {
        guard let definition = storage.object(.definitions, name)?.value,
            let served = catalogue.resource(.definitions)
        else { return }
        if definition.isBeingDeleted {
            removeObjects(of: definition, served, &round)
            return
        }
        let accepted = withStatus(definition, at: round.time)
        if accepted != definition { write(accepted, served, subresource: "status", &round) }
    }

    /// These controllers are part of the API server.
    private mutating func write(
        _ definition: JSONValue, _ served: ServedResource, subresource: String?, _ round: inout ControllerRound
    ) {
        try? change(
            definition, served, subresource: subresource, as: .apiServer, at: round.time, entropy: round.entropy.next())
    }

    private func withStatus(_ definition: JSONValue, at time: KubeTime) -> JSONValue {
        let spec = definition["spec"] ?? [:]
        let names = spec["names"] ?? [:]
        var status = definition["status"]?.object ?? JSONObject()
        let old = status["conditions"]?.array ?? []
        let clash = storage.objects(.definitions).map(\.value).first { other in
            other.uid != definition.uid && other["spec"]?["group"] == spec["group"]
                && (other["status"]?["acceptedNames"]?["plural"] == names["plural"]
                    || other["status"]?["acceptedNames"]?["kind"] == names["kind"])
        }
        let isAccepted = clash == nil
        if isAccepted { status["acceptedNames"] = names }
        let isEstablished = isAccepted || KindRules.isEstablished(definition)
        status["conditions"] = .array([
            Self.condition(
                "NamesAccepted", isAccepted, isAccepted ? "NoConflicts" : "PluralConflict",
                isAccepted ? "no conflicts found" : "\"\(names["plural"]?.string ?? "")\" is already in use", old, time),
            Self.condition(
                "Established", isEstablished, isEstablished ? "InitialNamesAccepted" : "NotAccepted",
                isEstablished ? "the initial names have been accepted" : "not all names are accepted", old, time),
        ])
        var stored = status["storedVersions"]?.array ?? []
        for version in spec["versions"]?.array ?? [] where version["storage"]?.bool == true {
            if let name = version["name"], !stored.contains(name) { stored.append(name) }
        }
        status["storedVersions"] = .array(stored)
        var result = definition
        result["status"] = .object(status)
        return result
    }

    private static func condition(
        _ type: String, _ isTrue: Bool, _ reason: String, _ message: String, _ old: [JSONValue], _ time: KubeTime
    ) -> JSONValue {
        let status: JSONValue = isTrue ? "True" : "False"
        let before = old.first { $0["type"]?.string == type && $0["status"] == status }
        return [
            "type": .string(type), "status": status,
            "lastTransitionTime": before?["lastTransitionTime"] ?? .string(time.description), "reason": .string(reason),
            "message": .string(message),
        ]
    }

    /// Deletes every object of a definition that is going away; when none is left, lets the definition go.
    private mutating func removeObjects(
        of definition: JSONValue, _ served: ServedResource, _ round: inout ControllerRound
    ) {
        guard definition.finalizers.contains(Self.cleanupFinalizer) else { return }
        let resource = ResourceName(
            group: definition["spec"]?["group"]?.string ?? "",
            plural: definition["spec"]?["names"]?["plural"]?.string ?? "")
        if let kind = catalogue.resource(resource) {
            for object in storage.objects(resource) { controllerDelete(kind, object.value.objectName, &round) }
        }
        guard storage.objects(resource).isEmpty else { return }
        var changed = definition
        let finalizers = definition.finalizers.filter { $0 != Self.cleanupFinalizer }
        changed.metadata["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers.map(JSONValue.string))
        write(changed, served, subresource: nil, &round)
    }

    /// The last object of a kind may have been what its definition waited for.
    mutating func finishDefinition(of resource: ResourceName, _ round: inout ControllerRound) {
        let name = ObjectName(namespace: "", name: "\(resource.plural).\(resource.group)")
        guard let definition = storage.object(.definitions, name)?.value, definition.isBeingDeleted,
            let served = catalogue.resource(.definitions)
        else { return }
        removeObjects(of: definition, served, &round)
    }
}
