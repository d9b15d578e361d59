package import KubeModel

/// As whom argo-server makes somebody's requests about a namespace.
package struct ArgoChoice: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case account(ObjectKey)
        /// `sso.rbac.enabled` is off: everybody acts as argo-server itself.
        case server(ObjectKey?)
        /// No rule matches.
        case denied
        /// Rules of one precedence match: Argo takes any of them, another one for each request.
        case tie([ObjectKey])
        /// The rule of this account fails, so the request is denied whatever rules follow.
        case broken(ObjectKey, String)
        case unknown(ObjectKey?, String)
        /// It depends on claims that are not known: the first is what Argo does where no rule that asks for them is true.
        case open([Possibility])
    }

    /// What Argo does with certain claims.
    package struct Possibility: Hashable, Sendable {
        package let outcome: Outcome
        /// Whose rules have to be true, or to fail, and for which claims that are not known they ask: two where argo-server
        /// looks in two namespaces; none for the first.
        package let conditions: [Condition]

        /// The claims that decide, each once.
        package var claims: [String] {
            conditions.flatMap(\.claims).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }

        package struct Condition: Hashable, Sendable {
            package let account: ObjectKey
            package let rule: String
            package let claims: [String]
        }
    }

    package let session: Session
    package let outcome: Outcome
}

extension ArgoChoice.Possibility.Condition: CustomStringConvertible {
    /// Why an answer is not known.
    package var description: String {
        let isOne = claims.count == 1
        return "the rule of \(account) asks for the claim\(isOne ? "" : "s") \(claims.joined(separator: ", ")), which "
            + "\(isOne ? "is" : "are") not known and would make a difference: \(rule)"
    }
}
