import JSONTree

/// What an identity may change of a Workflow that exists.
///
/// argo-server changes runs as the person: it writes the whole object. So the API server is told which differences are
/// stopping, retrying or approving, and refuses all others.
/// Source: Argo Workflows, `workflow/util/util.go` and `server/workflow/workflow_server.go`, 3.7 and 4.1.
struct RunChange {
    let identities: IdentityAccounts
    /// The namespaces that have a policy for the steps of their bindings.
    let namespaces: [String]

    /// Whether the account may stop and retry runs, and not only approve their steps.
    static let isOperating = PolicyExpression.may("patch", "workflows", in: "argoproj.io")

    private typealias Validation = AdmissionPolicy.Validation
    private static let new = PolicyExpression.object
    private static let old = PolicyExpression.oldObject
    private static let operates = PolicyExpression.variable("operates")

    var policy: AdmissionPolicy {
        AdmissionPolicy(
            name: identities.policyName("change"),
            targets: [.init("argoproj.io", ["workflows"], [.update])],
            conditions: [.init("identity", identities.isRequesting)],
            variables: [
                .init("operates", Self.isOperating),
                .init("changed", .filtered(in: Self.nodes, as: "n", !.equal(Self.node, Self.before))),
            ],
            validations: [place] + specification + metadata + stored + progress + approvals)
    }

    private var place: AdmissionPolicy.Validation {
        Validation(
            "namespace", PolicyExpression.request(.namespace).isOne(of: namespaces.sorted()),
            .text([
                "no WorkflowBinding of namespace ", .request(.namespace), " is in effect: nothing can be changed there",
            ]))
    }

    private var specification: [AdmissionPolicy.Validation] {
        let new = Self.new.map("spec")
        let old = Self.old.map("spec")
        return [
            Validation(
                "spec", Self.isSame(new, old, but: ["shutdown", "suspend"]),
                "the specification of a run does not change: submit another one"),
            Validation(
                "stop-type",
                new.string("shutdown").isOne(of: ["", "Stop", "Terminate"])
                    && .any(
                        [true, false, .null].map { .equal(.member(new, ["suspend"], else: .null), .literal($0)) }),
                "spec.shutdown is Stop or Terminate, and spec.suspend is true or false"),
            Validation(
                "stop",
                .any([Self.isSame(Self.field(new, "shutdown"), Self.field(old, "shutdown")), Self.operates]),
                "stopping and terminating runs needs the role operator"),
            Validation(
                "suspend",
                .any([Self.isSame(Self.field(new, "suspend"), Self.field(old, "suspend")), Self.operates]),
                "suspending and resuming whole runs needs the role operator; approve the step that waits"),
        ]
    }

    private var metadata: [AdmissionPolicy.Validation] {
        let new = Self.new.map("metadata")
        let old = Self.old.map("metadata")
        func isSame(_ label: String) -> PolicyExpression {
            .equal(
                .member(Self.new, ["metadata", "labels", label], else: .null),
                .member(Self.old, ["metadata", "labels", label], else: .null))
        }
        func isKeptOrTakenOff(_ label: String) -> PolicyExpression {
            let other: PolicyExpression =
                label == ReservedLabels.phase
                ? .equal(new.map("labels").string(label), "Running") : !new.map("labels").has(label)
            return isSame(label) || other
        }
        return [
            Validation(
                "labels",
                Self.isSame(
                    new.map("labels"), old.map("labels"), but: ReservedLabels.actor + ReservedLabels.progress),
                "the labels of a run do not change, but for those in which Argo says who acted"),
            Validation(
                "progress-labels", .any([Self.operates, .all(ReservedLabels.progress.map(isSame))]),
                "phase, completion and archiving of a run are not yours to write"),
            Validation(
                "archive-label", .all(ReservedLabels.progress.map(isKeptOrTakenOff)),
                "completion and archiving of a run can be taken off for a retry, which is Running, and not be written"),
            Validation(
                "annotations", .equal(new.map("annotations"), old.map("annotations")),
                "the annotations of a run do not change"),
            Validation(
                "owner", .equal(new.list("ownerReferences"), old.list("ownerReferences")),
                "the owners of a run do not change"),
            Validation(
                "finalizer",
                .any([
                    .equal(new.list("finalizers"), old.list("finalizers")),
                    .may("delete", "workflows", in: "argoproj.io"),
                ]),
                "taking a run's finalizers needs the role maintainer"),
        ]
    }

