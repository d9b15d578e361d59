import AccessModel
import JSONTree
import KubeModel

/// What the bindings of some namespaces allow of their templates: entrypoints, parameters, steps to approve.
///
/// The namespaces of an installation are spread over a few such policies, by a digest of their names: the API server looks
/// through all policies for everybody's request, and writes and compiles a policy anew when one of its bindings changes. So
/// no namespace ever moves from one to another. Which bindings a person has is asked of the API server's authorizer, so it
/// changes with the RoleBindings and needs no change of the policy.
struct LimitPolicy {
    private static let parts = 8
    /// So many bindings, and steps of them, the authorizer is asked about for a request: the API server answers 28
    /// questions for one policy.
    static let questions = 16

    /// Which of the policies judges a namespace.
    static func part(of namespace: String) -> Int { Int(StableDigest([namespace]).number % UInt64(parts)) }

    /// The policy's name.
    static func name(of namespace: String, _ identities: IdentityAccounts) -> String {
        identities.policyName("limits-\(part(of: namespace))")
    }

    /// The policies for some namespaces, each with what it says of them, in the order of their names.
    static func policies(_ identities: IdentityAccounts, _ limits: [NamespaceLimits]) -> [AdmissionPolicy] {
        Dictionary(grouping: limits) { name(of: $0.namespace, identities) }.sorted { $0.key < $1.key }.map {
            LimitPolicy(identities, name: $0, limits: $1).policy
        }
    }

    private let identities: IdentityAccounts
    private let name: String
    private let namespaces: [String]
    private let tables: LimitTables

    private init(_ identities: IdentityAccounts, name: String, limits: [NamespaceLimits]) {
        self.identities = identities
        self.name = name
        namespaces = limits.map(\.namespace).sorted()
        tables = LimitTables(limits)
    }

    private var policy: AdmissionPolicy {
        AdmissionPolicy(
            name: name,
            targets: [
                .init("argoproj.io", ["workflows", "cronworkflows", "workfloweventbindings"], [.create, .update])
            ],
            namespaces: namespaces, sortsNamespaces: true,
            conditions: [
                .init("identity", identities.isRequesting && PolicyExpression.request(.namespace).isOne(of: namespaces))
            ],
            variables: variables, validations: [submission, approval] + (tables.people.isEmpty ? [] : [creator]),
            audit: [audit])
    }

    private typealias Named = AdmissionPolicy.Named
    private static let run = PolicyExpression.variable("run")
    private static let template = PolicyExpression.variable("template")
    private static let key = PolicyExpression.variable("key")
    private static let entries = PolicyExpression.variable("entries")
    private static let asked = PolicyExpression.variable("asked")
    private static let held = PolicyExpression.variable("held")
    private static let changesRun = PolicyExpression.variable("changesRun")

    private var variables: [AdmissionPolicy.Named] {
        let tableVariables =
            tables.index.enumerated().map { Named("t\($0)", $1) }
            + tables.entries.enumerated().map { Named("d\($0)", $1) }
            + tables.people.enumerated().map { Named("p\($0)", $1) }
        return tableVariables + [
            Named(
                "changesRun",
                .equal(.request(.operation), "UPDATE")
                    && .equal(PolicyExpression.object.string("kind"), "Workflow")),
            Named(
                "run",
                .choice(
                    if: Self.changesRun, then: PolicyExpression.oldObject.map("spec"), else: LaterRun.specification)),
            Named("parameters", Self.run.list("arguments", "parameters")),
            Named("template", Self.run.string("workflowTemplateRef", "name")),
            Named(
                "key",
                .choice(
                    if: .isText(Self.template),
                    then: LimitTables.key(
                        .request(.namespace), isClusterScoped: RunShape(spec: Self.run, place: "").isClusterScoped,
                        Self.template),
                    else: "-")),
            Named("entries", .mapped(listed(Self.key), as: "i", found("d", tables.entries, .bound("i"), else: []))),
            Named("nodes", PolicyExpression.object.map("status", "nodes")),
            Named("formerly", PolicyExpression.oldObject.map("status", "nodes")),
            Named("changed", Self.changedNodes), Named("operates", RunChange.isOperating),
            Named("asked", .joined([bindings, steps])),
        ] + questions + [Named("submits", RunShape(spec: Self.run, place: "").isPermitted)]
            + (tables.people.isEmpty ? [] : [Named("person", personOfRequest)])
    }

