import AccessModel
import JSONTree

/// What the bindings of one namespace allow of their templates: entrypoints, parameters, steps to approve.
///
/// Which bindings a person has is asked of the API server's authorizer, so it changes with the RoleBindings and needs no
/// change of the policy.
struct LimitPolicy {
    /// So many bytes of CEL are written for the entries of a namespace: etcd takes 1.5 MiB for an object, and the API server
    /// reads no expression of more than 100,000 characters. Of what is left out nothing can be submitted.
    private static let limit = 900_000
    private static let entryLimit = 1_000

    /// The first entries that one policy can hold.
    static func fitting(_ entries: [TemplateAccess]) -> [TemplateAccess] {
        var size = 0
        return Array(
            entries.prefix(entryLimit).prefix { entry in
                let requirements = RunLimits(entry, run: run).requirements
                size += requirements.reduce(200) { $0 + $1.condition.cel.utf8.count + $1.message.cel.utf8.count }
                return size <= limit
            })
    }

    let identities: IdentityAccounts
    let namespace: String
    /// In the order of their bindings and templates.
    let entries: [TemplateAccess]

    var policy: AdmissionPolicy {
        AdmissionPolicy(
            name: identities.policyName("limits.\(namespace)"),
            targets: [
                .init("argoproj.io", ["workflows"], [.create, .update]),
                .init("argoproj.io", ["cronworkflows", "workfloweventbindings"], [.create, .update]),
            ],
            namespaces: [namespace],
            conditions: [.init("identity", identities.isRequesting)],
            variables: variables, validations: [submission, approval] + (creators.isEmpty ? [] : [creator]),
            audit: [audit])
    }

    private typealias Named = AdmissionPolicy.Named
    private static let run = PolicyExpression.variable("run")
    /// What a verdict says of a run that is of another template.
    private static let elsewhere: JSONValue = ["-"]

    private var bindings: [String] { entries.map(\.binding.name).uniqued }

    private var variables: [AdmissionPolicy.Named] {
        [
            Named("run", LaterRun.specification),
            Named("parameters", Self.run.list("arguments", "parameters")),
            Named("template", Self.run.string("workflowTemplateRef", "name")),
            Named("kind", .choice(if: RunShape(spec: Self.run, place: "").isClusterScoped, then: "c", else: "n")),
        ] + bindings.enumerated().flatMap(rights) + runnable.map { Named("e\($0.index)", verdict($0.entry)) }
            + [
                Named("ran", PolicyExpression.oldObject.map("spec")),
                Named("nodes", PolicyExpression.object.map("status", "nodes")),
                Named("formerly", PolicyExpression.oldObject.map("status", "nodes")),
                Named("changed", Self.changedNodes), Named("operates", RunChange.isOperating),
            ] + (creators.isEmpty ? [] : [Named("person", .lookup(creators, .request(.username)))])
    }

    // MARK: - Submission

    private func rights(_ index: Int, _ binding: String) -> [AdmissionPolicy.Named] {
        let steps = entries.first { $0.binding.name == binding }?.steps ?? []
        return [Named("submits\(index)", may("submit", binding)), Named("approves\(index)", may("approve", binding))]
            + steps.enumerated().map {
                Named("approves\(index)s\($0)", may("approve", BindingVerb.name(ofStep: $1, binding: binding)))
            }
    }

    private func may(_ verb: String, _ name: String) -> PolicyExpression {
        .may(verb, "workflowbindings", in: "idmon.dev", named: .literal(.string(name)))
    }

    /// Why a run does not fit; empty where it does, ``elsewhere`` where it is of another template.
    ///
    /// Whether the person has the binding is asked beside it: an expression for a message knows no authorizer.
    private func verdict(_ entry: TemplateAccess) -> PolicyExpression {
        let reasons = RunLimits(entry, run: Self.run).requirements.map {
            PolicyExpression.choice(if: $0.condition, then: "", else: $0.message)
        }
        return .choice(
            if: isAbout(entry, template: .variable("template"), kind: .variable("kind")),
            then: .filtered(in: .elements(reasons), as: "r", !.equal(.bound("r"), "")),
            else: .literal(Self.elsewhere))
    }

    private func isAbout(
        _ entry: TemplateAccess, template: PolicyExpression, kind: PolicyExpression
    ) -> PolicyExpression {
        template.isOne(of: entry.templates.map(\.text))
            && .equal(kind, entry.kind == .clusterWorkflowTemplate ? "c" : "n")
    }

    private func variable(_ word: String, _ entry: TemplateAccess) -> PolicyExpression {
        .variable("\(word)\(bindings.firstIndex(of: entry.binding.name) ?? 0)")
    }

    /// Templates are named by the runs that refer to them; those of a CronWorkflow are named by their own reference.
    private var runnable: [(index: Int, entry: TemplateAccess)] {
        entries.enumerated().filter { $0.element.kind != .cronWorkflow }.map { ($0.offset, $0.element) }
    }

