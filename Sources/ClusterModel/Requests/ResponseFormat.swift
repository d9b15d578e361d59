import KubeModel

/// In what form objects are wanted back.
///
/// Source: Kubernetes API concepts, "Resource representations", "Receiving resources as Tables", "metadata-only".
enum ResponseFormat: Hashable, Sendable {
    case object
    case table
    /// `PartialObjectMetadata`, for one object and for watches.
    case metadata
    /// `PartialObjectMetadataList`, for lists alone.
    case metadataList
    case aggregatedDiscovery

    /// Chooses the first wanted form that the server has.
    ///
    /// - Throws: 406 when it has none of them.
    init(accept: String?) throws(APIStatus) {
        guard let accept, !accept.isEmpty else {
            self = .object
            return
        }
        for clause in accept.split(separator: ",") {
            let parts = clause.split(separator: ";").map(\.trimmingSpaces)
            guard let type = parts.first, ["application/json", "application/*", "*/*"].contains(type) else { continue }
            let target = parts.first { $0.hasPrefix("as=") }?.dropFirst(3)
            switch target {
            case nil: self = .object
            case "Table": self = .table
            case "PartialObjectMetadata": self = .metadata
            case "PartialObjectMetadataList": self = .metadataList
            case "APIGroupDiscoveryList" where parts.contains("v=v2"): self = .aggregatedDiscovery
            default: continue
            }
            return
        }
        throw .notAcceptable
    }

    /// The answer to who wants a list's form of one object, or an object's form of a list.
    static func mismatch(_ wanted: String, isList: Bool, _ served: ServedResource) -> APIStatus {
        let goType = served.isCustom ? "unstructured.Unstructured" : "v1.\(served.type.kind)"
        let found = isList ? "a list (*\(goType)List)" : "not a list (*\(goType))"
        return APIStatus(
            code: 406, reason: .notAcceptable,
            message: "you requested \(wanted), but the requested object is \(found)")
    }
}
