package import JSONTree
package import KubeModel

/// One write to the cluster.
package enum Operation: Sendable, Equatable {
    /// Server-side apply of an object, forced for the fields it names.
    case apply(KubeObject, why: String)
    case delete(ObjectKey, APIRequest.Preconditions)
    /// - patch: a merge patch that holds the resource version, from ``FinalizerSteps``.
    case addFinalizer(ObjectKey, finalizer: String, patch: JSONValue)
    case removeFinalizer(ObjectKey, finalizer: String, patch: JSONValue)
    /// Server-side apply to the status; the object has a UID, a status and nothing else.
    case writeStatus(KubeObject, why: String)

    /// The object that is written.
    package var key: ObjectKey {
        switch self {
        case .apply(let object, _), .writeStatus(let object, _): object.key
        case .delete(let key, _), .addFinalizer(let key, _, _), .removeFinalizer(let key, _, _): key
        }
    }

    /// Why it is needed, in words; never a value.
    package var why: String {
        switch self {
        case .apply(_, let why), .writeStatus(_, let why): why
        case .delete: "it is not wanted"
        case .addFinalizer(_, let finalizer, _): "finalizer \(finalizer) is missing"
        case .removeFinalizer(_, let finalizer, _): "finalizer \(finalizer) has done its work"
        }
    }

    /// The word for logs and messages: `apply`, `delete`, `patch`.
    package var verb: String {
        switch self {
        case .apply: "apply"
        case .delete: "delete"
        case .addFinalizer, .removeFinalizer: "patch"
        case .writeStatus: "apply status of"
        }
    }

    /// The request that performs the operation.
    package func request(fieldManager: String, dryRun: Bool = false) -> APIRequest {
        switch self {
        case .apply(let object, _): .apply(object, fieldManager: fieldManager, force: true, dryRun: dryRun)
        case .writeStatus(let object, _):
            .apply(object, subresource: "status", fieldManager: fieldManager, force: true, dryRun: dryRun)
        case .delete(let key, let preconditions): .delete(key, preconditions: preconditions, dryRun: dryRun)
        case .addFinalizer(let key, _, let patch), .removeFinalizer(let key, _, let patch):
            .patch(key, .merge, body: patch, fieldManager: fieldManager, dryRun: dryRun)
        }
    }
}
