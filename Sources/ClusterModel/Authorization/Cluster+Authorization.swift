import JSONTree
package import KubeModel

/// Every request is authorized before anything else is looked at.
extension Cluster {
    var roles: RoleResolver { RoleResolver(storage: storage) }

    func authorize(_ target: RequestTarget, _ context: RequestContext) throws(APIStatus) {
        let access = AccessRequest(target, context.request, as: context.user, isWatch: context.isWatch)
        let decision = roles.decide(access)
        guard !decision.isAllowed else { return }
        guard case .resource(let resource) = access.subject else { return }
        throw .forbidden(target.resource, resource.name, access.refusal + Self.suffix(decision))
    }

    func authorize(nonResourcePath path: String, _ context: RequestContext) throws(APIStatus) {
        let verb = context.request.method.rawValue.lowercased()
        let access = AccessRequest(context.user, verb, .path(path))
        let decision = roles.decide(access)
        guard !decision.isAllowed else { return }
        throw APIStatus(
            code: 403, reason: .forbidden, message: "forbidden: \(access.refusal)\(Self.suffix(decision))")
    }

    private static func suffix(_ decision: AccessDecision) -> String {
        decision.reason.isEmpty ? "" : ": \(decision.reason)"
    }

    /// Whether a user may impersonate another: verb `impersonate` on the name and on each group.
    ///
    /// Source: `k8s.io/apiserver/pkg/endpoints/filters`, impersonation. The server shell asks before it changes the user.
    ///
    /// - Throws: 403 with the server's sentence.
    package func authorizeImpersonation(of target: UserInfo, by user: UserInfo) throws(APIStatus) {
        for access in impersonations(of: target, by: user) {
            let decision = roles.decide(access)
            guard !decision.isAllowed, case .resource(let resource) = access.subject else { continue }
            throw .forbidden(
                ResourceName(group: resource.group, plural: resource.plural), resource.name,
                access.refusal + Self.suffix(decision))
        }
    }

    private func impersonations(of target: UserInfo, by user: UserInfo) -> [AccessRequest] {
        var subjects: [AccessRequest.Resource] = []
        let parts = target.name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" {
            subjects.append(.init(group: "", plural: "serviceaccounts", namespace: parts[2], name: parts[3]))
        } else {
            subjects.append(.init(group: "", plural: "users", name: target.name))
        }
        subjects += target.groups.map { .init(group: "", plural: "groups", name: $0) }
        if !target.uid.isEmpty {
            subjects.append(.init(group: "authentication.k8s.io", plural: "uids", name: target.uid))
        }
        for (key, values) in target.extra.sorted(by: { $0.key < $1.key }) {
            subjects += values.map {
                .init(group: "authentication.k8s.io", plural: "userextras", subresource: key, name: $0)
            }
        }
        return subjects.map { AccessRequest(user, "impersonate", .resource($0)) }
    }
}
