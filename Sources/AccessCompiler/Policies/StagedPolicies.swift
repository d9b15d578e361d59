import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What is to be done about the admission policies of one installation.
///
/// A policy is there before anything is given that it limits, and goes after everything is taken. So a namespace is
/// named by the general policies only once it has its own, and what they do not name is refused.
struct StagedPolicies {
    private(set) var desired: [PlannedObject] = []
    private(set) var removals: [PlannedRemoval] = []
    /// Those that should be there, by their keys.
    private(set) var wanted: Set<ObjectKey> = []
    /// Those of them that are not there.
    private(set) var missing: Set<ObjectKey> = []
    /// The namespaces in which nothing is refused yet.
    private(set) var audited: [String] = []
    /// The namespaces whose bindings say more than one policy can hold; of what is left out nothing can be submitted.
    private(set) var crowded: [String] = []

    /// The templates of so many bindings that not all of them are asked about.
    private(set) var contested: [String] = []

    /// What is given stands on the policies that limit it.
    var requirement: StageRequirement { StageRequirement(of: AccessStage.bindings, wanted) }

    /// No policies at all.
    init() {}

    /// - Parameter isHeld: whether taking access away waits for a person's word; then no policy narrows either.
    init(_ judgement: Judgement, demand: Demand, live: [LiveObject], isHeld: Bool) {
        let installation = judgement.installation
        var objects: [PlannedObject] = []
        var audited: [String] = []
        var (crowded, contested): ([String], [String]) = ([], [])
        if let spec = installation.spec, installation.obstacle == nil, !demand.roles.isEmpty {
            let all = Self.access(judgement, demand: demand)
            let limits = NamespaceLimits.fitting(all)
            crowded = limits.filter { $0.entries.count < all[$0.namespace]?.count ?? 0 }.map(\.namespace).sorted()
            contested = limits.flatMap(\.contested).sorted()
            audited = Self.auditedNamespaces(judgement, among: Set(all.keys))
            let policies = AccessPolicies(installation: spec, limits: limits).policies
            objects = policies.filter { !AccessPolicies.shared.contains($0.name) }.flatMap {
                Self.objects(of: $0, for: spec.name, audited: audited)
            }
        }
        self.init(
            objects, audited: audited, crowded: crowded, contested: contested, live: live, isHeld: isHeld)
    }

    /// A policy with what puts it into effect.
    static func objects(
        of policy: AdmissionPolicy, for installation: ResourceName, audited: [String]
    ) -> [PlannedObject] {
        let stage = policy.namespaces == nil ? AccessStage.admit : AccessStage.policies
        let concerned = ObjectKey(
            .argoInstallation, namespace: installation.namespace, name: installation.name)
        return GeneratedObject(installation: installation).policy(policy, audited: audited).map {
            PlannedObject(stage, $0, concerns: [concerned])
        }
    }

    /// - Parameter objects: all that should be there.
    init(
        _ objects: [PlannedObject], audited: [String], crowded: [String], contested: [String], live: [LiveObject],
        isHeld: Bool
    ) {
        self.audited = audited
        self.crowded = crowded
        self.contested = contested
        let known = Dictionary(live.map { ($0.key, $0) }) { first, _ in first }
        wanted = Set(objects.map(\.key))
        missing = wanted.subtracting(known.keys)
        desired = isHeld ? objects.filter { known[$0.key] == nil } : objects
        guard !isHeld else { return }
        for object in live.filter({ !wanted.contains($0.key) }).sorted(by: { $0.key < $1.key }) {
            guard Authorship.isOurs(object), !object.isBeingDeleted else { continue }
            removals.append(
                PlannedRemoval(
                    AccessStage.unguard, object.key,
                    preconditions: APIRequest.Preconditions(uid: object.uid, resourceVersion: object.resourceVersion)))
        }
    }

    /// What each namespace with a grant says of its templates.
    ///
    /// - Parameter focus: the only namespaces of which it is asked, of the others nothing is told; nil for all.
    static func access(_ judgement: Judgement, demand: Demand, focus: Set<String>? = nil) -> [String: [TemplateAccess]]
    {
        var access = Dictionary(uniqueKeysWithValues: demand.roles.keys.map { ($0, [TemplateAccess]()) })
        let bindings = judgement.bindings.filter { binding in
            demand.holders[binding.name] != nil && focus?.contains(binding.name.namespace) ?? true
        }
        let fourEyes = fourEyes(
            judgement, in: Set(bindings.filter { $0.spec?.needsFourEyes == true }.map(\.name.namespace)))
        for binding in bindings {
            guard let spec = binding.spec, let templates = binding.templates else { continue }
            let steps = Set(spec.grants.flatMap(\.steps)).sorted()
            let roles = Set(binding.grants.compactMap(\.role))
            let uses = Dictionary(grouping: templates.uses, by: \.index)
            let fourEyes = spec.needsFourEyes ? fourEyes[spec.name.namespace] : nil
            for (index, uses) in uses.sorted(by: { $0.key < $1.key }) {
                access[spec.name.namespace, default: []].append(
                    TemplateAccess(
                        binding: spec.name, kind: spec.templates[index].kind, templates: uses.map(\.name).sorted(),
                        limits: spec.templates[index].limits, fourEyes: fourEyes, steps: steps,
                        contact: binding.scope?.spec?.contact, scopeName: spec.scopeName, roles: roles))
            }
        }
        return access
    }

    /// Who is who in each of some namespaces, for bindings that ask for four eyes.
    private static func fourEyes(_ judgement: Judgement, in namespaces: Set<String>) -> [String: FourEyes] {
        guard let installation = judgement.installation.spec, !namespaces.isEmpty else { return [:] }
        let bindings = Dictionary(grouping: judgement.bindings, by: \.name.namespace)
        return Dictionary(
            uniqueKeysWithValues: namespaces.map { namespace in
                let groups = Set((bindings[namespace] ?? []).flatMap { $0.grants.map(\.claim.group) })
                let members = judgement.installation.realm?.members ?? []
                return (
                    namespace, FourEyes(installation, members: members, groups: groups, namespace: namespace)
                )
            })
    }

    /// The namespaces whose scopes only tell what they would refuse.
    static func auditedNamespaces(_ judgement: Judgement, among namespaces: Set<String>) -> [String] {
        let scopes = Dictionary(grouping: judgement.scopes.filter { $0.obstacle == nil }, by: \.name.namespace)
        return namespaces.filter { namespace in
            let own = scopes[namespace] ?? []
            return !own.isEmpty && own.allSatisfy { $0.spec?.enforcement == .audit }
        }.sorted()
    }
}

extension GeneratedObject {
    /// A policy with the objects that put it into effect: where it refuses, and where it only tells.
    fileprivate func policy(_ policy: AdmissionPolicy, audited: [String]) -> [KubeObject] {
        let labels = policyLabels
        if let namespaces = policy.namespaces, policy.isBoundToNamespaces {
            // What protects the accounts themselves is never only told.
            return [policy.document(labels: labels), policy.binding(.deny, .only(namespaces), labels: labels)]
        }
        let told = audited.filter { policy.namespaces?.contains($0) ?? true }
        var objects = [
            policy.document(labels: labels),
            policy.binding(.deny, told.isEmpty ? .everywhere : .except(told), labels: labels),
        ]
        if !told.isEmpty { objects.append(policy.binding(.audit, .only(told), labels: labels)) }
        return objects
    }
}
