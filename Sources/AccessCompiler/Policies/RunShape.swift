import JSONTree

/// What the specification of a run may say when a person gives it: which stored template, with which parameters.
///
/// Everything else a template may say, and a person may not: it would decide what runs, as whom, and what it reads.
/// Source of the fields: Argo Workflows 4.1, `WorkflowSpec`; those that are not known here are refused as well.
struct RunShape {
    /// The WorkflowSpec.
    let spec: PolicyExpression
    /// Where it stands, for messages: `spec`.
    let place: String

    /// All that a person may write.
    static let allowedFields = [
        "arguments", "entrypoint", "serviceAccountName", "suspend", "workflowMetadata", "workflowTemplateRef",
    ]

    /// What is refused with a reason of its own: a code, the fields, and what they would do.
    static let refusedFields: [(code: String, fields: [String], reason: String)] = [
        ("inline-templates", ["templates"], "it would run steps that nobody has reviewed"),
        ("template-defaults", ["templateDefaults"], "it would change every step of the template"),
        ("exit-handler", ["onExit"], "it would run a step that the template does not have"),
        ("hooks", ["hooks"], "they would run steps that the template does not have"),
        ("pod-patch", ["podSpecPatch"], "it would rewrite the pods of the template"),
        ("pod-metadata", ["podMetadata"], "it would change by what the pods are selected"),
        ("volumes", ["volumes", "volumeClaimTemplates"], "pods could read what the template does not"),
        ("executor-account", ["executor"], "steps would report as another account"),
        ("token-mount", ["automountServiceAccountToken"], "it decides whether pods hold a token"),
        ("artifact-gc", ["artifactGC"], "it would delete artifacts as another account"),
        ("artifact-repository", ["artifactRepositoryRef"], "artifacts would go to another place"),
        ("pull-secrets", ["imagePullSecrets"], "it would use Secrets that the template does not"),
        ("security-context", ["securityContext"], "it would change as whom the containers run"),
        ("host-network", ["hostNetwork", "hostAliases", "dnsPolicy", "dnsConfig"], "it would change what pods reach"),
        (
            "scheduling", ["nodeSelector", "affinity", "tolerations", "schedulerName", "podPriorityClassName"],
            "it would decide on which machines pods run"
        ),
        ("priority", ["priority"], "it would pass runs of others"),
        ("synchronization", ["synchronization"], "it would hold up runs of others, or evade their locks"),
        ("executor-plugins", ["executorPlugins"], "they would run code beside the steps"),
        ("resource-claims", ["podResources", "resourceClaims"], "it would take what the template does not"),
        ("metrics", ["metrics"], "it would publish figures under names of others"),
        ("shutdown", ["shutdown"], "a run begins, or it does not"),
    ]

    /// At most so many parameters, of so many characters each.
    static let parameterLimit = 64
    static let valueLimit = 32_768

    var template: PolicyExpression { spec.string("workflowTemplateRef", "name") }
    var isClusterScoped: PolicyExpression {
        .equal(.member(spec, ["workflowTemplateRef", "clusterScope"], else: false), true)
    }
    var parameters: PolicyExpression { spec.list("arguments", "parameters") }

    /// Whether the account has the verb `submit` on the template.
    var isPermitted: PolicyExpression {
        .authorized(
            PolicyQuestion(
                verb: "submit", group: "argoproj.io",
                resource: .choice(if: isClusterScoped, then: "clusterworkflowtemplates", else: "workflowtemplates"),
                namespace: .request(.namespace), name: template))
    }

    var validations: [AdmissionPolicy.Validation] {
        refusals + references + arguments + metadata
    }

    private typealias Validation = AdmissionPolicy.Validation

    private var refusals: [AdmissionPolicy.Validation] {
        let known = Self.allowedFields + Self.refusedFields.flatMap(\.fields)
        let unknown: PolicyExpression = !.bound("k").isOne(of: known)
        return Self.refusedFields.map { code, fields, reason in
            let list = fields.map { "\(place).\($0)" }.joined(separator: ", ")
            return Validation(
                code, .all(fields.map { !PolicyExpression.present(spec, [$0]) }),
                .literal(.string("\(list): not yours to set, since \(reason). Remove it, or have the template say it")))
        } + [
            Validation(
                "other-fields", .every(in: spec, as: "k", .bound("k").isOne(of: known)),
                .text([
                    .literal(.string("\(place).")), .first(.filtered(in: spec, as: "k", unknown)),
                    ": not yours to set. Remove it, or have the template say it",
                ]))
        ]
    }

