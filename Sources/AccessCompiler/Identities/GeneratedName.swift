package import AccessModel
package import KubeModel

/// The names of what Idmon generates.
package enum GeneratedName {
    /// The name of an identity's account: stable whoever else there is, at most 231 characters, so that the name of its
    /// token's Secret fits as well.
    ///
    /// Two holders that meet in one name all the same are told apart by ``IdentityLayout``, which leaves one of them out.
    /// The three kinds of names differ in their last part: `login`, eight digits for groups, sixteen for people. The
    /// name of a person does not tell who it is, nor changes with their groups.
    ///
    /// - Parameter installation: at most 50 characters.
    package static func account(installation: String, holder: Identity.Holder) -> String {
        switch holder {
        case .everybody: return "idmon-\(installation)-login"
        case .groups(let groups):
            let slug = slug(groups.map(\.text).joined(separator: " "))
            let digits = StableDigest(groups.map(\.text)).text.prefix(8)
            return ["idmon", installation, slug, String(digits)].filter { !$0.isEmpty }.joined(separator: "-")
        case .person(let subject, _):
            return "idmon-\(installation)-person-\(StableDigest([subject.text]).text)"
        }
    }

    /// The Secret of an account's token. That of a permanent one has the name that argo-server looks for when the account
    /// has no other.
    package static func token(ofAccount account: String, _ kind: TokenKind) -> String {
        switch kind {
        case .requested: "\(account).token"
        case .permanent: "\(account).service-account-token"
        }
    }

    /// The Role and RoleBinding of a role in a workload namespace.
    package static func role(_ role: Role, installation: String) -> String { "idmon-\(installation)-\(role.rawValue)" }

    /// The Role and RoleBinding with which argo-server reads tokens.
    package static func tokenRole(installation: String) -> String { "idmon-\(installation)-argo-server" }

    /// The Role and RoleBinding that name the templates on which people of a binding have a verb.
    package static func verb(_ verb: BindingVerb, binding: String, installation: String) -> String {
        let name = "idmon-\(installation)-\(binding)-\(verb.verb.rawValue)"
        return verb.steps.isEmpty ? name : "\(name)-\(StableDigest(verb.steps).text.prefix(8))"
    }

    /// The ClusterRoleBinding of all identities of an installation that may see ClusterWorkflowTemplates.
    ///
    /// A namespace has no dot, so the first one separates and no two installations share a name.
    package static func clusterTemplates(_ installation: ResourceName) -> ObjectKey {
        let name = "idmon-\(installation.namespace).\(installation.name)-cluster-templates"
        return ObjectKey(.clusterRoleBinding, namespace: nil, name: name)
    }

    /// The ServiceAccount, Role and RoleBinding of a binding's pods.
    package static func runner(binding: String) -> String { "idmon-\(binding)-runner" }

    private static let slugLength = 100

    /// The letters and digits of a text in lower case, hyphens for everything between them.
    private static func slug(_ text: String) -> String {
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9": word.unicodeScalars.append(scalar)
            case "A"..."Z": word.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value + 32)))
            default:
                if !word.isEmpty { words.append(word) }
                word = ""
            }
        }
        words.append(word)
        var slug = words.filter { !$0.isEmpty }.joined(separator: "-").prefix(slugLength)
        while slug.last == "-" { slug.removeLast() }
        return String(slug)
    }
}
