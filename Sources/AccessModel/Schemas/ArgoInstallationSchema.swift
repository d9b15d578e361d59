import JSONTree
import KubeModel
import KubeSchema

extension IdmonCRDs {
    /// `ArgoInstallation`: where argo-server is and how identities are laid out for it.
    static let argoInstallation = definition(
        .argoInstallation, shortName: "argoinst",
        description: """
            An Argo Workflows installation whose single sign-on Idmon looks after. It lies in the namespace of argo-server, \
            because that is where argo-server looks for ServiceAccounts with SSO rules: Idmon creates one there (or, with \
            spec.identities.layout Delegated, in the workload namespaces) for every Keycloak group that is granted something \
            in any namespace, and for combinations of such groups. WorkflowScopes of other namespaces refer to it.
            """,
        spec: Field("spec", .required, argoInstallationSpec, "What runs here, and how identities are laid out for it."),
        status: Field("status", argoInstallationStatus, "What Idmon found and made. Written by Idmon only."),
        columns: [
            .init("Version", .string, ".spec.version"), .init("Realm", .string, ".spec.realmRef.name"),
            .init("Identities", .integer, ".status.identities"), SharedFields.readyColumn,
        ])

    private static let argoInstallationSpec = StructuralSchema.object {
        Field(
            "version", .required,
            .string(length: 5...14, pattern: "^[0-9]+\\.[0-9]+\\.[0-9]+$").rule(
                "!self.matches('^[0-9]+[.][0-9]+[.][0-9]+$') || [self.split('.').map(part, int(part))].all(v, v[0] > 3 || "
                    + "(v[0] == 3 && (v[1] > 5 || (v[1] == 5 && v[2] >= 5) || (v[1] == 4 && v[2] >= 17))))",
                "Argo Workflows before 3.4.17, and 3.5.0 to 3.5.4, cannot evaluate the rules that Idmon writes and would "
                    + "refuse or mix up users: upgrade Argo Workflows, then name the version that runs"
            ).rule(
                "!(self in ['4.1.0', '4.1.1'])",
                "with Argo Workflows 4.1.0 and 4.1.1 nobody can log in, since sessions are too large for a cookie "
                    + "(argo-workflows#16744): upgrade to 4.1.2"),
            """
            The version of Argo Workflows that runs here, as its image tag without "v": 4.1.2. Rules and settings are written \
            for this version. Refused are versions before 3.4.17 and 3.5.0 to 3.5.4, whose rule language is too old, and \
            4.1.0 and 4.1.1, with which nobody can log in.
            """)
        Field(
            "realmRef", .required,
            .object {
                Field("name", .required, SharedFields.ownName, "The name of a KeycloakRealm in this namespace.")
            },
            "The realm that people log in to. It says under which claim, and in which form, tokens carry groups.")
        ServerFields.server
        ServerFields.sso
        Field(
            "identities",
            .object {
                Field(
                    "precedenceBase", StructuralSchema.integer(1...1_000_000).defaulting(to: 1000),
                    """
                    The lowest rbac-rule-precedence that Idmon gives a ServiceAccount; others follow upwards, each its own. \
                    Argo takes the matching account with the highest precedence, so hand-made accounts below this number \
                    are reached only without the login identity (login: false), and serve as a fallback then; those \
                    above come first.
                    """)
                Field(
                    "layout",
                    StructuralSchema.choice(of: IdentitySettings.Layout.allCases.map(\.rawValue))
                        .defaulting(to: "Installation"),
                    """
                    Where the ServiceAccounts lie. Installation: all in this namespace. Delegated: each in the workload \
                    namespace that it is for, and the login identity here; for an argo-server that runs with \
                    SSO_DELEGATE_RBAC_TO_NAMESPACE=true, from Argo Workflows 4.0.5 on. Whoever may create pods or \
                    Workflows in such a namespace, or read its Secrets, can then act as any of its identities; and \
                    bindings cannot be about ClusterWorkflowTemplates. Changing it takes all access away and gives it \
                    anew, so it may have to be confirmed (spec.safety).
                    """)
                Field(
                    "identity", StructuralSchema.choice(of: ["Group", "User"]).defaulting(to: "Group"),
                    """
                    Whom a ServiceAccount stands for. Group: everybody who holds certain groups. User: besides, each member \
                    that the KeycloakRealm lists gets an account of their own, valid as far as their token proves the groups, \
                    so that audit logs of Kubernetes tell people apart. Argo evaluates every account's rule for each request: \
                    meant for hundreds of people, not thousands.
                    """)
                Field(
                    "login", StructuralSchema.boolean.defaulting(to: true),
                    """
                    Whether there is a ServiceAccount without any rights for everybody who can log in and has no other: \
                    without one, Argo's user interface cannot even show who is logged in. With it, hand-made accounts with a \
                    precedence below precedenceBase are never reached. With layout Delegated it must be there.
                    """)
                Field(
                    "combinations", identityCombinations,
                    """
                    Argo gives a person one ServiceAccount, so those in several groups need one that stands for all of them \
                    together. The condition GroupsAddUp tells whether every combination has one.
                    """)
            }.defaulting(to: [:]),
            "How the ServiceAccounts are laid out that stand for groups of people.")
        Field(
            "workflowActions", StructuralSchema.boolean.defaulting(to: false),
            """
            Whether argo-server changes runs by creating WorkflowActions, for Argo Workflows 4.2.0 and later. Maintainers and \
            admins then get create on workflowactions; approvers and operators do not, since no policy could limit them.
            """)
        Field(
            "tokens", tokens.defaulting(to: [:]),
            "With which tokens argo-server acts as those ServiceAccounts. They lie in Secrets beside them.")
        safety
    }.rule(
        "!self.workflowActions || !self.version.matches('^[0-9]+[.][0-9]+[.][0-9]+$') || "
            + "[self.version.split('.').map(part, int(part))].all(v, v[0] > 4 || (v[0] == 4 && v[1] >= 2))",
        "workflowActions needs Argo Workflows 4.2.0 or later: remove the field, or upgrade Argo Workflows and correct version"
    ).rule(
        "self.identities.layout != 'Delegated' || self.identities.login",
        "with identities.layout Delegated everybody needs the login identity, since argo-server chooses it before it looks "
            + "into a namespace: remove identities.login: false, or set layout: Installation"
    ).rule(
        "self.identities.layout != 'Delegated' || !self.version.matches('^[0-9]+[.][0-9]+[.][0-9]+$') || "
            + "[self.version.split('.').map(part, int(part))].all(v, v[0] > 4 || (v[0] == 4 && (v[1] > 0 || v[2] >= 5)))",
        "identities.layout Delegated needs Argo Workflows 4.0.5 or later (argo-workflows#14610): upgrade Argo Workflows and "
            + "correct version, or set layout: Installation"
    ).rule(ServerFields.knownSettings, ServerFields.knownSettingsMessage)

