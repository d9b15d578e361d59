import AccessModel
import JSONTree

/// Who may touch the accounts that stand for people: only those who administer the ArgoInstallation.
///
/// Whoever writes an SSO rule decides whom Argo acts for; whoever runs a pod as an account, mounts its token, or asks for
/// another one, is everybody whom it stands for. All this is judged for every account of the cluster, its
/// administrators included where it is about workloads.
struct IdentityPolicy {
    let identities: IdentityAccounts

    private typealias Validation = AdmissionPolicy.Validation
    private static let object = PolicyExpression.object
    private static let old = PolicyExpression.oldObject

    /// Idmon itself has the verb `administer`, and whoever else is given it.
    private var administers: PolicyExpression {
        .may(
            "administer", "argoinstallations", in: "idmon.dev",
            namespace: .literal(.string(identities.installation.namespace)),
            named: .literal(.string(identities.installation.name)))
    }

    /// The policies; each is about the namespace of the installation.
    var policies: [AdmissionPolicy] { [accounts, tokens, workloads] }

    private static let ruleAnnotations = [
        WellKnown.Annotation.rule, WellKnown.Annotation.rulePrecedence, WellKnown.Annotation.tokenName,
    ]

    private var accounts: AdmissionPolicy {
        let annotations = Self.object.map("metadata", "annotations")
        let formerly = Self.old.map("metadata", "annotations")
        let isUpdate: PolicyExpression = .equal(.request(.operation), "UPDATE")
        return policy(
            "accounts", [.init("", ["serviceaccounts"], [.create, .update])],
            [
                Validation(
                    "sso-rule",
                    .any(
                        [
                            .all(Self.ruleAnnotations.map { .equal(annotations.string($0), formerly.string($0)) })
                        ] + [administers]),
                    .literal(
                        .string(
                            "annotations workflows.argoproj.io/rbac-rule* on ServiceAccounts decide whom Argo acts for: they "
                                + "are written by Idmon. Write a WorkflowBinding, or ask for the verb administer on the "
                                + "ArgoInstallation"))),
                Validation(
                    "token-list",
                    .any([
                        !annotations.has(WellKnown.Annotation.rule),
                        .equal(Self.object.list("secrets"), Self.old.list("secrets")),
                        administers,
                    ]),
                    .literal(
                        .string(
                            "the first of an account's secrets is what argo-server takes for its token, so only Idmon writes "
                                + "them on an account with an SSO rule"))),
                Validation(
                    "account-name",
                    .any([isUpdate, !identities.isNamed(Self.object.string("metadata", "name")), administers]),
                    .literal(
                        .string("names that begin with \(identities.namePrefix) are for the accounts that Idmon makes"))
                ),
            ])
    }

    private var tokens: AdmissionPolicy {
        let account = Self.object.string("metadata", "annotations", WellKnown.Annotation.serviceAccountName)
        let before = Self.old.string("metadata", "annotations", WellKnown.Annotation.serviceAccountName)
        return policy(
            "tokens",
            [
                .init("", ["secrets"], [.create, .update]),
                .init("", ["serviceaccounts/token"], [.create]),
            ],
            [
                Validation(
                    "token-secret",
                    .any([
                        !identities.isNamed(account), .equal(account, before), administers,
                    ]),
                    .literal(
                        .string("a token Secret for an account that stands for people would be a way to act as them"))),
                Validation(
                    "token-name",
                    .any([
                        !isToken(Self.object.string("metadata", "name")), isTokenController, administers,
                    ]),
                    .literal(
                        .string("Secrets of such a name hold the tokens of people's accounts: only Idmon writes them"))),
                Validation(
                    "token-request",
                    .any([
                        !.equal(Self.object.string("kind"), "TokenRequest"),
                        !identities.isNamed(.request(.name)), administers,
                    ]),
                    .literal(.string("a token of an account that stands for people would be a way to act as them"))),
            ])
    }