    /// What tables say under a key: the lists of all of them, or the only text.
    private func found(
        _ word: String, _ tables: [PolicyExpression], _ key: PolicyExpression, else other: JSONValue
    ) -> PolicyExpression {
        let parts = tables.indices.map { PolicyExpression.found(in: .variable("\(word)\($0)"), key, else: other) }
        guard parts.count > 1 else { return parts.first ?? .literal(other) }
        return other.array == nil ? .text(parts) : .joined(parts)
    }

    private func listed(_ key: PolicyExpression) -> PolicyExpression { found("t", tables.index, key, else: []) }

    private func listed(_ key: PolicyExpression, _ suffix: String) -> PolicyExpression {
        listed(.text([key, .literal(.string(suffix))]))
    }

    // MARK: - Entries

    /// What the head of an entry says.
    private static func head(_ entry: PolicyExpression, _ field: String) -> PolicyExpression {
        .first(.entry(.first(entry), .literal(.string(field))))
    }

    private static func isMet(_ requirement: PolicyExpression) -> PolicyExpression {
        RunLimits.isMet(requirement, by: run, .variable("parameters"))
    }

    private static func fits(_ entry: PolicyExpression) -> PolicyExpression {
        .every(in: entry, as: "r", isMet(.bound("r")))
    }

    // MARK: - Questions

    /// The bindings that let a run go: those that it fits, or those of the template whose run is changed.
    private var bindings: PolicyExpression {
        let binding = PolicyExpression.bound("b")
        let entry = PolicyExpression.bound("l")
        return .filtered(
            in: listed(Self.key, LimitTables.bindings), as: "b",
            Self.changesRun
                || .some(
                    in: Self.entries, as: "l",
                    .equal(Self.head(entry, LimitTables.Head.binding), binding) && Self.fits(entry))
        )
    }

    /// The single steps of bindings that have the name of a step that is changed.
    private var steps: PolicyExpression {
        .filtered(
            in: listed(Self.key, LimitTables.steps), as: "b",
            Self.changesRun
                && .some(
                    in: .variable("changed"), as: "n",
                    .hasSuffix(.bound("b"), .text([":", Self.step(Self.formerNode)])))
        )
    }

    /// Each question is a variable of its own, evaluated when it is needed: the API server answers two for one expression.
    private var questions: [AdmissionPolicy.Named] {
        let numbers = 0..<Self.questions
        return numbers.map { number in
            Named(
                "may\(number)",
                !.sizeAtMost(Self.asked, number)
                    && .authorized(
                        PolicyQuestion(
                            verb: .choice(if: Self.changesRun, then: "approve", else: "submit"),
                            group: "idmon.dev", resource: "workflowbindings", namespace: .request(.namespace),
                            name: .element(Self.asked, number)))
            )
        } + [
            Named(
                "held",
                .joined(
                    numbers.map { number in
                        .choice(
                            if: .variable("may\(number)"), then: .elements([.element(Self.asked, number)]),
                            else: .literal([]))
                    }))
        ]
    }

    // MARK: - Submission

    private var submission: AdmissionPolicy.Validation {
        let failing = PolicyExpression.filtered(in: Self.entries, as: "l", !Self.fits(.bound("l")))
        let first = PolicyExpression.first(failing)
        return AdmissionPolicy.Validation(
            "limits", .any([LaterRun.isUntouched, !.sizeAtMost(Self.held, 0)]),
            .choice(
                if: .sizeAtMost(failing, 0),
                then: .text(["no WorkflowBinding lets you submit the template ", Self.template, ask]),
                else: .text([
                    "WorkflowBinding ", Self.head(first, LimitTables.Head.binding), ": ",
                    RunLimits.words(of: .first(.filtered(in: first, as: "r", !Self.isMet(.bound("r"))))), ask,
                ])))
    }

