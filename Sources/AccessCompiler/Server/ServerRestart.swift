import AccessModel
import JSONTree
import KubeModel

/// With which settings, and when, argo-server was last started.
struct ServerRestart {
    /// The digest of the settings for which Idmon restarted it; nil when it never did.
    let digest: String?
    private let rolledAt: KubeTime?
    private let restartedAt: KubeTime?

    /// What `kubectl rollout restart` writes.
    private static let kubectlAnnotation = "kubectl.kubernetes.io/restartedAt"

    init(of deployment: LiveObject) {
        let annotations = deployment.root["spec"]?["template"]?["metadata"]?["annotations"]
        digest = annotations?[WellKnown.Annotation.ssoDigest]?.string
        rolledAt = annotations?[WellKnown.Annotation.rolledAt]?.string.flatMap { KubeTime($0) }
        restartedAt = annotations?[Self.kubectlAnnotation]?.string.flatMap { KubeTime($0) }
    }

    /// Whether a person restarted it after a time.
    func wasByHand(since written: KubeTime?) -> Bool {
        guard let written, let restartedAt else { return false }
        return restartedAt > written
    }

    /// How many seconds the next restart has to wait; nil when it may come now, as the first one may.
    func wait(of interval: GoDuration, at now: KubeTime) -> Int? {
        guard digest != nil, let rolledAt else { return nil }
        let wait = rolledAt.seconds + Int64(interval.seconds) - now.seconds
        // A clock that was set back must not put it off for longer than asked.
        return wait > 0 ? min(Int(wait), interval.seconds) : nil
    }

    /// The merge patch of a Deployment that has Kubernetes start new pods.
    static func patch(_ settings: SSOSettings, at now: KubeTime) -> JSONValue {
        let annotations: JSONObject = [
            WellKnown.Annotation.ssoDigest: .string(settings.digest),
            WellKnown.Annotation.rolledAt: .string(now.description),
        ]
        return ["spec": ["template": ["metadata": ["annotations": .object(annotations)]]]]
    }
}
