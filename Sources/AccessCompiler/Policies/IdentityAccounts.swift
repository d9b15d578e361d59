import AccessModel
import JSONTree
import KubeModel

/// The accounts that stand for people of one installation, as policies recognise them.
struct IdentityAccounts: Hashable, Sendable {
    let installation: ResourceName
    /// Where they are.
    let namespaces: [String]

    /// - Parameter namespaces: those in which something is granted.
    init(_ installation: ArgoInstallation, namespaces: [String]) {
        self.installation = installation.name
        let own = installation.name.namespace
        let places = namespaces.map { installation.identityNamespace(for: $0) }
        self.namespaces = Set(places + [own]).sorted()
    }

    /// With what all their names begin.
    var namePrefix: String { "idmon-\(installation.name)-" }

    /// With what the names of pods' accounts end, and those of people's never do.
    static let runnerSuffix = "-runner"

    /// Whether the requesting account is one of them.
    var isRequesting: PolicyExpression {
        .all([
            .any(
                namespaces.map {
                    .hasPrefix(.request(.username), .literal(.string("system:serviceaccount:\($0):\(namePrefix)")))
                }),
            !.hasSuffix(.request(.username), .literal(.string(Self.runnerSuffix))),
        ])
    }

    /// Whether a text is the name of one of them.
    func isNamed(_ name: PolicyExpression) -> PolicyExpression {
        .hasPrefix(name, .literal(.string(namePrefix))) && !.hasSuffix(name, .literal(.string(Self.runnerSuffix)))
    }

    /// The name of a policy of the installation. A namespace has no dot, so the first one separates.
    func policyName(_ word: String) -> String { "idmon-\(installation.namespace).\(installation.name)-\(word)" }
}
