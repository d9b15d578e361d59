import JSONTree

/// Runs that begin later, as the controller's account and not as the person's: they are judged when they are written.
struct LaterRun {
    let identities: IdentityAccounts
    let namespaces: [String]

    private static let object = PolicyExpression.object
    private static let old = PolicyExpression.oldObject

    private static let isWorkflow: PolicyExpression = .equal(object.string("kind"), "Workflow")

    /// What is to run: that of a Workflow, a CronWorkflow or a WorkflowEventBinding.
    static let specification: PolicyExpression = .choice(
        if: isWorkflow, then: object.map("spec"), else: planned(object))

    /// Whether a request leaves what is to run as it is; of a Workflow that exists, ``RunChange`` judges it.
    static let isUntouched: PolicyExpression = .choice(
        if: isWorkflow, then: .equal(.request(.operation), "UPDATE"), else: .equal(planned(object), planned(old)))

    /// What a CronWorkflow or a WorkflowEventBinding is to run, as it is or as it was.
    private static func planned(_ version: PolicyExpression) -> PolicyExpression {
        .choice(
            if: .equal(object.string("kind"), "CronWorkflow"), then: version.map("spec", "workflowSpec"),
            else: version.map("spec", "submit"))
    }

    private typealias Validation = AdmissionPolicy.Validation

    /// CronWorkflows: what they run is what could be submitted. Suspending one, or changing its times, is no matter of
    /// what runs.
    var cron: AdmissionPolicy {
        let shape = RunShape(spec: Self.object.map("spec", "workflowSpec"), place: "spec.workflowSpec")
        let changes: PolicyExpression = .any(
            [["spec", "workflowSpec"], ["spec", "workflowMetadata"], ["metadata", "labels"]].map {
                !.equal(.member(Self.object, $0, else: .null), .member(Self.old, $0, else: .null))
            })
        return AdmissionPolicy(
            name: identities.policyName("schedule"),
            targets: [.init("argoproj.io", ["cronworkflows"], [.create, .update])],
            conditions: [.init("identity", identities.isRequesting), .init("changes", changes)],
            validations: [place] + shape.validations + [
                labels(
                    Self.object.map("metadata", "labels"), "metadata.labels",
                    but: ReservedLabels.creator + ReservedLabels.actor),
                labels(Self.object.map("spec", "workflowMetadata", "labels"), "spec.workflowMetadata.labels"),
                Validation(
                    "run-finalizer", .sizeAtMost(Self.object.list("spec", "workflowMetadata", "finalizers"), 0),
                    "spec.workflowMetadata.finalizers would keep the runs from being deleted: remove it"),
            ])
    }

    /// WorkflowEventBindings: the same, but that events may give parameters that no binding limits.
    var event: AdmissionPolicy {
        let submit = Self.object.map("spec", "submit")
        let shape = RunShape(spec: submit, place: "spec.submit")
        let parameter = PolicyExpression.bound("p")
        return AdmissionPolicy(
            name: identities.policyName("event"),
            targets: [.init("argoproj.io", ["workfloweventbindings"], [.create, .update])],
            conditions: [
                .init("identity", identities.isRequesting),
                .init("changes", !.equal(submit, Self.old.map("spec", "submit"))),
            ],
            validations: [
                place,
                Validation(
                    "template", shape.isPermitted,
                    .text(["you may not submit the template ", shape.template, ", so no event may do it for you"])),
                Validation(
                    "artifact-arguments", !submit.map("arguments").has("artifacts"),
                    "spec.submit.arguments.artifacts can name any Secret and any address: remove it"),
                Validation(
                    "parameter-source",
                    .every(
                        in: shape.parameters, as: "p",
                        .every(in: parameter.map("valueFrom"), as: "k", .bound("k").isOne(of: ["event"]))),
                    "a parameter comes from the event or is given by value"),
                labels(submit.map("metadata", "labels"), "spec.submit.metadata.labels"),
            ])
    }

    private var place: AdmissionPolicy.Validation {
        Validation(
            "namespace", PolicyExpression.request(.namespace).isOne(of: namespaces.sorted()),
            .text([
                "no WorkflowBinding of namespace ", .request(.namespace), " is in effect: nothing can be planned there",
            ]))
    }

    /// Labels of a schedule go on to its runs; those that say who made it are argo-server's.
    private func labels(
        _ map: PolicyExpression, _ place: String, but allowed: [String] = []
    ) -> AdmissionPolicy.Validation {
        Validation(
            "reserved-label", ReservedLabels.none(in: map, but: allowed),
            .literal(.string("\(place): labels of workflows.argoproj.io are Argo's; remove those that you added")))
    }
}
