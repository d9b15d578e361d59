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
    /// Source: `k8s.io/kubernetes/pkg/registry/core/serviceaccount/storage/token.go`: the answer repeats the lifetime
    /// that was granted, which `--service-account-max-token-expiration` may have shortened, and the end is that long
    /// after the server's present.
    ///
    /// - Parameters:
    ///   - audiences: whom the token is for; empty for the API server itself.
    ///   - expirationSeconds: at least 600; the server may grant less or more.
    ///   - boundObject: a Secret or Pod with whose end the token becomes invalid, and its UID.
    package func createToken(
        for serviceAccount: ObjectKey, audiences: [String] = [], expirationSeconds: Int,
        boundTo boundObject: (key: ObjectKey, uid: String)? = nil
    ) async throws(KubeError) -> IssuedToken {
        let request = APIRequest.token(
            of: serviceAccount, audiences: audiences, expirationSeconds: expirationSeconds, boundTo: boundObject)
        return try await token(request, seconds: expirationSeconds)
    }

    /// The answer to a TokenRequest.
    ///
    /// - Parameter seconds: the lifetime that was asked for, where the answer does not repeat it.
    package func token(_ request: APIRequest, seconds asked: Int) async throws(KubeError) -> IssuedToken {
        let answer = try await document(request)
        let seconds = answer.root["spec"]?["expirationSeconds"]?.integer ?? Int64(asked)
        guard let status = answer.root["status"], let token = status["token"]?.string, !token.isEmpty,
            let expiry = status["expirationTimestamp"]?.string.flatMap({ KubeTime($0) })
        else { throw KubeError(.protocolViolation, "\(request.call): the answer holds no token") }
        return IssuedToken(token: Redacted(token), issued: expiry.adding(seconds: -seconds), expiry: expiry)
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
