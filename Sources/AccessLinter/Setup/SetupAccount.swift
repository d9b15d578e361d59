import AccessModel
import JSONTree
package import KubeModel

/// A ServiceAccount as argo-server sees it.
package struct SetupAccount: Sendable {
    package let key: ObjectKey
    /// The annotation `rbac-rule`; nil when the account is no candidate.
    package let rule: String?
    /// The annotation `rbac-rule-precedence` as it is written.
    package let precedenceText: String?
    /// The Secret that the annotation names.
    package let tokenName: String?
    /// The names in the member `secrets`.
    package let listedSecrets: [String]
    /// Whether Idmon made it, whose operator also makes its token.
    package let isIdmons: Bool

    init(_ object: KubeObject) {
        key = object.key
        let annotations = object.content["metadata"]?["annotations"]
        rule = annotations?[WellKnown.Annotation.rule]?.string
        precedenceText = annotations?[WellKnown.Annotation.rulePrecedence]?.string
        tokenName = annotations?[WellKnown.Annotation.tokenName]?.string
        listedSecrets = object.content["secrets"]?.array?.compactMap { $0["name"]?.string } ?? []
        isIdmons =
            object.content["metadata"]?["labels"]?[WellKnown.Label.managedBy]?.string == WellKnown.Label.managedByIdmon
    }

    package var namespace: String { key.namespace ?? "" }

    /// What Argo takes for the precedence: 0 when it is absent or no integer.
    package var precedence: Int { precedenceText.flatMap(Int.init) ?? 0 }

    /// The Secret from which argo-server takes the token. Source: `util/secrets/secret_name.go`.
    package var secretName: String { listedSecrets.first ?? tokenName ?? "\(key.name).service-account-token" }

    static let rulePath = JSONPath.annotation(WellKnown.Annotation.rule)
    static let precedencePath = JSONPath.annotation(WellKnown.Annotation.rulePrecedence)
    static let tokenPath = JSONPath.annotation(WellKnown.Annotation.tokenName)
}
