import JSONTree

/// What kind of value a setting has.
///
/// Source: the struct `Config` of `config/config.go` and `SSOConfig` of `config/sso.go`, 3.4 to 4.1.
enum SettingType: String, Sendable {
    case text = "a text"
    case number = "an integer"
    case flag = "true or false"
    case list = "a list"
    case mapping = "a mapping"

    func fits(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (_, .null), (.text, .string), (.number, .integer), (.flag, .bool), (.list, .array), (.mapping, .object):
            true
        default: false
        }
    }

    static let settings: [String: SettingType] = [
        "artifactRepository": .mapping, "executor": .mapping, "images": .mapping, "initialDelay": .text,
        "instanceID": .text, "kubeConfig": .mapping, "links": .list, "mainContainer": .mapping,
        "metricsConfig": .mapping, "namespace": .text, "namespaceParallelism": .number, "navColor": .text,
        "nodeEvents": .mapping, "parallelism": .number, "persistence": .mapping, "podGCDeleteDelayDuration": .text,
        "podGCGracePeriodSeconds": .number, "podSpecLogStrategy": .mapping, "resourceRateLimit": .mapping,
        "retentionPolicy": .mapping, "sso": .mapping, "telemetryConfig": .mapping, "workflowDefaults": .mapping,
        "workflowRestrictions": .mapping, "columns": .list, "workflowEvents": .mapping,
        "semaphoreLimitCacheSeconds": .number, "synchronization": .mapping, "artifactDrivers": .list,
        "failedPodRestart": .mapping, "disableAgentPodCreation": .flag,
    ]

    static let sso: [String: SettingType] = [
        "issuer": .text, "issuerAlias": .text, "clientId": .mapping, "clientSecret": .mapping, "redirectUrl": .text,
        "scopes": .list, "sessionExpiry": .text, "customGroupClaimName": .text, "userInfoPath": .text,
        "insecureSkipVerify": .flag, "filterGroupsRegex": .list, "rbac": .mapping, "rootCA": .text,
    ]
}
