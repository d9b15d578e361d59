import AccessModel
import JSONTree
import KubeModel

/// The accounts that stand for people of one installation, as policies recognise them.
struct IdentityAccounts: Hashable, Sendable {
    let installation: ResourceName

    /// With what all their names begin.
    var namePrefix: String { "idmon-\(installation.name)-" }

    /// Whether the requesting account is one of them.
    var isRequesting: PolicyExpression {
        .hasPrefix(
            .request(.username), .literal(.string("system:serviceaccount:\(installation.namespace):\(namePrefix)")))
    }

    /// Whether a text is the name of one of them.
    func isNamed(_ name: PolicyExpression) -> PolicyExpression {
        .hasPrefix(name, .literal(.string(namePrefix)))
    }

    /// The name of a policy of the installation. A namespace has no dot, so the first one separates.
    func policyName(_ word: String) -> String { "idmon-\(installation.namespace).\(installation.name)-\(word)" }
}
