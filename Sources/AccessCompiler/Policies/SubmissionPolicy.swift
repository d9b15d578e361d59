import JSONTree

/// What an identity may create as a Workflow, wherever that is.
///
/// What a binding says of one template's entrypoints and parameters is in ``LimitPolicy``.
struct SubmissionPolicy {
    let identities: IdentityAccounts
    /// The namespaces that have a policy for the limits of their bindings; in all others nothing can be submitted.
    let namespaces: [String]

    var policy: AdmissionPolicy {
        let shape = RunShape(spec: PolicyExpression.object.map("spec"), place: "spec")
        return AdmissionPolicy(
            name: identities.policyName("submit"),
            targets: [.init("argoproj.io", ["workflows"], [.create])],
            conditions: [.init("identity", identities.isRequesting)],
            validations: [place] + shape.validations + labels(shape) + [annotations, owners, finalizers, status])
    }

    private typealias Validation = AdmissionPolicy.Validation
    /// Whoever may write templates could run any; so they may also bring runs back from the archive.
    private static let writesTemplates = PolicyExpression.may("create", "workflowtemplates", in: "argoproj.io")
    private var metadata: PolicyExpression { PolicyExpression.object.map("metadata") }
    private var given: PolicyExpression { metadata.map("labels") }

    private var place: AdmissionPolicy.Validation {
        Validation(
            "namespace", PolicyExpression.request(.namespace).isOne(of: namespaces.sorted()),
            .text([
                "no WorkflowBinding of namespace ", .request(.namespace),
                " is in effect: nothing can be submitted there",
            ]))
    }

    /// A resubmission has the labels of the run that it repeats. That it is of a CronWorkflow is asked all the same: the
    /// controller deletes the oldest runs with such a label, so that runs of others would push out the CronWorkflow's own.
    private func labels(_ shape: RunShape) -> [AdmissionPolicy.Validation] {
        let known =
            ReservedLabels.creator + ReservedLabels.actor + ReservedLabels.progress + [
                ReservedLabels.resubmitted, ReservedLabels.template, ReservedLabels.clusterTemplate,
                ReservedLabels.cron, ReservedLabels.event, ReservedLabels.instance,
            ]
        let key = PolicyExpression.bound("k")
        return [
            Validation(
                "instance-label", !given.has(ReservedLabels.instance),
                "the label workflows.argoproj.io/controller-instanceid would give the run to another controller: remove it"
            ),
            Validation(
                "progress-label",
                .any([.every(in: given, as: "k", !key.isOne(of: ReservedLabels.progress)), Self.writesTemplates]),
                "labels for phase, completion and archiving are the controller's: remove them"),
            Validation(
                "actor-label",
                .any([
                    given.has(ReservedLabels.resubmitted),
                    .every(in: given, as: "k", !key.isOne(of: ReservedLabels.actor)), Self.writesTemplates,
                ]),
                "labels that say who acted on a run cannot be given to a new one: remove workflows.argoproj.io/actor* and action"
            ),
            Validation(
                "template-label",
                .all([
                    .any([
                        !given.has(ReservedLabels.template),
                        .equal(given.string(ReservedLabels.template), shape.template) && !shape.isClusterScoped,
                    ]),
                    .any([
                        !given.has(ReservedLabels.clusterTemplate),
                        .equal(given.string(ReservedLabels.clusterTemplate), shape.template) && shape.isClusterScoped,
                    ]),
                ]),
                "the label for the template names another one than spec.workflowTemplateRef: remove it"),
            Validation(
                "cron-label",
                .any([
                    !given.has(ReservedLabels.cron),
                    .may("submit", "cronworkflows", in: "argoproj.io", named: given.string(ReservedLabels.cron)),
                ]),
                "the run claims to be of a CronWorkflow that you may not run: remove the label workflows.argoproj.io/cron-workflow"
            ),
            Validation(
                "event-label",
                .any([
                    !given.has(ReservedLabels.event), given.has(ReservedLabels.resubmitted),
                    .may("list", "workfloweventbindings", in: "argoproj.io"),
                ]),
                "the run claims to come from an event: remove the label workflows.argoproj.io/workflow-event-binding"),
            Validation(
                "reserved-label", ReservedLabels.none(in: given, but: known),
                "labels of workflows.argoproj.io are Argo's: remove those that you added"),
        ]
    }

    private var annotations: AdmissionPolicy.Validation {
        Validation(
            "annotation-expression", RunShape.isPlain(metadata.map("annotations")),
            "an annotation has {{ in its value: a template that reads it would have Argo replace it by what you may not read"
        )
    }

    /// Only a run of a CronWorkflow that was started by hand has an owner.
    private var owners: AdmissionPolicy.Validation {
        let owner = PolicyExpression.bound("o")
        return Validation(
            "owner",
            .every(
                in: metadata.list("ownerReferences"), as: "o",
                .all([
                    .equal(owner.string("kind"), "CronWorkflow"),
                    .equal(owner.string("name"), given.string(ReservedLabels.cron)),
                ])),
            "metadata.ownerReferences would tie the run to the life of something else: remove it")
    }

    private var finalizers: AdmissionPolicy.Validation {
        Validation(
            "finalizer", .sizeAtMost(metadata.list("finalizers"), 0),
            "metadata.finalizers would keep the run from being deleted: remove it")
    }

    /// A memoized resubmission and a retry from the archive create a run with a status, which says what has been done
    /// and what the templates are. Who may write templates could run any anyway.
    private var status: AdmissionPolicy.Validation {
        let status = PolicyExpression.object.map("status")
        return Validation(
            "status",
            .any([
                .every(in: status, as: "k", .equal(.entry(status, .bound("k")), .literal(.null))),
                Self.writesTemplates,
            ]),
            "a new run has no status: with one, steps would count as done and other templates would run. Resubmitting with memoized steps, and retrying from the archive, need the role maintainer"
        )
    }
}
