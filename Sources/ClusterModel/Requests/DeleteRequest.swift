import JSONTree
import KubeModel

/// The options of a deletion, from the body and the query.
struct DeleteRequest: Sendable {
    /// What becomes of the objects that the deleted one owns.
    enum Policy: Sendable {
        /// Finalizers stay as they are; owned objects are collected afterwards.
        case unspecified
        case background
        case foreground
        case orphan

        static let foregroundFinalizer = "foregroundDeletion"
        static let orphanFinalizer = "orphan"

        /// The finalizers of an object that is deleted this way.
        func finalizers(of object: JSONValue) -> [String] {
            let others = object.finalizers.filter { ![Self.foregroundFinalizer, Self.orphanFinalizer].contains($0) }
            switch self {
            case .unspecified: return object.finalizers
            case .background: return others
            case .foreground: return others + [Self.foregroundFinalizer]
            case .orphan: return others + [Self.orphanFinalizer]
            }
        }
    }

    var policy = Policy.unspecified
    var uid: String?
    var resourceVersion: String?

    init(policy: Policy) { self.policy = policy }

    init(_ context: inout RequestContext) throws(APIStatus) {
        var options: JSONValue = [:]
        if !context.request.body.isEmpty {
            options = try Self.body(of: context)
        }
        let word = options["propagationPolicy"]?.string ?? context.request.queryValue("propagationPolicy")
        switch word {
        case nil where options["orphanDependents"]?.bool == true: policy = .orphan
        case nil where options["orphanDependents"]?.bool == false: policy = .background
        case nil: policy = .unspecified
        case "Background"?: policy = .background
        case "Foreground"?: policy = .foreground
        case "Orphan"?: policy = .orphan
        case let other?:
            let supported = ["Foreground", "Background", "Orphan", "nil"]
            throw .invalid(
                kind: "DeleteOptions", group: "meta.k8s.io", "",
                [.notSupported("propagationPolicy", .string(other), supported: supported)])
        }
        uid = options["preconditions"]?["uid"]?.string
        resourceVersion = options["preconditions"]?["resourceVersion"]?.string
        context.bodyAsksForDryRun = options["dryRun"]?.array == ["All"]
    }

    private static func body(of context: RequestContext) throws(APIStatus) -> JSONValue {
        if context.mediaType == "application/vnd.kubernetes.protobuf" {
            return try ProtobufBody().object(context.request.body, as: "DeleteOptions")
        }
        guard let body = try? JSONValue(parsing: context.request.body), case .object = body else {
            throw .badRequest("the body is no DeleteOptions object")
        }
        return body
    }

    /// Refuses when the object is not the one that is meant.
    func check(_ object: JSONValue, _ place: Place) throws(APIStatus) {
        if let uid, uid != object.uid {
            throw preconditionStatus(
                place,
                "the UID in the precondition (\(uid)) does not match the UID in record (\(object.uid)). "
                    + "The object might have been deleted and then recreated")
        }
        if let resourceVersion, resourceVersion != object.resourceVersion {
            throw preconditionStatus(
                place,
                "the ResourceVersion in the precondition (\(resourceVersion)) does not match the ResourceVersion in "
                    + "record (\(object.resourceVersion)). The object might have been modified")
        }
    }

    /// This conflict names the kind, not the resource.
    private func preconditionStatus(_ place: Place, _ problem: String) -> APIStatus {
        let type = place.served.type
        return .conflict(ResourceName(group: type.group, plural: type.kind), place.name.name, problem)
    }
}
