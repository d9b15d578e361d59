import AccessCompiler
import AccessModel
import KubeModel
import ReconcileCore

/// Who gains and who loses what when Idmon's resources take the place of a set-up.
struct ImportComparison {
    /// The set-up that Idmon makes of the resources.
    let rendered: ArgoSetup

    private let site: ArgoSite
    private let draft: ImportDraft
    private let before: GroupAccess
    private let after: GroupAccess?

    /// How many groups are compared two by two.
    private static let maximumPaired = 40

    init(_ setup: ArgoSetup, _ site: ArgoSite, _ draft: ImportDraft, now: KubeTime) {
        self.site = site
        self.draft = draft
        let resources = setup.objects.filter(Self.stays) + draft.resources
        let planned = AccessObservation.rendering(resources, now: now).flatMap { AccessPlanner().plan($0).desired }
        let rendered = ArgoSetup(resources + planned.map(\.object), source: .files)
        self.rendered = rendered
        let universe = GroupAccess.universe([setup, rendered], draft.catalogue)
        before = GroupAccess(setup, site, universe: universe)
        after = rendered.sites.first { $0.namespace == site.namespace }.map {
            GroupAccess(rendered, $0, universe: universe)
        }
    }

    /// Whether an object is there afterwards as well: what the accounts have of the old set-up goes with them, and what all
    /// accounts of a namespace have as a group the new ones have too.
    private static func stays(_ object: KubeObject) -> Bool {
        switch object.type {
        case .namespace, .workflowTemplate, .argoInstallation, .keycloakRealm, .role, .clusterRole: true
        case .roleBinding, .clusterRoleBinding:
            BindingFact(object)?.subjects.allSatisfy { $0.kind == "Group" } ?? false
        default: false
        }
    }

    var differences: [ImportDifference] {
        before.namespaces.union(after?.namespaces ?? []).sorted().flatMap(differences)
    }

    private func differences(in namespace: String) -> [ImportDifference] {
        var alone: [GroupPath: Set<String>] = [:]
        var found: [ImportDifference] = []
        for groups in [[]] + draft.groups.map({ [$0] }) + combinations {
            let held = Set(groups)
            let old = before.permissions(held, in: namespace)
            let new = after.map { Self.withoutMarks($0.permissions(held, in: namespace)) } ?? PermissionSet()
            let gained = new.cutOff(by: old)
            let lost = old.cutOff(by: new)
            if groups.count == 1 { alone[groups[0]] = Set(lost) }
            // What people lose through one group is not told again for every other that they hold besides.
            let news = lost.filter { phrase in
                groups.count < 2 || !groups.contains { alone[$0]?.contains(phrase) ?? false }
            }
            guard !gained.isEmpty || !news.isEmpty else { continue }
            let accounts = before.accounts(held, in: namespace).map { "\($0.namespace ?? "")/\($0.name)" }
            found.append(
                ImportDifference(
                    groups: groups, namespace: namespace,
                    account: accounts.isEmpty ? nil : accounts.joined(separator: " or "), gained: gained, lost: lost,
                    reason: reason(groups, namespace, gains: !gained.isEmpty)))
        }
        return found
    }

    private var combinations: [[GroupPath]] {
        let few = draft.groups.prefix(Self.maximumPaired)
        let pairs = few.indices.flatMap { one in few[(one + 1)...].map { [few[one], $0] } }
        return pairs + draft.conjunctions.filter { !pairs.contains($0) }
    }

    /// Rights without Idmon's own verbs, which only say to which templates the others are limited.
    private static func withoutMarks(_ rights: PermissionSet) -> PermissionSet {
        let marks = Set(TemplateVerb.allCases.map(\.rawValue))
        let rules = rights.rules.map { rule in
            PolicyRule(
                apiGroups: rule.apiGroups, resources: rule.resources, verbs: rule.verbs.filter { !marks.contains($0) },
                resourceNames: rule.resourceNames)
        }
        return PermissionSet(rules)
    }

    // MARK: - Reasons

    private func reason(_ groups: [GroupPath], _ namespace: String, gains: Bool) -> String {
        if namespace == site.namespace { return "Idmon grants nothing in Argo's own namespace" }
        if !draft.namespaces.contains(namespace) {
            return "no WorkflowTemplate is known there that a binding could name"
        }
        if groups.isEmpty { return "Idmon's account for everybody has no rights" }
        if groups.count > 1 {
            return gains
                ? "Argo took one account, and with Idmon groups add up"
                : "Argo gave this to who has all of these groups, and a grant is for one group"
        }
        guard let group = groups.first, let fit = draft.fits[ImportDraft.Place(group: group, namespace: namespace)]
        else {
            return "people with this group alone acted as the account for everybody"
        }
        let roles = fit.roles.map(\.rawValue).joined(separator: " and ")
        let given = roles.isEmpty ? "every role would give more" : "now \(roles)"
        guard let (next, excess) = fit.next else { return "\(given); no role has the rest" }
        return "\(given); \(next) would also allow: \(excess.joined(separator: "; "))"
    }
}
