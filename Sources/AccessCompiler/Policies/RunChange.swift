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

    /// Whether the request is about a run that exists.
    static let isOfRun: PolicyExpression =
        .equal(.request(.operation), "UPDATE") && .equal(PolicyExpression.object.string("kind"), "Workflow")

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
            variables: [.init("operates", Self.isOperating)],
            validations: [place] + specification + metadata + stored + progress)
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
        return [
            Validation(
                "labels",
                Self.isSame(
                    new.map("labels"), old.map("labels"), but: ReservedLabels.actor + ReservedLabels.progress),
                "the labels of a run do not change, but for those in which Argo says who acted"),
            Validation(
                "progress-labels",
                .any(
                    [Self.operates] + [
                        Self.isSame(new.map("labels"), old.map("labels"), but: ReservedLabels.actor)
                    ]),
                "phase, completion and archiving of a run are not yours to write"),
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

    /// An approver lets steps go on that wait, and writes nothing else of the status.
    private var progress: [AdmissionPolicy.Validation] {
        let new = Self.new.map("status")
        let old = Self.old.map("status")
        let nodes = new.map("nodes")
        let formerly = old.map("nodes")
        let id = PolicyExpression.bound("n")
        let node = PolicyExpression.entry(nodes, id)
        let before = PolicyExpression.entry(formerly, id)
        let written = ["phase", "finishedAt", "message", "outputs", "progress", "resourcesDuration"]
        func approver(_ code: String, _ condition: PolicyExpression, _ message: PolicyExpression) -> Validation {
            Validation(code, .any([Self.operates, condition]), message)
        }
        func eachChange(_ condition: PolicyExpression) -> PolicyExpression {
            .every(
                in: nodes, as: "n", .any([!.contains(id, formerly), .equal(node, before), condition]))
        }
        return [
            approver(
                "hidden-nodes",
                .all([
                    .equal(new.string("compressedNodes"), ""), .equal(old.string("compressedNodes"), ""),
                    .equal(new.string("offloadNodeStatusVersion"), ""),
                    .equal(old.string("offloadNodeStatusVersion"), ""),
                ]),
                "the steps of this run are compressed or off-loaded, so what you change cannot be seen: ask an operator"
            ),
            approver(
                "status", Self.isSame(new, old, but: ["nodes", "outputs"]),
                "an approver changes nothing of a run but the step that waits"),
            approver(
                "outputs", Self.isSame(new.map("outputs"), old.map("outputs"), but: ["parameters"]),
                "an approver gives values to output parameters, and changes no other output"),
            approver(
                "node-set",
                .all([
                    .every(in: nodes, as: "n", .contains(id, formerly)),
                    .every(in: formerly, as: "n", .contains(id, nodes)),
                ]),
                "an approver neither adds nor removes steps"),
            approver(
                "waiting-node",
                eachChange(.equal(before.string("type"), "Suspend") && .equal(before.string("phase"), "Running")),
                "only a step that waits for an approval can be approved"),
            approver(
                "node-fields", eachChange(Self.isSame(node, before, but: written)),
                "an approval sets phase, time, message and outputs of the step, and nothing else"),
            approver(
                "node-phase", eachChange(node.string("phase").isOne(of: ["Succeeded", "Failed", "Running"])),
                "an approval ends a step as Succeeded or Failed"),
            approver(
                "node-outputs",
                eachChange(Self.isSame(node.map("outputs"), before.map("outputs"), but: ["parameters"])),
                "an approval gives values to output parameters, and changes no other output"),
            approver(
                "output-parameters",
                eachChange(
                    .every(
                        in: node.list("outputs", "parameters"), as: "p",
                        .some(
                            in: before.list("outputs", "parameters"), as: "q",
                            .equal(
                                PolicyExpression.bound("p").string("name"), PolicyExpression.bound("q").string("name")))
                    )),
                "an approval gives values to the output parameters that the step has, and adds none"),
        ]
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
