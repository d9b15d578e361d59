import AccessModel
import JSONTree
import KubeClient
import KubeModel

/// Reads an account's token as argo-server does: through the Secret that the account names, remembered for a while.
///
/// Source: Argo Workflows, `util/secrets/secret_name.go` and `server/cache/resource_cache.go`.
struct ArgoReader: Sendable {
    /// For how long a token is remembered, in the unit of the caller's clock.
    let memory: Int64
    private let story: Story
    private let group: String
    private var remembered: (secret: ObjectKey, token: String, time: Int64)?

    init(_ story: Story, group: String, memory: Int64) {
        self.story = story
        self.group = group
        self.memory = memory
    }

    /// The token with which argo-server would act for people of the group; nil when it would refuse them.
    mutating func token(at time: Int64) async throws -> String? {
        guard let account = try await story.account(of: group),
            account["metadata"]?["annotations"]?[WellKnown.Annotation.rule] != nil,
            let name = account["metadata"]?["annotations"]?[WellKnown.Annotation.tokenName]?.string
        else { return nil }
        let secret = ObjectKey(.secret, namespace: story.argo, name: name)
        if let remembered, remembered.secret == secret, time - remembered.time < memory { return remembered.token }
        guard let text = try await story.read(secret)?["data"]?["token"]?.string, let bytes = Base64.bytes(text) else {
            return nil
        }
        let token = String(decoding: bytes, as: UTF8.self)
        remembered = (secret, token, time)
        return token
    }
}

extension Story {
    /// The Secret that the account of a group names; nil where one of them does not exist.
    func tokenSecret(of group: String) async throws -> JSONValue? {
        let account = try await account(of: group)
        guard let name = account?["metadata"]?["annotations"]?[WellKnown.Annotation.tokenName]?.string else {
            return nil
        }
        return try await read(ObjectKey(.secret, namespace: argo, name: name))
    }

    /// The user whom the API server takes the bearer of a token for; nil when it refuses him.
    func owner(ofToken token: String) async throws -> String? {
        let review: JSONValue = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": ["token": .string(token)],
        ]
        let answer = try await people.document(
            APIRequest(
                .post, path: ["apis", "authentication.k8s.io", "v1", "tokenreviews"], contentType: "application/json",
                body: review.bytes))
        guard answer.root["status"]?["authenticated"]?.bool == true else { return nil }
        return answer.root["status"]?["user"]?["username"]?.string
    }

    /// The account of a group as the API server names it.
    func user(of group: String) async throws -> String {
        let name = try await account(of: group)?["metadata"]?["name"]?.string ?? "nobody"
        return "system:serviceaccount:\(argo):\(name)"
    }
}
