import AccessModel
import JSONTree
import KubeModel

/// Writes the objects of one installation.
struct GeneratedObject {
    let installation: ResourceName

    // MARK: - Identities

    /// The account of an identity.
    ///
    /// - Parameters:
    ///   - tokenName: the Secret with its token.
    ///   - isActive: whether it carries its rule; only with a token, since Argo uses an account without one as nobody.
    func account(_ identity: Identity, tokenName: String, isActive: Bool) -> KubeObject {
        var annotations: JSONObject = [
            WellKnown.Annotation.groups: .string(IdentityLayout.groupsText(identity.holder.groups)),
            WellKnown.Annotation.precedence: .string(String(identity.precedence)),
            WellKnown.Annotation.tokenName: .string(tokenName),
        ]
        if case .person(let subject, _) = identity.holder {
            annotations[WellKnown.Annotation.subject] = .string(subject.text)
        }
        if isActive {
            annotations[WellKnown.Annotation.rule] = .string(identity.rule.text)
            annotations[WellKnown.Annotation.rulePrecedence] = .string(String(identity.precedence))
        }
        return account(identity.account, annotations)
    }

    /// An account that is no longer wanted, as it is but without its rule.
    func deactivated(_ account: LiveObject) -> KubeObject {
        var annotations: JSONObject = [:]
        for name in [
            WellKnown.Annotation.groups, WellKnown.Annotation.subject, WellKnown.Annotation.precedence,
            WellKnown.Annotation.tokenName,
        ] {
            annotations[name] = account.annotation(name).map(JSONValue.string)
        }
        return self.account(account.key, annotations)
    }

    /// An account that is no longer wanted and stays as it is.
    func kept(_ account: LiveObject) -> KubeObject {
        let own = [
            WellKnown.Annotation.groups, WellKnown.Annotation.subject, WellKnown.Annotation.precedence,
            WellKnown.Annotation.tokenName, WellKnown.Annotation.rule, WellKnown.Annotation.rulePrecedence,
        ]
        var annotations: JSONObject = [:]
        for name in own { annotations[name] = account.annotation(name).map(JSONValue.string) }
        guard let binding = account.label(WellKnown.Label.binding) else {
            return self.account(account.key, annotations)
        }
        return runnerAccount(binding: ResourceName(namespace: account.key.namespace ?? "", name: binding))
    }

    private func account(_ key: ObjectKey, _ annotations: JSONObject) -> KubeObject {
        // No pod runs as an identity.
        KubeObject(
            .serviceAccount, namespace: key.namespace, name: key.name, labels: labels(), annotations: annotations,
            fields: ["automountServiceAccountToken": false])
    }

    /// The Secret for a token of an account.
    ///
    /// The token controller fills that of a permanent token. That of a requested one belongs to the account, so that
    /// Kubernetes removes it when the account goes, and begins with a text that no API server takes for a token: with an
    /// empty one argo-server would act as `system:anonymous`, with a wrong one it is refused.
    ///
    /// - Parameter account: the account as it is; nil where it does not exist yet, which only a permanent token allows for.
    func token(_ kind: TokenKind, of identity: Identity, account: LiveObject?) -> KubeObject {
        let name = GeneratedName.token(ofAccount: identity.accountName, kind)
        var annotations: JSONObject = [WellKnown.Annotation.serviceAccountName: .string(identity.accountName)]
        guard kind == .requested else {
            return KubeObject(
                .secret, namespace: identity.namespace, name: name, labels: labels(), annotations: annotations,
                fields: ["type": "kubernetes.io/service-account-token"])
        }
        annotations[WellKnown.Annotation.serviceAccountUID] = (account?.uid).map(JSONValue.string)
        var secret = KubeObject(
            .secret, namespace: identity.namespace, name: name, labels: labels(), annotations: annotations,
            fields: ["type": "Opaque", "data": ["token": .string(Base64.text("not-issued-yet".utf8))]])
        if let account {
            secret.content["metadata"]?["ownerReferences"] = [
                [
                    "apiVersion": .string(account.key.type.apiVersion), "kind": .string(account.key.type.kind),
                    "name": .string(account.key.name), "uid": .string(account.uid),
                ]
            ]
        }
        return secret
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

    /// The ClusterRoleBinding that lets accounts see ClusterWorkflowTemplates.
    func clusterTemplates(subjects: [JSONValue]) -> KubeObject {
        KubeObject(
            .clusterRoleBinding, namespace: nil, name: GeneratedName.clusterTemplates(installation).name,
            labels: labels(),
            fields: [
                "roleRef": [
                    "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
                    "name": .string(WellKnown.clusterTemplatesRole),
                ],
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

    var policyLabels: JSONObject { labels() }

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