    /// The templates as they were when the run began: whoever writes them writes what runs.
    private var stored: [AdmissionPolicy.Validation] {
        let new = Self.new.map("status")
        let old = Self.old.map("status")
        return [
            Validation(
                "stored-templates", .equal(new.map("storedTemplates"), old.map("storedTemplates")),
                "status.storedTemplates is what runs: nobody changes it"),
            Validation(
                "stored-spec",
                Self.isSame(
                    new.map("storedWorkflowTemplateSpec"), old.map("storedWorkflowTemplateSpec"), but: ["shutdown"]),
                "status.storedWorkflowTemplateSpec is what runs: nobody changes it"),
        ]
    }

    /// What a retry may write of a run's status; where it lies and what it mounts is the controller's to say.
    private static let retried = [
        "phase", "startedAt", "finishedAt", "message", "progress", "conditions", "nodes", "outputs",
        "resourcesDuration",
        "estimatedDuration", "compressedNodes", "offloadNodeStatusVersion", "taskResultsCompletionStatus",
        "synchronization", "persistentVolumeClaims", "storedTemplates", "storedWorkflowTemplateSpec",
    ]

    /// What holds for everybody who may change runs.
    private var progress: [AdmissionPolicy.Validation] {
        let new = Self.new.map("status")
        let old = Self.old.map("status")
        let claims = new.list("persistentVolumeClaims")
        return [
            Validation(
                "status", Self.isSame(new, old, but: Self.retried),
                "where a run keeps its artifacts, and what else its status says of the cluster, is the controller's"),
            Validation(
                "volume-claims",
                .any([.equal(claims, old.list("persistentVolumeClaims")), .sizeAtMost(claims, 0)]),
                "what a run mounts is the controller's to say"),
            Validation(
                "node-set", .every(in: Self.nodes, as: "n", .contains(Self.id, Self.formerly)),
                "steps are added by the controller alone"),
            Validation(
                "node-outputs",
                eachChange(
                    .any([
                        !Self.node.has("outputs"),
                        Self.isSame(Self.node.map("outputs"), Self.before.map("outputs"), but: ["parameters"]),
                    ])),
                "output parameters can be given values; artifacts and results are the steps' own"),
            Validation(
                "output-parameters", eachChange(Self.isKnown(Self.node.list("outputs", "parameters"))),
                "an output parameter gets a value, and stays what it is otherwise; none is added"),
        ]
    }

    /// An approver lets steps go on that wait, and writes nothing else of the status.
    private var approvals: [AdmissionPolicy.Validation] {
        let new = Self.new.map("status")
        let old = Self.old.map("status")
        let written = ["phase", "finishedAt", "message", "outputs", "progress", "resourcesDuration"]
        func approver(_ code: String, _ condition: PolicyExpression, _ message: PolicyExpression) -> Validation {
            Validation(code, .any([Self.operates, condition]), message)
        }
        return [
            approver(
                "hidden-nodes",
                .equal(old.string("compressedNodes"), "") && .equal(old.string("offloadNodeStatusVersion"), ""),
                "the steps of this run are compressed or off-loaded, so what you change cannot be seen: ask an operator"
            ),
            approver(
                "status", Self.isSame(new, old, but: ["nodes", "outputs"]),
                "an approver changes nothing of a run but the step that waits"),
            approver(
                "node-set", .every(in: Self.formerly, as: "n", .contains(Self.id, Self.nodes)),
                "an approver removes no steps"),
            approver(
                "waiting-node",
                eachChange(
                    .equal(Self.before.string("type"), "Suspend") && .equal(Self.before.string("phase"), "Running")),
                "only a step that waits for an approval can be approved"),
            approver(
                "node-fields", eachChange(Self.isSame(Self.node, Self.before, but: written)),
                "an approval sets phase, time, message and outputs of the step, and nothing else"),
            approver(
                "node-phase", eachChange(Self.node.string("phase").isOne(of: ["Succeeded", "Failed", "Running"])),
                "an approval ends a step as Succeeded or Failed"),
            approver(
                "outputs", Self.isSame(new.map("outputs"), old.map("outputs"), but: ["parameters"]) && globalOutputs,
                "of a run's outputs an approval writes those that the step gives to all of the run"),
            approver(
                "nothing-approved",
                .any([
                    !.sizeAtMost(Self.changed, 0),
                    .equal(Self.new.map("metadata", "labels"), Self.old.map("metadata", "labels")),
                ]),
                "an approver approves a step that waits, and changes nothing else of a run"),
        ]
    }

