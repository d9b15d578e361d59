import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// Finds the smallest changes that would turn a no into a yes, and who may make them.
///
/// A change of groups is tried before it is told: the question is asked again for the person with the group.
struct RemedyFinder {
    let explainer: AccessExplainer
    let evaluation: AccessEvaluation
    let links: [AccessLink]

    /// So many of one sort are told.
    private static let limit = 3

    private var question: AccessQuestion { evaluation.question }
    private var snapshot: AccessSnapshot { explainer.snapshot }
    private var judged: JudgedAccess? { evaluation.installation?.judged }

    var remedies: [Remedy] {
        if let own = mechanical { return [own] }
        let inputs = inputs
        // Whoever may do it otherwise needs no more access.
        return (inputs.isEmpty ? memberships + claims : inputs) + contacts
    }

    // MARK: - What is out of order

    /// What has to be mended whatever is granted.
    private var mechanical: Remedy? {
        if let obstacle = judged?.obstacle {
            return Remedy("mend the ArgoInstallation: \(obstacle)", by: "who administers the ArgoInstallation")
        }
        if case .broken(let key, _) = evaluation.choice?.outcome {
            return Remedy(
                "correct or remove the annotation \(WellKnown.Annotation.rule) of \(key): while it fails nobody behind it "
                    + "gets in",
                at: [FieldOfObject(key, .of("metadata", "annotations", .name(WellKnown.Annotation.rule)))],
                by: who(
                    "administer", "argoinstallations", evaluation.installation?.name.name,
                    evaluation.installation?.name.namespace))
        }
        guard let broken = links.first(where: { $0.state == .broken }), broken.kind == .token, let secret = broken.place
        else { return nil }
        return Remedy(
            "get a token into \(secret.object): Idmon does so while it runs; for an account that is not Idmon's make a Secret "
                + "of type kubernetes.io/service-account-token", at: [secret],
            by: who(
                "administer", "argoinstallations", evaluation.installation?.name.name,
                evaluation.installation?.name.namespace))
    }

    // MARK: - What the person asks for

    /// Another entrypoint or parameter, where that is all that is refused.
    private var inputs: [Remedy] {
        let limits = links.filter { $0.kind == .limit && $0.state == .broken }
        guard !limits.isEmpty else { return [] }
        var open = question
        open.parameters = nil
        open.entrypoint = nil
        guard explainer.verdict(open).isYes else { return [] }
        return limits.prefix(Self.limit).map { link in
            Remedy(
                "ask for what fits, or have the limit changed: \(link.sentence)", at: link.place.map { [$0] } ?? [],
                by: "you; the limit: \(link.place.map { writers(of: $0.object) } ?? "")")
        }
    }

    // MARK: - Groups

    /// Groups in which the person would be allowed, each tried.
    private var memberships: [Remedy] {
        guard let own = ownGroups else { return [] }
        var candidates: [GroupPath] = []
        for binding in judged?.bindings ?? [] where binding.key.namespace == question.namespace && concerns(binding) {
            for grant in binding.grants where grant.role != nil && !candidates.contains(grant.claim.group) {
                candidates.append(grant.claim.group)
            }
        }
        let helping = candidates.filter { group in
            guard !own.contains(group) else { return false }
            var changed = question
            changed.person = .groups(own + [group])
            return explainer.verdict(changed).isYes
        }
        return helping.sorted().prefix(Self.limit).map { group in
            Remedy("add the person to the group \(group)", by: "who administers the groups of the realm in Keycloak")
        }
    }

    private var ownGroups: [GroupPath]? {
        guard let session = evaluation.choice?.session else { return nil }
        return (session.groups + session.dropped).compactMap { GroupPath($0) }
    }

    /// Whether a binding could give what is asked for.
    private func concerns(_ binding: JudgedAccess.Binding) -> Bool {
        guard question.action.isAboutTemplate, case .template(let kind, let name) = question.target else { return true }
        return binding.uses.contains { $0.kind == kind && $0.name.text == name }
    }

