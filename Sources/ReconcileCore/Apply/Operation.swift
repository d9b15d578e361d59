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
    /// A request for a token of an account, bound to a Secret with this UID; answered with the token.
    case requestToken(ObjectKey, boundTo: ObjectKey, uid: String, seconds: Int, why: String)
    /// Server-side apply of a Secret over the one with the UID and resource version that it names, with the token in it.
    case storeToken(KubeObject, IssuedToken)
    /// - patch: a merge patch that holds the UID and the resource version it was made from.
    case patch(ObjectKey, patch: JSONValue, why: String)
    /// Server-side apply to the status; the object has a UID, a status and nothing else.
    case writeStatus(KubeObject, why: String)

    /// The object that is written.
    package var key: ObjectKey {
        switch self {
        case .apply(let object, _), .storeToken(let object, _), .writeStatus(let object, _): object.key
        case .delete(let key, _), .addFinalizer(let key, _, _), .removeFinalizer(let key, _, _),
            .requestToken(let key, _, _, _, _), .patch(let key, _, _):
            key
        }
    }

    /// The object for whose sake it is done: of a request for a token, the Secret that is to hold it.
    package var subject: ObjectKey {
        if case .requestToken(_, let secret, _, _, _) = self { secret } else { key }
    }

    /// Why it is needed, in words; never a value.
    package var why: String {
        switch self {
        case .apply(_, let why), .writeStatus(_, let why), .requestToken(_, _, _, _, let why), .patch(_, _, let why):
            why
        case .storeToken(_, let token): "a token was issued that ends at \(token.expiry)"
        case .delete: "it is not wanted"
        case .addFinalizer(_, let finalizer, _): "finalizer \(finalizer) is missing"
        case .removeFinalizer(_, let finalizer, _): "finalizer \(finalizer) has done its work"
        }
    }

    /// The word for logs and messages: `apply`, `delete`, `patch`.
    package var verb: String {
        switch self {
        case .apply, .storeToken: "apply"
        case .delete: "delete"
        case .requestToken: "request token of"
        case .addFinalizer, .removeFinalizer, .patch: "patch"
        case .writeStatus: "apply status of"
        }
    }

    /// The request that performs the operation.
    package func request(fieldManager: String, dryRun: Bool = false) -> APIRequest {
        switch self {
        case .apply(let object, _): .apply(object, fieldManager: fieldManager, force: true, dryRun: dryRun)
        case .writeStatus(let object, _):
            .apply(object, subresource: "status", fieldManager: fieldManager, force: true, dryRun: dryRun)
        case .requestToken(let account, let bound, let uid, let seconds, _):
            .token(of: account, expirationSeconds: seconds, boundTo: (bound, uid))
        case .storeToken(let object, let token):
            .apply(Self.filled(object, token), fieldManager: fieldManager, force: true, dryRun: dryRun)
        case .delete(let key, let preconditions): .delete(key, preconditions: preconditions, dryRun: dryRun)
        case .addFinalizer(let key, _, let patch), .removeFinalizer(let key, _, let patch),
            .patch(let key, let patch, _):
            .patch(key, .merge, body: patch, fieldManager: fieldManager, dryRun: dryRun)
        }
    }

    /// The Secret with the token in it. Argo reads the key `token`, whatever the type of the Secret.
    ///
    /// Source: Argo Workflows, `server/auth/gatekeeper.go` and `util/secrets`.
    private static func filled(_ secret: KubeObject, _ token: IssuedToken) -> KubeObject {
        var object = secret
        object.content["data"] = ["token": .string(Base64.text(token.token.reveal().utf8))]
        return object
    }
}
