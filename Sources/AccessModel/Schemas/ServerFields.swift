import JSONTree
import KubeSchema

/// The fields of an ArgoInstallation about argo-server and how people log in to it.
enum ServerFields {
    private static let duration = StructuralSchema.string(length: 2...20, pattern: "^([0-9]+[hms])+$")

    static let server = Field(
        "server",
        .object {
            Field(
                "deployment", SharedFields.objectName.defaulting(to: "argo-server"),
                """
                The name of argo-server's Deployment in this namespace. The conditions ServerFound and ServerSecure tell \
                whether it is there, whether its image tag disagrees with spec.version, and whether its flags let in the \
                right people.
                """)
            Field(
                "roll", StructuralSchema.boolean.defaulting(to: true),
                """
                Whether Idmon restarts argo-server when the effect of its SSO settings has changed, by the annotation \
                idmon.dev/sso-digest on the Deployment's pod template. argo-server reads them only when it starts. With \
                false, the condition ServerRolledOut says when a restart is due. Only with spec.sso.
                """)
            Field(
                "minimumRollInterval", duration.defaulting(to: "5m"),
                """
                How long after one restart the next may come, such as 5m or 1h, so that settings that change often do not \
                restart argo-server each time.
                """)
            Field(
                "tokenRole", StructuralSchema.boolean.defaulting(to: false),
                """
                Whether Idmon makes a Role in this namespace with which argo-server's ServiceAccount can read exactly the \
                Secrets that SSO needs: the tokens of the identities, the two OIDC Secrets of spec.sso and its own Secret \
                sso; with identities.layout Delegated also one for the tokens in each workload namespace. Then the right to read all Secrets of the cluster can be taken from argo-server's ClusterRole.
                """)
        }.defaulting(to: [:]),
        "Where argo-server is, and what Idmon may do with it.")

    static let sso = Field(
        "sso",
        .object {
            Field(
                "configMap", SharedFields.objectName.defaulting(to: "workflow-controller-configmap"),
                """
                The ConfigMap in this namespace that argo-server reads (its flag --configmap). Idmon replaces the setting \
                sso in it and keeps everything else; what was there before is kept in the annotation \
                idmon.dev/previous-sso. A ConfigMap that Argo could not read is reported and left alone.
                """)
            Field(
                "clientIdRef", .required, secretKey,
                "Where argo-server finds the OIDC client's ID: an entry of a Secret in this namespace. Idmon never reads it."
            )
            Field(
                "clientSecretRef", .required, secretKey,
                "Where argo-server finds the OIDC client's secret: an entry of a Secret in this namespace. Idmon never reads it."
            )
            Field(
                "redirectUrl",
                address.rule(
                    "self.endsWith('/oauth2/callback')",
                    "argo-server is called back under its own address followed by /oauth2/callback: end the URL so"),
                """
                The address under which browsers come back from the login: that of argo-server, then /oauth2/callback. Without \
                it argo-server takes the host that the browser names.
                """)
            Field(
                "issuerAlias", address,
                "A second issuer that tokens may name, when the realm is reached under another address than it states.")
            Field(
                "scopes",
                .set(
                    of: .string(length: 1...128, pattern: "^[!#-\\[\\]-~]+$"), count: 0...50),
                """
                OIDC scopes to ask for beside openid, such as groups, email and profile. Keycloak refuses the login when a \
                client scope of such a name does not exist.
                """)
            Field(
                "sessionExpiry", duration,
                """
                How long a login lasts, such as 8h; 10h without it. Groups are looked up at login only, so this bounds how \
                long somebody keeps a group that was taken away in Keycloak.
                """)
            Field(
                "userInfoPath", .string(length: 1...253, pattern: "^/[!-~]*$"),
                """
                Where to ask for the groups instead of the ID token, appended to the issuer; for Keycloak \
                /protocol/openid-connect/userinfo. Groups are then always in the claim groups.
                """)
            Field(
                "insecureSkipVerify", StructuralSchema.boolean.defaulting(to: false),
                "Whether argo-server talks to the realm without checking its certificate. For experiments only.")
            Field(
                "rootCA",
                .string(length: 1...65536).rule(
                    "self.contains('-----BEGIN CERTIFICATE-----') && !self.contains('PRIVATE KEY')",
                    "give certificates in PEM, and nothing secret"),
                "Certificates in PEM that argo-server trusts in addition. Argo Workflows 4.0.0 or later.")
            Field(
                "groupFilter", StructuralSchema.choice(of: ["InScopes", "None"]).defaulting(to: "InScopes"),
                """
                Which groups argo-server keeps in a session, which must fit in a cookie. InScopes: those that a WorkflowScope \
                of this installation lists, and keepGroups. None: all that the token has.
                """)
            Field(
                "keepGroups", .set(of: SharedFields.groupPath, count: 0...500),
                "Groups to keep although no scope lists them: those of ServiceAccounts with rules of your own.")
        },
        """
        How people log in. Idmon writes it, with the issuer of the realm, as the setting sso of the ConfigMap that argo-server \
        reads, always with rbac.enabled. Without this field the ConfigMap is left alone.
        """)

    /// A rule of the spec as a whole, and its message.
    static let knownSettings =
        "!has(self.sso) || !has(self.sso.rootCA) || self.version.matches('^([4-9]|[1-9][0-9]+)[.]')"
    static let knownSettingsMessage =
        "sso.rootCA needs Argo Workflows 4.0.0: earlier versions would not start with it; mount the certificates in "
        + "/etc/ssl/certs instead"

    private static let secretKey = StructuralSchema.object {
        Field("name", .required, SharedFields.objectName, "The name of the Secret.")
        Field("key", .required, .string(length: 1...253, pattern: "^[-._a-zA-Z0-9]+$"), "The key in it.")
    }

    private static let address = StructuralSchema.string(length: 1...512, pattern: "^https?://[!-\"$->@-~]+$").rule(
        "self.startsWith('https://') || self.matches('^http://(localhost|127[.]0[.]0[.]1)(:[0-9]+)?(/|$)')",
        "use https: tokens and secrets pass this address. http is accepted only for localhost and 127.0.0.1")
}
