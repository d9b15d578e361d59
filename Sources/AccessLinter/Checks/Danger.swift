import AccessModel

/// A right that people should not have.
struct Danger: Sendable {
    /// Where it is one.
    enum Kind: Sendable {
        case anywhere
        /// It depends on what is in the namespace: Secrets with tokens, accounts with rules, Argo's settings.
        case secrets, accounts, settings
    }

    let fault: LintFault
    let kind: Kind
    private let groups: [String]
    private let resources: [String]
    private let verbs: [String]

    /// The first of its verbs that a rule allows; nil when it allows none.
    func verb(of rule: RoleRule) -> String? {
        verbs.first { verb in
            groups.contains { group in resources.contains { rule.permitsSome(verb, $0, in: group) } }
        }
    }

    private static let writing = ["create", "update", "patch"]

    static let all = [
        Danger(
            fault: .readsSecrets, kind: .secrets, groups: [""], resources: ["secrets"], verbs: ["get", "list", "watch"]),
        Danger(
            fault: .makesTokens, kind: .anywhere, groups: [""], resources: ["serviceaccounts/token"], verbs: ["create"]),
        Danger(
            fault: .impersonates, kind: .anywhere, groups: ["", "authentication.k8s.io"],
            resources: ["users", "groups", "serviceaccounts", "uids", "userextras"], verbs: ["impersonate"]),
        Danger(
            fault: .escalates, kind: .anywhere, groups: ["rbac.authorization.k8s.io"],
            resources: ["roles", "clusterroles"], verbs: ["escalate", "bind"]),
        Danger(
            fault: .entersPods, kind: .anywhere, groups: [""],
            resources: ["pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers"],
            verbs: ["get"] + writing),
        Danger(
            fault: .createsPods, kind: .anywhere, groups: ["", "apps", "batch"],
            resources: ["pods", "deployments", "daemonsets", "statefulsets", "replicasets", "jobs", "cronjobs"],
            verbs: writing),
        Danger(
            fault: .writesRoles, kind: .anywhere, groups: ["rbac.authorization.k8s.io"],
            resources: ["roles", "rolebindings", "clusterroles", "clusterrolebindings"], verbs: writing),
        Danger(
            fault: .writesAccounts, kind: .accounts, groups: [""], resources: ["serviceaccounts"], verbs: writing),
        Danger(
            fault: .writesSettings, kind: .settings, groups: [""], resources: ["configmaps"],
            verbs: ["update", "patch", "delete"]),
    ]
}