    private var references: [AdmissionPolicy.Validation] {
        [
            Validation(
                "template-ref", .isText(spec.string("workflowTemplateRef", "name")) && !.equal(template, ""),
                .literal(.string("\(place).workflowTemplateRef is needed: name the stored template that is to run"))),
            Validation(
                "template-ref-fields",
                .every(in: spec.map("workflowTemplateRef"), as: "k", .bound("k").isOne(of: ["name", "clusterScope"])),
                .literal(.string("\(place).workflowTemplateRef has name and clusterScope only"))),
            Validation(
                "template-ref-type",
                .contains(
                    .member(spec, ["workflowTemplateRef", "clusterScope"], else: false),
                    .literal(.array([true, false]))),
                .literal(.string("\(place).workflowTemplateRef.clusterScope is true or false"))),
            Validation(
                "template", isPermitted,
                .text([
                    "you may not submit the template ", template,
                    "; ask for a grant in a WorkflowBinding that lists it (kubectl auth can-i submit ",
                    .choice(if: isClusterScoped, then: "clusterworkflowtemplates", else: "workflowtemplates"),
                    ".argoproj.io/", template, ")",
                ])),
            Validation(
                "entrypoint-type", .isText(spec.string("entrypoint")),
                .literal(.string("\(place).entrypoint is the name of a template in quotes"))),
            Validation(
                "suspend-type",
                .contains(.member(spec, ["suspend"], else: false), .literal(.array([true, false]))),
                .literal(.string("\(place).suspend is true or false"))),
        ]
    }

    private var arguments: [AdmissionPolicy.Validation] {
        let parameter = PolicyExpression.bound("p")
        return [
            Validation(
                "artifact-arguments", !spec.map("arguments").has("artifacts"),
                .literal(
                    .string(
                        "\(place).arguments.artifacts can name any Secret and any address: have the template say where "
                            + "its artifacts lie"))),
            Validation(
                "argument-fields",
                .every(in: spec.map("arguments"), as: "k", .bound("k").isOne(of: ["parameters", "artifacts"])),
                .literal(.string("\(place).arguments has parameters only"))),
            Validation(
                "parameter-count", .sizeAtMost(parameters, Self.parameterLimit),
                .literal(.string("at most \(Self.parameterLimit) parameters can be given"))),
            Validation(
                "parameter-source", .every(in: parameters, as: "p", !parameter.has("valueFrom")),
                .literal(
                    .string("a parameter is given by value: valueFrom would read a ConfigMap of the namespace for you"))
            ),
            Validation(
                "parameter-fields",
                .every(
                    in: parameters, as: "p",
                    .every(in: parameter, as: "k", .bound("k").isOne(of: ["name", "value", "valueFrom"]))),
                .literal(.string("a parameter has name and value only"))),
            Validation(
                "parameter-type",
                .every(
                    in: parameters, as: "p",
                    .isText(.member(parameter, ["name"], else: .null))
                        && .isText(.member(parameter, ["value"], else: .null))),
                .literal(.string("a parameter has a name and a value, both in quotes"))),
            Validation(
                "parameter-expression",
                .every(in: parameters, as: "p", !.matches(parameter.string("value"), "\\{\\{")),
                .literal(.string("a parameter's value has no {{: Argo would replace it by what you may not read"))),
            Validation(
                "parameter-size",
                .every(in: parameters, as: "p", .sizeAtMost(parameter.string("value"), Self.valueLimit)),
                .literal(.string("a parameter has at most \(Self.valueLimit) characters"))),
        ]
    }

    private var metadata: [AdmissionPolicy.Validation] {
        let given = spec.map("workflowMetadata")
        return [
            Validation(
                "metadata-from", !given.has("labelsFrom"),
                .literal(.string("\(place).workflowMetadata.labelsFrom would compute labels: give them by value"))),
            Validation(
                "metadata-fields",
                .every(in: given, as: "k", .bound("k").isOne(of: ["labels", "annotations", "labelsFrom"])),
                .literal(.string("\(place).workflowMetadata has labels and annotations only"))),
            Validation(
                "metadata-labels",
                ReservedLabels.none(in: given.map("labels")) && ReservedLabels.none(in: given.map("annotations")),
                .literal(
                    .string("\(place).workflowMetadata sets a name of workflows.argoproj.io, which only Argo may write")
                )),
            Validation(
                "metadata-expression", Self.isPlain(given.map("labels")) && Self.isPlain(given.map("annotations")),
                .literal(
                    .string(
                        "\(place).workflowMetadata has {{ in a value: a template that reads it would have Argo replace it by "
                            + "what you may not read"))),
        ]
    }

    /// Whether no value of a map has {{. Templates may read labels and annotations of their run, and Argo replaces what
    /// it finds in them.
    static func isPlain(_ map: PolicyExpression) -> PolicyExpression {
        .every(in: map, as: "k", !.matches(.entry(map, .bound("k")), "\\{\\{"))
    }
}
