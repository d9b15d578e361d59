import ClusterModel
import HTTPTypes
import KubeModel

/// Finds out who makes a request.
struct Authentication: Sendable {
    private let host: ClusterHost

    init(_ host: ClusterHost) { self.host = host }

    /// The user whom the headers name: the administrator without any, the ServiceAccount of a token, or whom one of
    /// these impersonates.
    ///
    /// Source: Kubernetes reference, "User impersonation".
    ///
    /// - Throws: 401 for a token that is unknown, 403 for an impersonation that is not allowed.
    func user(_ headers: HTTPFields) async throws(APIStatus) -> UserInfo {
        let user = try await authenticated(headers[.authorization] ?? "")
        guard let impersonated = try Self.impersonated(headers) else { return user }
        try await host.authorizeImpersonation(of: impersonated, by: user)
        return impersonated
    }

    private func authenticated(_ authorization: String) async throws(APIStatus) -> UserInfo {
        if authorization.isEmpty { return .administrator }
        let words = authorization.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer",
            let user = await host.user(forToken: String(words[1]))
        else {
            throw APIStatus(code: 401, reason: .unauthorized, message: "Unauthorized")
        }
        return user
    }

    private static func impersonated(_ headers: HTTPFields) throws(APIStatus) -> UserInfo? {
        var user = UserInfo(name: "")
        for field in headers {
            let name = field.name.canonicalName
            switch name {
            case "impersonate-user": user.name = field.value
            case "impersonate-group": user.groups.append(field.value)
            case "impersonate-uid": user.uid = field.value
            case _ where name.hasPrefix(extraPrefix):
                let key = PercentEncoding.decode(String(name.dropFirst(extraPrefix.count)))
                user.extra[key, default: []].append(field.value)
            default: break
            }
        }
        guard user.name.isEmpty else { return withGroups(user) }
        guard user == UserInfo(name: "") else {
            throw APIStatus(
                code: 500, reason: .internalError,
                message: "Internal error occurred: requested \(user) without impersonating a user name")
        }
        return nil
    }

    /// A ServiceAccount that is impersonated without groups gets those that its token would have.
    private static func withGroups(_ user: UserInfo) -> UserInfo {
        let parts = user.name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard user.groups.isEmpty, parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" else {
            return user
        }
        var result = UserInfo.serviceAccount(parts[3], namespace: parts[2], uid: user.uid)
        result.extra = user.extra
        return result
    }

    private static let extraPrefix = "impersonate-extra-"
}
