/// Who makes a request, as Kubernetes sees it: a user name and groups.
package struct Requester: Hashable, Sendable {
    package let user: String
    package let groups: [String]

    package init(user: String, groups: [String]) {
        self.user = user
        self.groups = groups
    }

    /// A ServiceAccount, with the groups that Kubernetes gives to each.
    ///
    /// Source: `k8s.io/apiserver/pkg/authentication/serviceaccount`, `MakeGroupNames`.
    package static func account(namespace: String, name: String) -> Requester {
        Requester(
            user: "system:serviceaccount:\(namespace):\(name)",
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"])
    }

    /// Who sends no token at all, or an empty one.
    package static let anonymous = Requester(user: "system:anonymous", groups: ["system:unauthenticated"])
}