    // MARK: - Claims and ceilings

    /// Grants to write, or to mend, for a group of the person.
    private var claims: [Remedy] {
        guard let groups = ownGroups, !groups.isEmpty, let role = question.action.leastRole(in: catalogue) else {
            return []
        }
        let bindings = (judged?.bindings ?? []).filter { $0.key.namespace == question.namespace }
        let fitting = bindings.filter(concerns)
        if fitting.isEmpty { return [listing(bindings, role)] }
        return fitting.prefix(Self.limit).compactMap { claim(in: $0, groups, role) }
    }

    private var catalogue: RoleCatalogue { evaluation.installation?.catalogue ?? snapshot.catalogue }

    private var templateWords: String {
        if case .template(let kind, let name) = question.target { return "\(kind.rawValue) \(name)" }
        return "the template"
    }

    /// No binding lists the template.
    private func listing(_ bindings: [JudgedAccess.Binding], _ role: Role) -> Remedy {
        guard let first = bindings.first(where: { $0.obstacle == nil }) else {
            return Remedy(
                "write a WorkflowBinding in \(question.namespace) that lists \(templateWords) and grants \(role)",
                by: who("bind", "workflowscopes", nil, question.namespace))
        }
        let index = first.spec?.templates.count ?? 0
        return Remedy(
            "list \(templateWords) in spec.templates of a WorkflowBinding, such as \(first.key.name), and grant \(role) there",
            at: [FieldOfObject(first.key, .of("spec", "templates", .index(index)))], by: writers(of: first.key))
    }

    private func claim(in binding: JudgedAccess.Binding, _ groups: [GroupPath], _ role: Role) -> Remedy? {
        if let obstacle = binding.obstacle {
            return Remedy(
                "mend \(binding.key), which gives nothing: \(obstacle)", at: [FieldOfObject(binding.key, .of("spec"))],
                by: writers(of: binding.key))
        }
        if let index = binding.grants.firstIndex(where: { grant in
            grant.shortfall != nil && groups.contains(grant.claim.group) && grant.claim.role.includes(role)
        }) {
            let grant = binding.grants[index]
            return mending(grant, at: index, of: binding, role)
        }
        if let index = binding.grants.firstIndex(where: { grant in
            groups.contains(grant.claim.group) && grant.role?.includes(role) == true
        }) {
            return widening(binding.grants[index], at: index, of: binding)
        }
        let scope = judged?.scopes.first { $0.key == binding.scope }
        let ceiling = scope?.spec?.ceiling.maximumRoles ?? [:]
        // The group for which the least has to change: one that may have the role, then one that is listed at all.
        let group =
            groups.first { ceiling[$0].map { $0.includes(role) } ?? false } ?? groups.first { ceiling[$0] != nil }
            ?? groups[0]
        let count = binding.spec?.grants.count ?? 0
        let steps = question.action == .approve ? (question.step.map { ", steps: [\($0)]" } ?? "") : ""
        let grant = "{group: \(group), role: \(role)\(steps)}"
        let field = FieldOfObject(binding.key, .of("spec", "grants", .index(count)))
        guard let scope, ceiling[group].map({ !$0.includes(role) }) ?? true else {
            return Remedy("add to spec.grants of \(binding.key): \(grant)", at: [field], by: writers(of: binding.key))
        }
        let raised =
            snapshot.ceilingIndex(of: group, in: scope.key).map {
                FieldOfObject(scope.key, .of("spec", "groups", .index($0), "maxRole"))
            } ?? FieldOfObject(scope.key, .of("spec", "groups", .index(scope.spec?.ceiling.groups.count ?? 0)))
        return Remedy(
            "let \(scope.key) allow \(group) at most \(role), and add to spec.grants of \(binding.key): \(grant)",
            at: [raised, field], by: "\(writers(of: scope.key)); then \(writers(of: binding.key))")
    }