    private var workloads: AdmissionPolicy {
        let spec = PolicyExpression.variable("pod")
        let container = PolicyExpression.bound("c")
        let variable = PolicyExpression.bound("e")
        let containers = ["containers", "initContainers", "ephemeralContainers"]
        var policy = policy(
            "workloads",
            [
                .init("", ["pods", "pods/ephemeralcontainers"], [.create, .update]),
                .init("argoproj.io", ["workflows", "cronworkflows", "workflowtemplates"], [.create, .update]),
            ],
            [
                Validation(
                    "pod-account",
                    .all([
                        namesNone([
                            spec.string("serviceAccountName"), spec.string("executor", "serviceAccountName"),
                            spec.string("artifactGC", "serviceAccountName"),
                            spec.string("templateDefaults", "serviceAccountName"),
                            spec.string("templateDefaults", "executor", "serviceAccountName"),
                        ]),
                        .every(
                            in: spec.list("templates"), as: "c",
                            namesNone([
                                container.string("serviceAccountName"),
                                container.string("executor", "serviceAccountName"),
                            ])),
                    ]),
                    "no workload runs as an account that stands for people: choose another serviceAccountName"),
                Validation(
                    "token-volume",
                    mountsNoToken(spec)
                        && .every(in: spec.list("templates"), as: "c", mountsNoToken(container)),
                    "no workload mounts the token of an account that stands for people: remove the volume"),
                Validation(
                    "token-variable",
                    .every(
                        in: .joined(containers.map { .member(spec, [$0], else: .array([])) }), as: "c",
                        .all([
                            .every(
                                in: container.list("env"), as: "e",
                                !isToken(variable.string("valueFrom", "secretKeyRef", "name"))),
                            .every(
                                in: container.list("envFrom"), as: "e", !isToken(variable.string("secretRef", "name"))),
                        ])),
                    "no workload reads the token of an account that stands for people: remove the variable"),
            ])
        policy.variables = [
            .init(
                "pod",
                .choice(
                    if: .equal(Self.object.string("kind"), "CronWorkflow"),
                    then: Self.object.map("spec", "workflowSpec"),
                    else: Self.object.map("spec")))
        ]
        return policy
    }

    /// Whether none of some names is that of an identity.
    private func namesNone(_ names: [PolicyExpression]) -> PolicyExpression {
        .every(in: .elements(names), as: "a", !identities.isNamed(.bound("a")))
    }

    private func mountsNoToken(_ pod: PolicyExpression) -> PolicyExpression {
        let volume = PolicyExpression.bound("v")
        let source = PolicyExpression.bound("s")
        return .every(
            in: pod.list("volumes"), as: "v",
            .all([
                !isToken(volume.string("secret", "secretName")),
                .every(in: volume.list("projected", "sources"), as: "s", !isToken(source.string("secret", "name"))),
            ]))
    }

    /// Whether the request is Kubernetes' own, which fills the Secret of a permanent token.
    private var isTokenController: PolicyExpression {
        PolicyExpression.request(.username).isOne(of: [
            "system:kube-controller-manager", "system:serviceaccount:kube-system:tokens-controller",
        ])
    }

    /// Whether a Secret's name is that of an identity's token; pods' accounts have none of that form.
    private func isToken(_ name: PolicyExpression) -> PolicyExpression {
        .all([
            .hasPrefix(name, .literal(.string(identities.namePrefix))),
            .any(
                TokenKind.allCases.map { .hasSuffix(name, .literal(.string(GeneratedName.token(ofAccount: "", $0)))) }),
        ])
    }

    private func policy(
        _ word: String, _ targets: [AdmissionPolicy.Target], _ validations: [AdmissionPolicy.Validation]
    ) -> AdmissionPolicy {
        AdmissionPolicy(
            name: identities.policyName(word), targets: targets, namespaces: identities.namespaces,
            validations: validations)
    }
}
