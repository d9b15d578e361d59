import AccessModel
import JSONTree
import KubeModel

/// What the Deployment of argo-server tells.
struct ServerFact {
    let isFound: Bool
    let reason: String
    let message: String

    init(_ spec: ArgoInstallation, deployments: [LiveObject]) {
        let name = "\(spec.name.namespace)/\(spec.serverDeployment)"
        guard let deployment = deployments.first(where: { $0.key.name == spec.serverDeployment }) else {
            let meant = NearestName.suggestion(for: spec.serverDeployment, among: deployments.map(\.key.name).sorted())
            isFound = false
            reason = "DeploymentNotFound"
            message = "Deployment \(name) does not exist\(Words.meant(meant))"
            return
        }
        isFound = true
        let version = Self.version(of: deployment)
        let differs = version.map { $0 != spec.version } ?? false
        reason = differs ? "VersionDiffers" : "Found"
        message =
            differs
            ? "Deployment \(name) runs \(version?.description ?? ""), spec.version says \(spec.version)"
            : "Deployment \(name)"
    }

    /// The version in the tag of the image of argo-server, `argocli`; nil when it has none.
    private static func version(of deployment: LiveObject) -> ArgoVersion? {
        let containers = deployment.root["spec"]?["template"]?["spec"]?["containers"]
        let images = containers.map { $0.elements.compactMap { $0["image"]?.string } } ?? []
        for image in images {
            let reference = image.split(separator: "@")[0]
            guard let name = reference.split(separator: "/").last, name.starts(with: "argocli:v") else { continue }
            if let version = ArgoVersion(String(name.dropFirst("argocli:v".count))) { return version }
        }
        return nil
    }
}
