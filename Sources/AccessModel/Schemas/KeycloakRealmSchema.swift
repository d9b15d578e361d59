import JSONTree
import KubeModel
import KubeSchema

extension IdmonCRDs {
    /// `KeycloakRealm`: whose tokens carry the groups.
    static let keycloakRealm = definition(
        .keycloakRealm, shortName: "kcrealm",
        description: """
            A Keycloak realm, as argo-server sees it: who issues the tokens, and how these name the groups of a person. Idmon \
            only needs to know the form of group names; it does not talk to Keycloak.
            """,
        spec: Field("spec", .required, keycloakRealmSpec, "Who issues tokens, and what they look like."),
        status: Field("status", keycloakRealmStatus, "What Idmon found. Written by Idmon only."),
        columns: [.init("Issuer", .string, ".spec.issuer"), SharedFields.readyColumn])

    private static let keycloakRealmSpec = StructuralSchema.object {
        Field(
            "issuer", .required, issuer,
            """
            The issuer of the realm's tokens, exactly as in the SSO settings of Argo: \
            https://keycloak.example.org/realms/production. https, no slash at the end, no query; http only for localhost \
            and 127.0.0.1.
            """)
        Field(
            "groups",
            .object {
                Field(
                    "claim",
                    .string(length: 1...63).rule(
                        "self.matches('^[^.[:space:]]+$')",
                        "name one top-level claim of the token, without dots or spaces: argo-server does not look into nested "
                            + "claims, so map the groups to a claim such as groups in Keycloak"
                    ).defaulting(to: "groups"),
                    """
                    The top-level claim of the ID token that lists a person's groups: the "Token Claim Name" of the Group \
                    Membership mapper in Keycloak.
                    """)
                Field(
                    "fullPath", StructuralSchema.boolean.defaulting(to: true),
                    """
                    Whether groups are named by their full path, "/payments/leads", or by their last part, "leads": the \
                    switch "Full group path" of the mapper. With true every group in scopes and bindings must begin with \
                    "/". With false none may contain one, and groups of one name in different places are the same to Argo.
                    """)
            }.defaulting(to: [:]),
            "How tokens name groups.")
        Field(
            "members", .list(of: member, count: 0...5000, keyedBy: ["subject"]),
            """
            People and the groups that they hold, as far as known. They make sure that these combinations of groups get a \
            ServiceAccount first, or every person one of their own (spec.identities of the ArgoInstallation). The list gives \
            nobody anything: what counts is always the token.
            """)
    }

    private static let member = StructuralSchema.object {
        Field(
            "subject", .required, .string(length: 1...255, pattern: "^[^[:cntrl:]]+$"),
            "The claim sub of the person's tokens: in Keycloak the ID of the user, a UUID.")
        Field("name", .string(length: 0...255, pattern: "^[^[:cntrl:]]*$"), "What people call them. For readers only.")
        Field(
            "groups", .required, StructuralSchema.set(of: SharedFields.groupPath, count: 0...200),
            "The groups that they hold, as tokens name them.")
    }

    private static let issuer = StructuralSchema.string(length: 1...512, pattern: "^https?://")
        .rule(
            "self.startsWith('https://') || self.matches('^http://(localhost|127[.]0[.]0[.]1)(:[0-9]+)?(/|$)')",
            "use https: tokens and secrets pass this address. http is accepted only for localhost and 127.0.0.1"
        )
        .rule(
            "isURL(self) && url(self).getHostname() != ''",
            "must be a URL with a host, such as https://keycloak.example.org/realms/production"
        )
        .rule(
            "!self.endsWith('/')",
            "remove the slash at the end: the issuer must equal the iss claim of the tokens, and Keycloak's has none"
        )
        .rule(
            "!self.contains('?') && !self.contains('#')",
            "remove the query or fragment: an issuer is only scheme, host and path"
        )

    private static let keycloakRealmStatus = StructuralSchema.object {
        SharedFields.observedGeneration
        SharedFields.conditions([])
    }
}
