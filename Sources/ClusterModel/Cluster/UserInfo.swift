/// Who makes a request, as authentication found it.
package struct UserInfo: Hashable, Sendable {
    /// What audit logs and bindings call the user.
    package var name: String
    /// Without the groups that every authenticated user has; see ``effectiveGroups``.
    package var groups: [String]
    /// Tells users of one name apart over time; empty where authentication knows none.
    package var uid: String
    /// What else authentication found, such as the id of the credential.
    package var extra: [String: [String]]
    /// Whether `groups` is already complete, as it is for a user that a SubjectAccessReview describes.
    private var hasAllGroups = false

    /// A user with the groups that authentication found.
    package init(name: String, groups: [String] = [], uid: String = "", extra: [String: [String]] = [:]) {
        self.name = name
        self.groups = groups
        self.uid = uid
        self.extra = extra
    }

    /// A user of whom a question says everything: no group is added.
    init(described name: String, groups: [String], uid: String) {
        self.init(name: name, groups: groups, uid: uid)
        hasAllGroups = true
    }

    /// The groups that authorization looks at: authenticated users are in `system:authenticated` too.
    ///
    /// Source: kube-apiserver, `group.AuthenticatedGroupAdder`.
    package var effectiveGroups: [String] {
        let marks = [UserInfo.authenticatedGroup, UserInfo.unauthenticatedGroup]
        if hasAllGroups || name == UserInfo.anonymousName || groups.contains(where: marks.contains) { return groups }
        return groups + [UserInfo.authenticatedGroup]
    }

    /// The group of everybody who is known.
    package static let authenticatedGroup = "system:authenticated"
    /// The group of everybody who is not.
    package static let unauthenticatedGroup = "system:unauthenticated"
    /// The name of everybody who is not known.
    package static let anonymousName = "system:anonymous"

    /// May do everything, whatever the roles say.
    package static let administrator = UserInfo(name: "kubernetes-admin", groups: ["system:masters"])
    /// Somebody without credentials.
    package static let anonymous = UserInfo(name: anonymousName, groups: [unauthenticatedGroup])

    /// The user that impersonation headers describe.
    ///
    /// A ServiceAccount that is impersonated without groups has its own. Source: `k8s.io/apiserver/pkg/endpoints/filters`.
    package static func impersonated(
        _ name: String, groups: [String], uid: String = "", extra: [String: [String]] = [:]
    ) -> UserInfo {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var groups = groups
        if groups.isEmpty, parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" {
            groups = serviceAccount(parts[3], namespace: parts[2]).groups
        }
        return UserInfo(name: name, groups: groups, uid: uid, extra: extra)
    }

    /// The user that a pod with this ServiceAccount is.
    package static func serviceAccount(_ name: String, namespace: String, uid: String = "") -> UserInfo {
        UserInfo(
            name: "system:serviceaccount:\(namespace):\(name)",
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"], uid: uid)
    }
}