    private var submission: AdmissionPolicy.Validation {
        let verdicts = runnable.map { PolicyExpression.variable("e\($0.index)") }
        let reasons = PolicyExpression.filtered(
            in: .elements(verdicts), as: "l",
            !.equal(.bound("l"), .literal(Self.elsewhere)) && !.sizeAtMost(.bound("l"), 0))
        return AdmissionPolicy.Validation(
            "limits",
            .any(
                [LaterRun.isUntouched]
                    + runnable.map { .sizeAtMost(.variable("e\($0.index)"), 0) && variable("submits", $0.entry) }),
            .choice(
                if: .sizeAtMost(reasons, 0),
                then: .text([
                    "no WorkflowBinding lets you submit the template ", .variable("template"), Self.ask(contact),
                ]),
                else: .text([.first(.first(reasons)), Self.ask(contact)])))
    }

    private var contact: String? { entries.compactMap(\.contact).first }

    private static func ask(_ contact: String?) -> PolicyExpression {
        .literal(.string(contact.map { "; ask \($0)" } ?? ""))
    }

    // MARK: - Four eyes

    private var creators: [String: String] { entries.lazy.compactMap(\.fourEyes).first?.creators ?? [:] }

    private static let person = PolicyExpression.variable("person")
    private static let creatorLabel = ReservedLabels.creator[0]

    /// A person who has an account of their own writes nobody else into the label by which four eyes are told apart.
    private var creator: AdmissionPolicy.Validation {
        AdmissionPolicy.Validation(
            "creator",
            .any([
                .equal(.request(.operation), "UPDATE"),
                !.equal(PolicyExpression.object.string("kind"), "Workflow"), .equal(Self.person, ""),
                .equal(PolicyExpression.object.string("metadata", "labels", Self.creatorLabel), Self.person),
            ]),
            .text([
                "the label workflows.argoproj.io/creator says who submits, and is ", Self.person,
                " for you: leave it to argo-server",
            ]))
    }

    /// Whether the account is a person's and the run was submitted by another person. Runs of a CronWorkflow have the
    /// label that their schedule has, which whoever changes the schedule writes.
    private var isOfAnotherPerson: PolicyExpression {
        let labels = PolicyExpression.oldObject.map("metadata", "labels")
        return .all([
            !.equal(Self.person, ""), !.equal(labels.string(Self.creatorLabel), ""),
            !.equal(labels.string(Self.creatorLabel), Self.person), !labels.has(ReservedLabels.cron),
        ])
    }

    // MARK: - Approval

    private static var changedNodes: PolicyExpression {
        let id = PolicyExpression.bound("n")
        let formerly = PolicyExpression.variable("formerly")
        return .filtered(
            in: .variable("nodes"), as: "n",
            .contains(id, formerly) && !.equal(.entry(.variable("nodes"), id), .entry(formerly, id)))
    }

    private var approval: AdmissionPolicy.Validation {
        let node = PolicyExpression.entry(.variable("formerly"), .bound("n"))
        let step = PolicyExpression.choice(
            if: node.has("templateRef"), then: node.string("templateRef", "template"), else: node.string("templateName")
        )
        let ran = PolicyExpression.variable("ran")
        let template = ran.string("workflowTemplateRef", "name")
        let kind = PolicyExpression.choice(
            if: RunShape(spec: ran, place: "").isClusterScoped, then: "c", else: "n")
        let permits = runnable.map { _, entry -> PolicyExpression in
            let steps = entry.steps.enumerated().map { number, name in
                .equal(step, .literal(.string(name)))
                    && .variable("approves\(bindings.firstIndex(of: entry.binding.name) ?? 0)s\(number)")
            }
            var parts = [
                isAbout(entry, template: template, kind: kind), .any([variable("approves", entry)] + steps),
            ]
            if entry.fourEyes != nil {
                let couldNotSubmit: PolicyExpression = !RunShape(spec: ran, place: "").isPermitted
                parts.append(creators.isEmpty ? couldNotSubmit : couldNotSubmit || isOfAnotherPerson)
            }
            return .all(parts)
        }
        // What an operator does to other steps is retrying and stopping; to let one go on that waits is an approval.
        let isNoApproval: PolicyExpression = .any([
            !.equal(node.string("type"), "Suspend"), !.equal(node.string("phase"), "Running"),
            .equal(PolicyExpression.entry(.variable("nodes"), .bound("n")).string("phase"), "Failed"),
        ])
        return AdmissionPolicy.Validation(
            "approval",
            .any([
                !.equal(.request(.operation), "UPDATE"),
                .every(
                    in: .variable("changed"), as: "n", .any([isNoApproval && .variable("operates")] + permits)),
            ]),
            .text([
                "this step of the template ", template,
                " is not yours to approve: no WorkflowBinding gives it to you, or four eyes are asked for and you submitted ",
                "the run, or could have", Self.ask(contact),
            ]))
    }

    // MARK: - Audit

    /// Which binding, scope and template a request was about.
    private var audit: AdmissionPolicy.Named {
        var table: [String: String] = [:]
        for (_, entry) in runnable {
            let kind = entry.kind == .clusterWorkflowTemplate ? "c" : "n"
            for template in entry.templates {
                let text = "scope=\(entry.scopeName) binding=\(entry.binding) template=\(template)"
                table["\(kind)/\(template)"] = table["\(kind)/\(template)"].map { "\($0), \(text)" } ?? text
            }
        }
        return Named("access", .lookup(table, .text([.variable("kind"), "/", .variable("template")])))
    }
}

extension [String] {
    /// Each once, in the order in which they come.
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
