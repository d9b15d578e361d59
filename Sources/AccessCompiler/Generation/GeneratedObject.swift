import AccessModel
import JSONTree
import KubeModel

/// Writes the objects of one installation.
struct GeneratedObject {
    let installation: ResourceName

    // MARK: - Identities

    /// The account of an identity.
    ///
    /// - Parameter isActive: whether it carries its rule; only with a token, since Argo uses an account without one as
    ///   nobody.
    func account(_ identity: Identity, isActive: Bool) -> KubeObject {
        var annotations: JSONObject = [
            WellKnown.Annotation.groups: .string(IdentityLayout.groupsText(identity.groups)),
            WellKnown.Annotation.precedence: .string(String(identity.precedence)),
            WellKnown.Annotation.tokenName: .string(identity.tokenName),
        ]
        if isActive {
            annotations[WellKnown.Annotation.rule] = .string(identity.rule.text)
            annotations[WellKnown.Annotation.rulePrecedence] = .string(String(identity.precedence))
        }
        return account(identity.accountName, annotations)
    }

    /// An account that is no longer wanted, as it is but without its rule.
    func deactivated(_ account: LiveObject) -> KubeObject {
        var annotations: JSONObject = [:]
        for name in [WellKnown.Annotation.groups, WellKnown.Annotation.precedence, WellKnown.Annotation.tokenName] {
            annotations[name] = account.annotation(name).map(JSONValue.string)
        }
        return self.account(account.key.name, annotations)
    }

    private func account(_ name: String, _ annotations: JSONObject) -> KubeObject {
        // No pod runs as an identity.
        KubeObject(
            .serviceAccount, namespace: installation.namespace, name: name, labels: labels(), annotations: annotations,
            fields: ["automountServiceAccountToken": false])
    }

    /// The Secret that the token controller fills for an account.
    func token(_ identity: Identity) -> KubeObject {
        KubeObject(
            .secret, namespace: installation.namespace, name: identity.tokenName, labels: labels(),
            annotations: [WellKnown.Annotation.serviceAccountName: .string(identity.accountName)],
            fields: ["type": "kubernetes.io/service-account-token"])
    }

    // MARK: - Permissions

    func role(_ name: String, in namespace: String, binding: String? = nil, rules: [PolicyRule]) -> KubeObject {
        KubeObject(
            .role, namespace: namespace, name: name, labels: labels(binding: binding),
            fields: ["rules": .array(rules.map(\.value))])
    }

    /// The RoleBinding that gives a Role of the same name to accounts.
    func roleBinding(_ name: String, in namespace: String, binding: String? = nil, subjects: [JSONValue]) -> KubeObject
    {
        KubeObject(
            .roleBinding, namespace: namespace, name: name, labels: labels(binding: binding),
            fields: [
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": .string(name)],
                "subjects": .array(subjects),
            ])
    }

    /// The account as which a binding's pods run.
    func runnerAccount(binding: ResourceName) -> KubeObject {
        KubeObject(
            .serviceAccount, namespace: binding.namespace, name: GeneratedName.runner(binding: binding.name),
            labels: labels(binding: binding.name))
    }

    static func subject(_ account: String, in namespace: String) -> JSONValue {
        ["kind": "ServiceAccount", "name": .string(account), "namespace": .string(namespace)]
    }

    private func labels(binding: String? = nil) -> JSONObject {
        var labels: JSONObject = [
            WellKnown.Label.managedBy: .string(WellKnown.Label.managedByIdmon),
            WellKnown.Label.installation: .string(installation.name),
            WellKnown.Label.installationNamespace: .string(installation.namespace),
        ]
        labels[WellKnown.Label.binding] = binding.map(JSONValue.string)
        return labels
    }
}
