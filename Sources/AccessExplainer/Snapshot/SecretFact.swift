import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// What can be known of a token's Secret without its value.
struct SecretFact {
    private let secret: KubeObject
    private let source: AccessSnapshot.Source

    init(_ secret: KubeObject, source: AccessSnapshot.Source) {
        self.secret = secret
        self.source = source
    }

    /// - Parameter account: whose token it should be.
    func token(of account: KubeObject, at now: KubeTime) -> TokenState {
        let metadata = secret.content["metadata"]
        if source == .files {
            let isIssued = secret.content["type"]?.string == "kubernetes.io/service-account-token"
            return isIssued ? .present : .unknown("\(secret.key) is in a file, where no token is")
        }
        let annotations = metadata?["annotations"]
        if let text = annotations?[WellKnown.Annotation.tokenExpiresAt]?.string, let end = KubeTime(text), end <= now {
            return .ended(end)
        }
        let managed = metadata?["managedFields"]?.array ?? []
        guard !managed.isEmpty else {
            return .unknown("whether \(secret.key) has a token cannot be told without reading it")
        }
        let hasToken = managed.contains { $0["fieldsV1"]?["f:data"]?["f:token"] != nil }
        // Fields that somebody wrote with another content type, or before the server kept track, are not listed.
        guard hasToken else { return .empty }
        guard let uid = annotations?[WellKnown.Annotation.serviceAccountUID]?.string else { return .present }
        let own = account.content["metadata"]?["uid"]?.string
        return uid == own ? .present : .unknown("\(secret.key) was made for another account of that name")
    }
}
