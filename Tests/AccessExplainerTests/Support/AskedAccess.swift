import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// Who may do what, asked question by question: Argo's choice by the rules of the accounts that are there, the rules of
/// their Roles, and the admission policies asked about the very requests that argo-server would make.
///
/// It knows nothing of tables; what it is asked with is a value of its own.
struct AskedAccess {
    /// One thing that somebody wants to do.
    struct Wish: Hashable {
        var action: AccessAction
        var template: TemplateTarget?
        var entrypoint = ""
        var region: String?
        /// A parameter beside the region.
        var more: String?
        var step: String?
    }

    private let objects: [KubeObject]
    private let policies: AccessPolicies?
    private let installation: ArgoInstallation
    private let audited: Set<String>
    private let gatekeepers: [String: ArgoGatekeeper]
    /// Whose the accounts of people are.
    private let persons: [ObjectKey: PersonSubject]
    private var answers: [Place: [Bool]] = [:]
    private var authorizers: [ObjectKey: RuleAuthorizer] = [:]

    private struct Place: Hashable {
        let account: ObjectKey
        let namespace: String
    }

    init?(_ resources: [KubeObject]) {
        let observations = AccessObservation.rendering(resources, now: Sample.now)
        guard
            let observation = observations.first(where: { if case .installation = $0.key { true } else { false } }),
            let live = observation.installation
        else { return nil }
        var findings: [Finding] = []
        guard let installation = ArgoInstallation.decode(live.root, findings: &findings) else { return nil }
        self.installation = installation
        objects = AccessPlanner().plan(observation).desired.map(\.object)
        policies = AccessPolicies(observation)
        persons = Dictionary(objects.map { ($0.key, $0) }) { first, _ in first }.compactMapValues {
            $0.content["metadata"]?["annotations"]?[WellKnown.Annotation.subject]?.string.flatMap { PersonSubject($0) }
        }
        audited = Set(
            resources.filter { $0.type == .workflowScope && $0.content["spec"]?["enforcement"] == "Audit" }
                .compactMap(\.namespace))
        gatekeepers = Dictionary(grouping: objects.filter { $0.type == .serviceAccount }) { $0.namespace ?? "" }
            .mapValues { accounts in
                ArgoGatekeeper(
                    accounts: accounts.map { account in
                        let annotations = account.content["metadata"]?["annotations"]
                        return ArgoGatekeeper.Account(
                            name: account.name, rule: annotations?[WellKnown.Annotation.rule]?.string,
                            precedence: annotations?[WellKnown.Annotation.rulePrecedence]?.string, hasToken: true)
                    })
            }
    }

    // MARK: - Whose account

    /// As whom somebody acts in a namespace; nil for nobody.
    func account(subject: String, groups: [String], in namespace: String) -> ObjectKey? {
        let claims = SessionClaims(subject: subject, groups: groups.compactMap { GroupPath($0) }).environment
        let evaluator = RuleEvaluator(claims: claims)
        let home = gatekeeper("argo")
        if installation.identities.layout == .delegated {
            let (decision, isDelegated) = home.decide(delegatingTo: gatekeeper(namespace)) { evaluator.outcome(of: $0) }
            return Self.key(decision, isDelegated ? namespace : "argo")
        }
        return Self.key(home.decide { evaluator.outcome(of: $0) }, "argo")
    }

    private static func key(_ decision: ArgoGatekeeper.Decision, _ namespace: String) -> ObjectKey? {
        guard case .account(let name) = decision else { return nil }
        return ObjectKey(.serviceAccount, namespace: namespace, name: name)
    }

    private func gatekeeper(_ namespace: String) -> ArgoGatekeeper {
        gatekeepers[namespace] ?? ArgoGatekeeper(accounts: [])
    }

    // MARK: - What it may do

    /// Which of ``Wish/all`` an account may have; nobody has none.
    mutating func answers(_ account: ObjectKey?, in namespace: String) -> [Bool] {
        guard let account else { return Wish.nothing }
        let place = Place(account: account, namespace: namespace)
        if let known = answers[place] { return known }
        let authorizer = authorizers[account] ?? RuleAuthorizer(objects, account)
        authorizers[account] = authorizer
        let answer = Wish.all.map { decide(account, authorizer, namespace, $0) }
        answers[place] = answer
        return answer
    }

    private func decide(_ account: ObjectKey, _ authorizer: RuleAuthorizer, _ namespace: String, _ wish: Wish) -> Bool {
        guard
            Self.needs(wish.action, installation.roles).allSatisfy({
                authorizer.allows($0.verb, resource: $0.resource, group: $0.group, namespace: namespace, name: "")
            })
        else { return false }
        guard let action = Self.asked[wish.action], !audited.contains(namespace) else { return true }
        var question = AccessQuestion(.groups([]), action, in: namespace)
        if let template = wish.template { question.target = .template(template.kind, template.name) }
        question.step = wish.step
        question.entrypoint = wish.entrypoint.isEmpty ? nil : wish.entrypoint
        question.parameters =
            (wish.region.map { [.init(name: "region", value: $0)] } ?? [])
            + (wish.more.map { [.init(name: $0, value: "x")] } ?? [])
        let request = ArgoRequest(
            question, installation.roles, cronWorkflow: nil,
            as: "system:serviceaccount:\(account.namespace ?? ""):\(account.name)", person: persons[account])
        return request.requests.allSatisfy { policies?.decide($0, authorizer: authorizer) == nil }
    }

