/// Names that Idmon writes on objects, and those of others that it reads or writes.
package enum WellKnown {
    /// The name under which Idmon applies fields.
    package static let fieldManager = "idmon"
    /// Keeps a resource until what it gave access to is gone.
    package static let finalizer = "idmon.dev/revoke-access"

    /// The ClusterRole that lets somebody see ClusterWorkflowTemplates; it is installed with the operator.
    package static let clusterTemplatesRole = "idmon-cluster-templates"

    /// The name of Idmon's OAM ScopeDefinition, under which components name the scope that they are in.
    package static let scopeDefinition = "workflowscopes.idmon.dev"

    package enum Label {
        package static let managedBy = "app.kubernetes.io/managed-by"
        /// The value of ``managedBy`` on everything generated.
        package static let managedByIdmon = "idmon"
        package static let installation = "idmon.dev/installation"
        package static let installationNamespace = "idmon.dev/installation-namespace"
        package static let binding = "idmon.dev/binding"
        /// OAM's label for the environment of a namespace.
        package static let environment = "namespace.oam.dev/env"
    }

    package enum Annotation {
        /// The groups of an identity as a JSON list, for people.
        package static let groups = "idmon.dev/groups"
        /// The person of an identity that is one person's: the claim `sub`.
        package static let subject = "idmon.dev/subject"
        /// The precedence that an identity has or will have once its rule is active.
        package static let precedence = "idmon.dev/precedence"
        /// `"true"` on a foreign object lets Idmon take it over.
        package static let adopt = "idmon.dev/adopt"
        /// When a requested token was made and when it ends, by the API server's clock, and when it came, by Idmon's.
        package static let tokenIssuedAt = "idmon.dev/token-issued-at"
        package static let tokenExpiresAt = "idmon.dev/token-expires-at"
        package static let tokenReceivedAt = "idmon.dev/token-received-at"
        /// On the ConfigMap with Argo's settings and on argo-server's pods: which SSO settings these are.
        package static let ssoDigest = "idmon.dev/sso-digest"
        /// On the ConfigMap: when Idmon last wrote SSO settings.
        package static let ssoWrittenAt = "idmon.dev/sso-written-at"
        /// On the ConfigMap: the setting `sso` as somebody else had written it.
        package static let previousSSO = "idmon.dev/previous-sso"
        /// On argo-server's pods: when Idmon last had them restarted.
        package static let rolledAt = "idmon.dev/rolled-at"
        /// On an ArgoInstallation: the digest of a removal of access that was held and may now be done.
        package static let confirmRemoval = "idmon.dev/confirm-removal"
        package static let rule = "workflows.argoproj.io/rbac-rule"
        package static let rulePrecedence = "workflows.argoproj.io/rbac-rule-precedence"
        package static let tokenName = "workflows.argoproj.io/service-account-token.name"
        package static let serviceAccountName = "kubernetes.io/service-account.name"
        package static let serviceAccountUID = "kubernetes.io/service-account.uid"
    }
}
