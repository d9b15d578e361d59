import JSONTree
package import KubeModel

extension KubeClient {
    /// Asks whether a user may do something; needs the right to create SubjectAccessReviews.
    package func subjectAccessReview(_ review: AccessReview) async throws(KubeError) -> AccessDecision {
        try await ask(review, .subjectAccessReview)
    }

    /// Asks whether the client itself may do something; anyone may ask.
    package func selfSubjectAccessReview(_ review: AccessReview) async throws(KubeError) -> AccessDecision {
        var own = review
        own.user = nil
        own.groups = []
        return try await ask(own, .selfSubjectAccessReview)
    }

    /// Has a short-lived token made for a ServiceAccount (TokenRequest API).
    ///
    /// - Parameters:
    ///   - audiences: whom the token is for; empty for the API server itself.
    ///   - expirationSeconds: at least 600; the server may grant less or more.
    ///   - boundObject: a Secret or Pod with whose end the token becomes invalid, and its UID.
    package func createToken(
        for serviceAccount: ObjectKey, audiences: [String] = [], expirationSeconds: Int,
        boundTo boundObject: (key: ObjectKey, uid: String)? = nil
    ) async throws(KubeError) -> IssuedToken {
        var spec: JSONObject = [
            "audiences": .array(audiences.map { .string($0) }),
            "expirationSeconds": .integer(Int64(expirationSeconds)),
        ]
        if let (key, uid) = boundObject {
            spec["boundObjectRef"] = [
                "apiVersion": .string(key.type.apiVersion), "kind": .string(key.type.kind), "name": .string(key.name),
                "uid": .string(uid),
            ]
        }
        let body: JSONValue = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": .object(spec),
        ]
        let request = APIRequest(
            .post, path: APIRequest.path(serviceAccount, subresource: "token"), contentType: "application/json",
            body: body.bytes)
        let answer = try await document(request)
        guard let status = answer.root["status"], let token = status["token"]?.string, !token.isEmpty,
            let expiry = status["expirationTimestamp"]?.string.flatMap({ KubeTime($0) })
        else { throw KubeError(.protocolViolation, "\(request.call): the answer holds no token") }
        return IssuedToken(token: Redacted(token), expiry: expiry)
    }

    private func ask(_ review: AccessReview, _ type: ResourceType) async throws(KubeError) -> AccessDecision {
        let body: JSONValue = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "spec": review.spec,
        ]
        let request = APIRequest(
            .post, path: APIRequest.path(type, namespace: nil), contentType: "application/json", body: body.bytes)
        // Nothing is stored, so asking twice is the same as once.
        let answer = try await document(request, isIdempotent: true)
        guard let status = answer.root["status"], let isAllowed = status["allowed"]?.bool else {
            throw KubeError(.protocolViolation, "\(request.call): the answer holds no decision")
        }
        return AccessDecision(
            isAllowed: isAllowed, isDenied: status["denied"]?.bool ?? false,
            reason: status["reason"]?.string ?? "", evaluationError: status["evaluationError"]?.string ?? "")
    }
}

/// A token that the API server made, and when it ends.
package struct IssuedToken: Sendable, Hashable {
    package let token: Redacted
    package let expiry: KubeTime
}
