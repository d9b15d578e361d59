import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What the Deployment of argo-server tells.
struct ServerFact {
    /// nil when it is not there, or Idmon may not read it.
    let deployment: LiveObject?
    let reason: String
    let message: String

    init(_ spec: ArgoInstallation, _ observation: AccessObservation) {
        let key = ObjectKey(.deployment, namespace: spec.name.namespace, name: spec.server.deployment)
        let deployments = observation.deployments
        guard let deployment = deployments.first(where: { $0.key == key }) else {
            self.deployment = nil
            guard !observation.unreadable.contains(key) else {
                reason = "DeploymentForbidden"
                message =
                    "Idmon may not read \(key): apply deploy/argo-namespace there, with the name in the Role idmon-sso"
                return
            }
            let meant = NearestName.suggestion(for: key.name, among: deployments.map(\.key.name).sorted())
            reason = "DeploymentNotFound"
            message = "\(key) does not exist\(Words.meant(meant))"
            return
        }
        self.deployment = deployment
        let version = Self.version(of: deployment)
        let differs = version.map { $0 != spec.version } ?? false
        reason = differs ? "VersionDiffers" : "Found"
        message = differs ? "\(key) runs \(version?.description ?? ""), spec.version says \(spec.version)" : "\(key)"
    }

    /// The answer of `ServerSecure`; nil when the flags are not known.
    func security(for spec: ArgoInstallation) -> SSOSetup.Answer? {
        guard let flags = deployment.flatMap({ ServerFlags($0) }) else { return nil }
        let concern = flags.concern(for: spec)
        return SSOSetup.Answer(
            status: concern == nil ? .true : .false, reason: concern?.reason ?? "Secure",
            message: concern?.message ?? "only who logs in is let in")
    }

    /// The ServiceAccount as which argo-server reads tokens.
    var account: String? {
        deployment.map { $0.root["spec"]?["template"]?["spec"]?["serviceAccountName"]?.string ?? "default" }
    }

    /// The version in the tag of the image of argo-server, `argocli`; nil when it has none.
    private static func version(of deployment: LiveObject) -> ArgoVersion? {
        let containers = deployment.root["spec"]?["template"]?["spec"]?["containers"]
        let images = containers.map { $0.elements.compactMap { $0["image"]?.string } } ?? []
        let versions = images.lazy.filter { ServerFlags.imageName($0) == "argocli" }.compactMap {
            ServerFlags.version(ofImage: $0)
        }
        return versions.first
    }
}
