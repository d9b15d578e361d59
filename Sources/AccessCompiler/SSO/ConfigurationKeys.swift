package import AccessModel

/// The settings that each version of Argo Workflows knows; any other one ends its controller.
///
/// Source: the struct `Config` of `config/config.go` and `SSOConfig` of `config/sso.go`, 3.4 to 4.1.
package enum ConfigurationKeys {
    /// The newest minor version whose settings are listed; of later ones an unknown setting may be a new one.
    package static let newestListed = ArgoVersion(4, 1, 0)

    /// The settings that have always been there are those of 3.4.
    private static let settings: [(name: String, since: ArgoVersion)] =
        [
            "artifactRepository", "executor", "images", "initialDelay", "instanceID", "kubeConfig", "links",
            "mainContainer", "metricsConfig", "namespace", "namespaceParallelism", "navColor", "nodeEvents",
            "parallelism", "persistence", "podGCDeleteDelayDuration", "podGCGracePeriodSeconds", "podSpecLogStrategy",
            "resourceRateLimit", "retentionPolicy", "sso", "telemetryConfig", "workflowDefaults",
            "workflowRestrictions",
        ].map { ($0, ArgoVersion(3, 4, 0)) } + [
            ("columns", ArgoVersion(3, 5, 0)), ("workflowEvents", ArgoVersion(3, 6, 0)),
            ("semaphoreLimitCacheSeconds", ArgoVersion(3, 7, 0)), ("synchronization", ArgoVersion(3, 7, 0)),
            ("artifactDrivers", ArgoVersion(4, 0, 0)), ("failedPodRestart", ArgoVersion(4, 0, 0)),
            ("disableAgentPodCreation", ArgoVersion(4, 1, 0)),
        ]

    private static let ssoSettings: [(name: String, since: ArgoVersion)] =
        [
            "issuer", "issuerAlias", "clientId", "clientSecret", "redirectUrl", "scopes", "sessionExpiry",
            "customGroupClaimName", "userInfoPath", "insecureSkipVerify", "filterGroupsRegex", "rbac",
        ].map { ($0, ArgoVersion(3, 4, 0)) } + [("rootCA", ArgoVersion(4, 0, 0))]

    /// The settings of a version; nil when it is newer than this list.
    package static func settings(of version: ArgoVersion) -> Set<String>? { known(settings, version) }

    /// The settings below `sso`; nil when the version is newer than this list.
    package static func ssoSettings(of version: ArgoVersion) -> Set<String>? { known(ssoSettings, version) }

    private static func known(_ table: [(name: String, since: ArgoVersion)], _ version: ArgoVersion) -> Set<String>? {
        let isListed = (version.major, version.minor) <= (newestListed.major, newestListed.minor)
        return isListed ? Set(table.filter { $0.since <= version }.map(\.name)) : nil
    }

    /// What is wrong with the name of a setting; nil when nothing is.
    ///
    /// Argo's JSON decoder does not distinguish upper and lower case, so neither does this, but for `sso`: two
    /// spellings of it would leave open which one counts.
    static func objection(to name: String, in version: ArgoVersion) -> String? {
        if name == "sso" { return nil }
        if name.lowercased() == "sso" { return "Argo takes it for sso; write it as sso, or remove it" }
        guard let known = settings(of: version) else { return nil }
        if known.contains(where: { $0.lowercased() == name.lowercased() }) { return nil }
        let meant = NearestName.suggestion(for: name, among: known.sorted())
        return "Argo Workflows \(version) does not know it and would not start\(Words.meant(meant))"
    }
}