    private static let tokens = StructuralSchema.object {
        Field(
            "kind", StructuralSchema.choice(of: TokenKind.allCases.map(\.rawValue)).defaulting(to: "Requested"),
            """
            Requested: tokens that end after spec.tokens.lifetime; Idmon requests a new one at two thirds of it. Permanent: \
            tokens that Kubernetes puts into Secrets of the type kubernetes.io/service-account-token and that never end. \
            When the kind is changed, the old token is taken away only after the new one is in use.
            """)
        Field(
            "lifetime",
            StructuralSchema.string(length: 2...12, pattern: "^([0-9]{1,3}h)?([0-9]{1,5}m)?([0-9]{1,7}s)?$").rule(
                "!self.matches('^([0-9]{1,3}h)?([0-9]{1,5}m)?([0-9]{1,7}s)?$') || (duration(self) >= duration('10m') && "
                    + "duration(self) <= duration('720h'))",
                "a token lives from 10m, which is the least that the API server issues, to 720h; or use kind: Permanent"
            ).defaulting(to: "24h"),
            """
            How long a requested token lives, in hours, minutes and seconds: 24h, 1h30m. From 10m to 720h. It bounds how long \
            a stolen token is of use. The API server may be set up to issue shorter ones; then those are renewed as often \
            as they need it. Of no meaning for permanent tokens.
            """)
    }
    private static let identityCombinations = StructuralSchema.object {
        Field(
            "limit", StructuralSchema.integer(0...512).defaulting(to: 64),
            """
            How many combinations of groups may get a ServiceAccount, besides one for each group; with layout Delegated in \
            each namespace. Those that give nothing beyond a smaller one need none and do not count.
            """)
        Field(
            "source", StructuralSchema.choice(of: ["Closure", "Known"]).defaulting(to: "Closure"),
            """
            Which combinations. Closure: those that the members of the KeycloakRealm hold, then all others, smaller ones \
            first. Known: only those that the members hold.
            """)
    }.defaulting(to: [:])

    private static let safety = Field(
        "safety",
        .object {
            Field(
                "maxRemovedPercent", StructuralSchema.integer(1...100).defaulting(to: 30),
                """
                How much of all grants in effect may be taken away at once, in percent. What would take away more is held, \
                and the condition RemovalHeld names the command that confirms it. 100 holds nothing.
                """)
            Field(
                "minimumRemoved", StructuralSchema.integer(1...1000).defaulting(to: 5),
                "Fewer grants than this may always be taken away at once, whatever their share.")
        }.defaulting(to: [:]),
        """
        Protects from losing everybody's access by mistake, such as a folder that was deleted in Git. A grant here is one \
        group and one RoleBinding. What ends at its own time (expiresAt) is never held.
        """)