    private var ask: PolicyExpression {
        let contact = listed(.request(.namespace), LimitTables.contact)
        return .choice(if: .sizeAtMost(contact, 0), then: "", else: .text(["; ask ", .first(contact)]))
    }

    // MARK: - Four eyes

    private static let person = PolicyExpression.variable("person")
    private static let creatorLabel = ReservedLabels.creator[0]

    /// The label of who asks; empty for who has no account of their own, and where people are not told apart.
    private var personOfRequest: PolicyExpression {
        .choice(
            if: PolicyExpression.request(.namespace).isOne(of: tables.namespacesOfPeople),
            then: found("p", tables.people, .request(.username), else: ""), else: "")
    }

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

    private static let formerNode = PolicyExpression.entry(.variable("formerly"), .bound("n"))

    /// The name of the template that a step of a run is made from.
    private static func step(_ node: PolicyExpression) -> PolicyExpression {
        .choice(
            if: node.has("templateRef"), then: node.string("templateRef", "template"), else: node.string("templateName")
        )
    }

    private var approval: AdmissionPolicy.Validation {
        let node = Self.formerNode
        let entry = PolicyExpression.bound("l")
        let binding = Self.head(entry, LimitTables.Head.binding)
        let step = PolicyExpression.text([binding, ":", Self.step(node)])
        var fourEyes: [PolicyExpression] = [
            !PolicyExpression.first(entry).has(LimitTables.Head.fourEyes), !.variable("submits"),
        ]
        if !tables.people.isEmpty { fourEyes.append(isOfAnotherPerson) }
        let isPermitted = PolicyExpression.some(
            in: Self.entries, as: "l",
            .any([.contains(binding, Self.held), .contains(step, Self.held)]) && .any(fourEyes))
        // What an operator does to other steps is retrying and stopping; to let one go on that waits is an approval.
        let isNoApproval: PolicyExpression = .any([
            !.equal(node.string("type"), "Suspend"), !.equal(node.string("phase"), "Running"),
            .equal(PolicyExpression.entry(.variable("nodes"), .bound("n")).string("phase"), "Failed"),
        ])
        return AdmissionPolicy.Validation(
            "approval",
            .any([
                !Self.changesRun,
                .every(
                    in: .variable("changed"), as: "n", .any([isNoApproval && .variable("operates"), isPermitted])),
            ]),
            .text([
                "this step of the template ", Self.template,
                " is not yours to approve: no WorkflowBinding gives it to you, or four eyes are asked for and you submitted ",
                "the run, or could have", ask,
            ]))
    }

    // MARK: - Audit

    /// Which scopes and bindings could let a request go, in which roles, for which template: those that a run fits, or all
    /// of the template where it fits none. An annotation knows no authorizer, so it cannot say which of them the account has.
    private var audit: AdmissionPolicy.Named {
        let entry = PolicyExpression.bound("l")
        let fitting = PolicyExpression.filtered(in: Self.entries, as: "l", Self.fits(entry))
        let candidates = PolicyExpression.choice(
            if: Self.changesRun || .sizeAtMost(fitting, 0), then: Self.entries, else: fitting)
        let role = PolicyExpression.choice(
            if: Self.changesRun, then: Self.head(entry, LimitTables.Head.approves),
            else: Self.head(entry, LimitTables.Head.submits))
        return Named(
            "access",
            .written(
                .mapped(
                    candidates, as: "l",
                    .text([
                        "scope=", Self.head(entry, LimitTables.Head.scope), " binding=", .request(.namespace), "/",
                        Self.head(entry, LimitTables.Head.binding), " role=", role, " template=", Self.template,
                    ])), separatedBy: ", "))
    }
}