    /// What a grant lacks that gives the role already.
    private func widening(_ grant: JudgedAccess.Grant, at index: Int, of binding: JudgedAccess.Binding) -> Remedy? {
        guard question.action == .approve else { return nil }
        if let step = question.step, !grant.claim.steps.isEmpty, !grant.claim.steps.contains(step) {
            return Remedy(
                "add \(step) to the steps of the grant of \(grant.claim.role) to \(grant.claim.group) in \(binding.key)",
                at: [FieldOfObject(binding.key, .of("spec", "grants", .index(index), "steps"))],
                by: writers(of: binding.key))
        }
        guard binding.spec?.needsFourEyes == true else { return nil }
        return Remedy(
            "have somebody approve it who could not have submitted the run: \(binding.key) asks for four eyes",
            at: [FieldOfObject(binding.key, .of("spec", "fourEyes"))], by: "another approver")
    }

    private func mending(_ grant: JudgedAccess.Grant, at index: Int, of binding: JudgedAccess.Binding, _ role: Role)
        -> Remedy
    {
        let field = FieldOfObject(binding.key, .of("spec", "grants", .index(index)))
        let scope = binding.scope.flatMap { key in
            snapshot.ceilingIndex(of: grant.claim.group, in: key).map {
                FieldOfObject(key, .of("spec", "groups", .index($0)))
            }
        }
        return Remedy(
            "mend the grant of \(grant.claim.role) to \(grant.claim.group) in \(binding.key): \(grant.shortfall ?? "")",
            at: [field] + (scope.map { [$0] } ?? []),
            by: binding.scope.map { "\(writers(of: binding.key)); the ceiling: \(writers(of: $0))" }
                ?? writers(of: binding.key))
    }

    // MARK: - Whom to ask

    private var contacts: [Remedy] {
        let scopes = (judged?.scopes ?? []).filter { $0.key.namespace == question.namespace }
        let contacts = Set(scopes.compactMap { $0.spec?.contact })
        return contacts.sorted().map { Remedy("ask \($0)", by: "you") }
    }

    /// Who may write one of Idmon's resources: the right to update it, and the verb that its policy asks for.
    private func writers(of key: ObjectKey) -> String {
        let resource = key.type == .workflowScope ? "workflowscopes" : "workflowbindings"
        let scope = judged?.bindings.first { $0.key == key }?.scope?.name ?? key.name
        return key.type == .workflowScope
            ? who("update", resource, key.name, key.namespace)
            : who("update", resource, key.name, key.namespace, and: ("bind", scope))
    }

    private func who(
        _ verb: String, _ resource: String, _ name: String?, _ namespace: String?,
        and scope: (verb: String, name: String)? = nil
    ) -> String {
        let group = ResourceType.workflowScope.group
        let words =
            "\(verb) \(resource)\(namespace.map { " in \($0)" } ?? "")"
            + (scope.map { " and \($0.verb) the scope \($0.name)" } ?? "")
        var subjects = snapshot.roles.possessors(
            of: PermissionSet.Right(verb, resource, in: group), on: name, in: namespace
        ).map(\.subject)
        if let scope {
            let binders = snapshot.roles.possessors(
                of: PermissionSet.Right(scope.verb, "workflowscopes", in: group), on: scope.name, in: namespace
            ).map(\.subject)
            subjects = subjects.filter(binders.contains)
        }
        var seen: Set<String> = []
        let known = subjects.filter { seen.insert($0).inserted }.prefix(5).joined(separator: ", ")
        return known.isEmpty ? "who may \(words)" : "\(known) (may \(words))"
    }
}

extension PersonAction {
    /// The least role with which it is possible; nil when no role gives it.
    func leastRole(in catalogue: RoleCatalogue) -> Role? {
        let least: Role? =
            switch self {
            case .submit, .resubmit: .submitter
            case .approve: .approver
            // The policies let approvers end steps, and leave the run to operators.
            case .suspend, .resume, .stop, .terminate: .operator
            default: nil
            }
        return least
            ?? Role.allCases.first { role in
                actions(on: .none).allSatisfy { $0.isPermitted(to: role, catalogue) }
            }
    }
}
