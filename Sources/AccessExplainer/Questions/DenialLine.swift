package import AccessModel

/// A denial as argo-server or the API server worded it, found in a line of a log.
package enum DenialLine: Hashable, Sendable {
    /// The API server's authorizer said no.
    case forbidden(user: String, right: PermissionSet.Right, name: String?, namespace: String?)
    /// An admission policy said no.
    case policy(name: String, resource: String, message: String)
    /// argo-server asked the API server for itself, which tells neither account nor name.
    case notAllowed(verb: String, resource: String, namespace: String)
    /// No rule was true.
    case noRule
    /// A rule failed.
    case brokenRule(String)
    /// The Secret of the chosen account is not there.
    case noToken(secret: String)
    /// argo-server's note of the account that it took, which is no denial.
    case chosen(account: String, subject: String?)

    /// - Parameter line: with or without what a log puts around a message; escaped quotes are read as quotes.
    /// - Returns: nil when nothing of it is a denial that is known.
    package init?(_ line: String) {
        let text = line.replacing("\\\"", with: "\"")
        guard let found = Self.forbidden(text) ?? Self.policy(text) ?? Self.argo(text) else { return nil }
        self = found
    }

    // MARK: - Kubernetes

    /// Source: `k8s.io/apiserver/pkg/endpoints/handlers/responsewriters`, `forbiddenMessage`.
    private static func forbidden(_ text: String) -> DenialLine? {
        guard let user = between(text, "User \"", "\""), let verb = between(text, " cannot ", " resource \""),
            let resource = between(text, " resource \"", "\""), let group = between(text, " in API group \"", "\"")
        else { return nil }
        let namespace = between(text, " in the namespace \"", "\"")
        let name =
            between(text, ".\(group) \"", "\" is forbidden") ?? between(text, "\(resource) \"", "\" is forbidden")
        return .forbidden(
            user: user, right: PermissionSet.Right(verb, resource, in: group), name: name, namespace: namespace)
    }

    /// Source: `k8s.io/apiserver/pkg/admission/plugin/policy/validating`.
    private static func policy(_ text: String) -> DenialLine? {
        guard let name = between(text, "ValidatingAdmissionPolicy '", "'"),
            let start = text.firstRange(of: "denied request: ")
        else { return nil }
        let rest = text[start.upperBound...]
        let resource = text.firstRange(of: " is forbidden").map { text[..<$0.lowerBound] }.flatMap { head in
            head.split(separator: " ").last { $0.contains(".") || $0.allSatisfy(\.isLetter) }
        }
        let message = rest.hasSuffix("\"") ? rest.dropLast() : rest
        return .policy(name: name, resource: resource.map(String.init) ?? "", message: String(message))
    }

    // MARK: - Argo

    /// Source: Argo Workflows, `server/auth/gatekeeper.go`, `server/workflow/workflow_server.go`, `util/auth`.
    private static func argo(_ text: String) -> DenialLine? {
        if let words = between(text, "you are not allowed to ", " in namespace \"") {
            let parts = words.split(separator: " ").map(String.init)
            let namespace = between(text, " in namespace \"", "\"") ?? ""
            if parts.count >= 2 { return .notAllowed(verb: parts[0], resource: parts[1], namespace: namespace) }
        }
        if text.contains("no service account rule matches") { return .noRule }
        if let secret = between(text, "secrets \"", "\" not found") { return .noToken(secret: secret) }
        if let rest = text.firstRange(of: "failed to evaluate rule") ?? text.firstRange(of: "unable to evaluate rule") {
            return .brokenRule(String(text[rest.lowerBound...]))
        }
        guard text.contains("selected SSO RBAC service account for user") else { return nil }
        guard let account = field("serviceAccount", text) else { return nil }
        return .chosen(account: account, subject: field("subject", text))
    }

    /// A field of a line in logfmt or JSON.
    private static func field(_ name: String, _ text: String) -> String? {
        if let value = between(text, "\"\(name)\":\"", "\"") { return value }
        guard let start = text.firstRange(of: "\(name)=") else { return nil }
        let rest = text[start.upperBound...]
        return rest.first == "\""
            ? between(String(rest), "\"", "\"") : String(rest.prefix { !$0.isWhitespace })
    }

    private static func between(_ text: String, _ start: String, _ end: String) -> String? {
        guard let head = text.firstRange(of: start) else { return nil }
        let rest = text[head.upperBound...]
        guard let tail = rest.firstRange(of: end) else { return nil }
        return String(rest[..<tail.lowerBound])
    }
}