    private static let argoInstallationStatus = StructuralSchema.object {
        SharedFields.observedGeneration
        SharedFields.conditions([
            ("RealmFound", "the KeycloakRealm of spec.realmRef is there and valid."),
            ("VersionSupported", "the rules of spec.version are known."),
            ("VersionSecure", "no published advisory concerns spec.version; a warning, grants do not depend on it."),
            (
                "GroupsAddUp",
                "people in several groups get all that their groups get; the message of False lists who does not."
            ),
            ("ServerFound", "argo-server's Deployment is there; for information, nothing depends on it."),
            ("TokensFresh", "every ServiceAccount has a token, and each is renewed in time."),
            ("ServerSecure", "argo-server's flags let in people by their login and nobody else; a warning."),
            (
                "IdentitiesProtected",
                "nobody but argo-server can act as an identity; False with layout Delegated, absent otherwise; a warning."
            ),
            (
                "PoliciesEnforced",
                "the admission policies that limit what is granted are there and refuse; False while a scope says Audit."
            ),
            ("SSOConfigured", "the ConfigMap has the settings of spec.sso; only with spec.sso."),
            ("ServerRolledOut", "argo-server runs with those settings; only with spec.sso."),
            ("SessionFits", "a session fits in a browser's cookie whatever groups a person has; only with spec.sso."),
            (
                "LookalikesFound",
                "objects carry Idmon's labels and were not made by Idmon, which leaves them alone; absent otherwise."
            ),
            (
                "RemovalHeld",
                "more access would be taken away than spec.safety allows at once, and nothing is until a person confirms "
                    + "it; absent otherwise."
            ),
        ])
        Field(
            "identities", SharedFields.count,
            "How many ServiceAccounts stand for people, with token and rule in place.")
        Field(
            "bindings", SharedFields.count,
            "How many WorkflowBindings, in all namespaces, lead here through their scopes.")
        Field(
            "grants", SharedFields.count,
            "How many grants of those bindings are in effect now: group, role and namespace each.")
        Field(
            "tokens",
            .object {
                Field("kind", .choice(of: TokenKind.allCases.map(\.rawValue)), "The kind that spec.tokens asks for.")
                Field("usable", SharedFields.count, "How many ServiceAccounts have a token that can be used.")
                Field("missing", SharedFields.count, "How many wait for one.")
                Field(
                    "oldestIssuedAt", .time,
                    "When the oldest of the requested tokens was made; absent for permanent ones.")
                Field("nextRotationAt", .time, "When the next requested token is to be renewed.")
                Field(
                    "nextExpiryAt", .time, "When the first of the requested tokens ends, unless it is renewed before.")
            },
            "What is known of the tokens without reading them. Times are those of the API server's clock.")
        inventory
        removal
    }

    private static let inventory = Field(
        "inventory",
        .object {
            Field("objects", SharedFields.count, "How many there are.")
            Field("kinds", .list(of: counted, count: 0...20), "How many of each kind.")
            Field(
                "namespaces", .list(of: counted, count: 0...50),
                "How many in each namespace; those with most where there are more than 50.")
        },
        "The objects that Idmon made for this installation and that exist now, in all namespaces.")

    private static let counted = StructuralSchema.object {
        Field("name", .required, .string(length: 0...63), "The kind, or the namespace.")
        Field("objects", .required, SharedFields.count, "How many objects.")
    }

    private static let removal = Field(
        "removal",
        .object {
            Field(
                "digest", .required, .string(length: 0...64),
                "What the annotation idmon.dev/confirm-removal must say to confirm exactly this removal.")
            Field("target", .string(length: 0...64), "A digest of what would be left.")
            Field("since", .required, .time, "Since when it is held.")
            Field("removed", .required, SharedFields.count, "How many grants would be taken away.")
            Field("of", .required, SharedFields.count, "How many grants are in effect.")
            Field(
                "namespaces",
                .list(
                    of: .object {
                        Field("name", .required, .string(length: 0...63), "The namespace, or \"the cluster\".")
                        Field("removed", .required, SharedFields.count, "How many grants would be taken away there.")
                        Field("of", .required, SharedFields.count, "How many grants are in effect there.")
                    }, count: 0...20),
                "The namespaces that would lose most, at most 20.")
        },
        "The removal of access that is held, or that was confirmed and is being done; absent otherwise.")
}