    /// Each output of the run is as it was, or has the value that a changed step gives to it.
    private var globalOutputs: PolicyExpression {
        let output = PolicyExpression.bound("p")
        let former = PolicyExpression.bound("q")
        let given = Self.new.list("status", "outputs", "parameters")
        let before = Self.old.list("status", "outputs", "parameters")
        let comesFromStep = PolicyExpression.some(
            in: Self.changed, as: "n",
            .some(
                in: Self.node.list("outputs", "parameters"), as: "q",
                .equal(former.string("globalName"), output.string("name"))
                    && .equal(former.string("value"), output.string("value"))))
        return .all([
            .every(
                in: given, as: "p",
                .any([
                    .contains(output, before),
                    .every(in: output, as: "k", PolicyExpression.bound("k").isOne(of: ["name", "value"]))
                        && comesFromStep,
                ])),
            .every(
                in: before, as: "p",
                .some(in: given, as: "q", .equal(former.string("name"), output.string("name")))),
        ])
    }

    // MARK: - Steps

    private static let id = PolicyExpression.bound("n")
    private static let nodes = PolicyExpression.object.map("status", "nodes")
    private static let formerly = PolicyExpression.oldObject.map("status", "nodes")
    private static let node = PolicyExpression.entry(nodes, id)
    private static let before = PolicyExpression.entry(formerly, id)
    /// The steps that are not as they were; that there are none which were not there is asked before.
    private static let changed = PolicyExpression.variable("changed")

    private func eachChange(_ condition: PolicyExpression) -> PolicyExpression {
        .every(in: Self.changed, as: "n", condition)
    }

    /// Whether each parameter is one that the step has, but for its value; where it came from goes with the approval.
    private static func isKnown(_ parameters: PolicyExpression) -> PolicyExpression {
        let parameter = PolicyExpression.bound("p")
        let former = PolicyExpression.bound("q")
        return .every(
            in: parameters, as: "p",
            .some(
                in: before.list("outputs", "parameters"), as: "q",
                .all([
                    isSame(parameter, former, but: ["value", "valueFrom"]),
                    .any([!parameter.has("valueFrom"), .equal(parameter.map("valueFrom"), former.map("valueFrom"))]),
                ])))
    }

    // MARK: - Comparing

    /// Whether two maps are equal but for some members.
    private static func isSame(
        _ new: PolicyExpression, _ old: PolicyExpression, but members: [String] = []
    ) -> PolicyExpression {
        guard !members.isEmpty else { return .equal(new, old) }
        let key = PolicyExpression.bound("k")
        let isFree = key.isOne(of: members)
        return .all([
            .every(
                in: new, as: "k",
                .any([isFree, .contains(key, old) && .equal(.entry(new, key), .entry(old, key))])),
            .every(in: old, as: "k", .any([isFree, .contains(key, new)])),
        ])
    }

    /// A member with its absence: null and false mean what being absent means.
    private static func field(_ map: PolicyExpression, _ name: String) -> PolicyExpression {
        .member(map, [name], else: .null)
    }
}
