import JSONTree
package import KubeModel

/// ServiceAccount tokens: made on request or for a Secret, and recognized again.
///
/// Source: `k8s.io/kubernetes/pkg/registry/core/serviceaccount/storage`, `pkg/serviceaccount`.
extension Cluster {
    /// POST to `serviceaccounts/<name>/token`.
    mutating func createToken(_ place: Place, _ context: inout RequestContext) throws(APIStatus) -> APIResponse {
        var request = try BodyReader(served: .tokenRequest).object(&context)
        guard let account = storage.object(place.resource, place.name)?.value else { throw place.notFound }
        var spec = request["spec"]?.object ?? JSONObject()
        spec.setDefault("expirationSeconds", 3600)
        spec.setDefault("audiences", [.string(configuration.issuer)])
        let seconds = try lifetime(spec)
        var token = AccountToken(of: account)
        token.bound = try boundObject(spec["boundObjectRef"], in: place.name.namespace)
        token.audiences = (spec["audiences"]?.array ?? []).compactMap(\.string)
        let expiry = context.time.adding(seconds: seconds)
        token.expiry = expiry
        token.issued = context.time
        token.identifier = context.entropy.uid()
        request["spec"] = .object(spec)
        request["metadata"] = [
            "name": .string(place.name.name), "namespace": .string(place.name.namespace),
            "creationTimestamp": .string(context.time.description),
        ]
        request["status"] = [
            "token": .string(token.text(issuer: configuration.issuer, seed: configuration.seed)),
            "expirationTimestamp": .string(expiry.description),
        ]
        return APIResponse(status: 201, body: request.bytes)
    }

    private func lifetime(_ spec: JSONObject) throws(APIStatus) -> Int64 {
        let seconds = spec["expirationSeconds"]?.integer ?? 0
        guard seconds < 600 || seconds > 1 << 32 else { return seconds }
        let problem = seconds < 600 ? "less than 10 minutes" : "larger than 2^32 seconds"
        throw .invalid(
            ServedResource.tokenRequest.type, "",
            [.invalid("spec.expirationSeconds", .integer(seconds), "may not specify a duration \(problem)")])
    }

    private func boundObject(_ reference: JSONValue?, in namespace: String) throws(APIStatus) -> AccountToken.Bound? {
        guard let reference, let name = reference["name"]?.string else { return nil }
        let kind = reference["kind"]?.string ?? ""
        let apiVersion = reference["apiVersion"]?.string ?? ""
        guard apiVersion == "v1", let resource = Self.bindable[kind] else {
            let version = apiVersion.contains("/") ? apiVersion : "/\(apiVersion)"
            throw .badRequest("cannot bind token to object of type \(version), Kind=\(kind)")
        }
        guard let object = storage.object(resource, ObjectName(namespace: namespace, name: name))?.value else {
            throw .notFound(resource, name)
        }
        if let uid = reference["uid"]?.string, uid != object.uid {
            throw .conflict(
                ResourceName(group: "", plural: kind), name,
                "the UID in the bound object reference (\(uid)) does not match the UID in record. The object might have been "
                    + "deleted and then recreated")
        }
        return AccountToken.Bound(kind: kind, name: name, uid: object.uid)
    }

    private static let bindable = ["Secret": ResourceName.secrets, "Pod": ResourceName(.pod)]

    /// The token of a Secret; it does not expire.
    func token(forSecret secret: String, of account: JSONValue) -> String {
        var token = AccountToken(of: account)
        token.bound = AccountToken.Bound(kind: "Secret", name: secret, uid: "")
        return token.text(issuer: configuration.issuer, seed: configuration.seed)
    }

    /// The user that a bearer token stands for.
    ///
    /// - Parameter audience: who is to accept the token; nil for the API server itself.
    /// - Returns: nil when this cluster did not make the token, when it has expired or is meant for others, or when its
    ///   ServiceAccount or the object it is bound to is gone.
    package func user(forToken text: String, at time: KubeTime, audience: String? = nil) -> UserInfo? {
        guard let token = AccountToken(text, seed: configuration.seed) else { return nil }
        if let expiry = token.expiry, expiry <= time { return nil }
        if !token.audiences.isEmpty && !token.audiences.contains(audience ?? configuration.issuer) { return nil }
        let name = ObjectName(namespace: token.namespace, name: token.account)
        guard storage.object(.serviceAccounts, name)?.value.uid == token.accountUID, isBoundObjectThere(token) else {
            return nil
        }
        var user = UserInfo.serviceAccount(token.account, namespace: token.namespace, uid: token.accountUID)
        if !token.identifier.isEmpty {
            user.extra["authentication.kubernetes.io/credential-id"] = ["JTI=\(token.identifier)"]
        }
        return user
    }

    private func isBoundObjectThere(_ token: AccountToken) -> Bool {
        guard let bound = token.bound, let resource = Self.bindable[bound.kind] else { return true }
        let object = storage.object(resource, ObjectName(namespace: token.namespace, name: bound.name))?.value
        return object != nil && (bound.uid.isEmpty || object?.uid == bound.uid)
    }
}

extension ServedResource {
    static let tokenRequest: ServedResource = {
        let type = ResourceType(
            group: "authentication.k8s.io", version: "v1", plural: "serviceaccounts", kind: "TokenRequest",
            isNamespaced: true)
        var served = ServedResource(
            type: type, singular: "tokenrequest", format: .builtIn("TokenRequest"), shape: .untyped)
        served.use = .review
        return served
    }()
}