    /// The actions that policies look at, as questions have them.
    private static let asked: [AccessAction: PersonAction] = [
        .submit: .submit, .approve: .approve, .suspend: .suspend, .resume: .resume, .stop: .stop,
        .terminate: .terminate, .retry: .retry,
    ]

    private static func needs(_ action: AccessAction, _ roles: RoleCatalogue) -> [PermissionSet.Right] {
        let actions: [ArgoAction] =
            switch action {
            case .view: [.listWorkflows, .watchWorkflows, .readWorkflow]
            case .viewTemplates: [.listTemplates, .readTemplate, .listCronWorkflows, .readCronWorkflow]
            case .logs: [.readLogs]
            case .submit: [.submitTemplate]
            case .approve, .suspend, .resume: [.suspendOrResume]
            case .stop, .terminate: [.stopOrTerminate]
            case .retry: [.retry]
            case .delete: [.deleteWorkflow]
            case .deleteMany: [.deleteManyWorkflows]
            case .editTemplate: [.changeTemplate]
            case .editCron: [.changeCronWorkflow]
            case .suspendCron: [.suspendCronWorkflow]
            case .editEventBinding: [.changeEventBinding]
            case .sendEvent: [.sendEvent]
            case .readInternals: [.readInternals]
            default: []
            }
        return actions.flatMap { $0.needs(roles) }
    }
}

extension AskedAccess.Wish {
    /// The actions that are about no template.
    private static let general: [AccessAction] = [
        .view, .viewTemplates, .logs, .suspend, .resume, .stop, .terminate, .retry, .delete, .deleteMany,
        .editTemplate, .editCron, .suspendCron, .editEventBinding, .sendEvent, .readInternals,
    ]

    private static let templates = RandomAccess.templates.flatMap { name in
        [TemplateKind.workflowTemplate, .clusterWorkflowTemplate].map { TemplateTarget($0, name) }
    }

    /// The wishes about each action and template: all that limits of the random resources can tell apart.
    static let groups: [[AskedAccess.Wish]] =
        general.map { [AskedAccess.Wish(action: $0)] } + templates.map(submissions) + templates.map(approvals)

    static let all = groups.flatMap(\.self)
    static let nothing = all.map { _ in false }

    private static func submissions(_ template: TemplateTarget) -> [AskedAccess.Wish] {
        ["", "alt"].flatMap { entrypoint in
            [nil, "eu", "ex", "us", "zz"].flatMap { region in
                // The last is one that no binding names.
                [nil, "other", "third"].map { more in
                    AskedAccess.Wish(
                        action: .submit, template: template, entrypoint: entrypoint, region: region, more: more)
                }
            }
        }
    }

    private static func approvals(_ template: TemplateTarget) -> [AskedAccess.Wish] {
        ["s1", "s2", "s3"].map { AskedAccess.Wish(action: .approve, template: template, step: $0) }
    }
}

/// The rules of an account's Roles, as Kubernetes reads them.
private struct RuleAuthorizer: PolicyAuthorizer {
    private struct Right: Hashable {
        let namespace: String
        let verb: String
        let group: String
        let resource: String
    }

    /// The objects on which the account has a right; nil among them stands for all.
    private var rights: [Right: Set<String?>] = [:]

    init(_ objects: [KubeObject], _ account: ObjectKey) {
        let roles = Dictionary(objects.filter { $0.type == .role }.map { ($0.key, $0) }) { first, _ in first }
        for binding in objects where binding.type == .roleBinding {
            let isGiven = (binding.content["subjects"]?.array ?? []).contains {
                $0["name"]?.string == account.name && $0["namespace"]?.string == account.namespace
            }
            let role = ObjectKey(
                .role, namespace: binding.namespace, name: binding.content["roleRef"]?["name"]?.string ?? "")
            for rule in isGiven ? roles[role]?.content["rules"]?.array ?? [] : [] {
                add(rule, in: binding.namespace ?? "")
            }
        }
    }

    private mutating func add(_ rule: JSONValue, in namespace: String) {
        func texts(_ field: String) -> [String] { (rule[field]?.array ?? []).compactMap(\.string) }
        let names: [String?] = rule["resourceNames"] == nil ? [nil] : texts("resourceNames")
        for verb in texts("verbs") {
            for group in texts("apiGroups") {
                for resource in texts("resources") {
                    let right = Right(namespace: namespace, verb: verb, group: group, resource: resource)
                    rights[right, default: []].formUnion(names)
                }
            }
        }
    }

    func allows(_ verb: String, resource: String, group: String, namespace: String, name: String) -> Bool {
        let right = Right(namespace: namespace, verb: verb, group: group, resource: resource)
        guard let names = rights[right] else { return false }
        return names.contains(nil) || names.contains(name)
    }
}
