import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import KubeSchema

/// What Argo's ConfigMap says about who logs in.
struct ServerSettings {
    let filter: SessionFilter
    /// Whether everybody acts as argo-server itself.
    let sharesServer: Bool
    let groupsClaim: String?

    init(_ configMap: KubeObject, version: ArgoVersion) {
        let configuration: ControllerConfiguration
        do throws(ConfigurationFault) {
            configuration = try ControllerConfiguration(
                data: configMap.content["data"]?.object ?? [:], version: version)
        } catch {
            filter = .unknown("\(configMap.key): \(error.message)")
            sharesServer = false
            groupsClaim = nil
            return
        }
        let sso = configuration.sso
        sharesServer = sso != nil && sso?["rbac"]?["enabled"]?.bool != true
        groupsClaim = sso?["customGroupClaimName"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let texts = (sso?["filterGroupsRegex"]?.array ?? []).compactMap(\.string)
        guard !texts.isEmpty else {
            filter = .all
            return
        }
        var patterns: [RegularExpression] = []
        for text in texts {
            guard let pattern = try? RegularExpression(parsing: text) else {
                filter = .unknown("the pattern \(text) of filterGroupsRegex cannot be judged")
                return
            }
            patterns.append(pattern)
        }
        filter = .matching(patterns)
    }
}
