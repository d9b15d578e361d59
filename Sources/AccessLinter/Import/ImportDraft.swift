import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// What of a set-up can be granted: groups, namespaces, and the roles that fit.
struct ImportDraft {
    struct Place: Hashable {
        let group: GroupPath
        let namespace: String
    }

    let resources: [KubeObject]
    let remarks: [String]
    /// What gives people rights that are not known, in sentences.
    let gaps: [String]
    /// The groups that rules ask for.
    let groups: [GroupPath]
    /// The groups that some rule asks for together.
    let conjunctions: [[GroupPath]]
    let catalogue: RoleCatalogue
    let fits: [Place: RoleFit]
    /// The namespaces in which something can be granted.
    let namespaces: [String]

    init(_ setup: ArgoSetup, _ site: ArgoSite, version: ArgoVersion, issuer: String?) throws(SetupImport.Obstacle) {
        catalogue = RoleCatalogue(version: version)
        let rules = RuleBench.all(of: setup).filter { $0.site.namespace == site.namespace }.flatMap(\.rules)
        let asked = Set(rules.compactMap(\.formula).flatMap(\.atoms).compactMap(\.group).compactMap { GroupPath($0) })
        groups = asked.sorted()
        let terms = rules.compactMap { $0.formula?.terms }.flatMap { $0 }
        let together = terms.map { $0.compactMap(\.group).compactMap { GroupPath($0) }.sorted() }
        conjunctions = Set(together).filter { $0.count > 1 }.sorted { $0.lexicographicallyPrecedes($1) }

        let access = GroupAccess(setup, site, universe: GroupAccess.universe([setup], catalogue))
        let templates = Dictionary(
            grouping: setup.objects.filter { $0.type == .workflowTemplate }, by: { $0.namespace ?? "" })
        namespaces = access.namespaces.filter { $0 != site.namespace && templates[$0] != nil }.sorted()
        var fits: [Place: RoleFit] = [:]
        for namespace in namespaces {
            for group in asked where Self.isMeant(group, rules, access, namespace) {
                let rights = access.permissions([group], in: namespace)
                fits[Place(group: group, namespace: namespace)] = RoleFit(rights, catalogue)
            }
        }
        self.fits = fits
        gaps = setup.source == .files ? Self.gaps(rules, setup) : []
        remarks = gaps + Self.remarks(on: rules) + Self.everywhere(rules, setup) + Self.limits(fits)

        let made = try ImportedResources(site, version, issuer: issuer, groups: asked)
        resources =
            made.shared
            + namespaces.flatMap { namespace in
                let grants = fits.filter { $0.key.namespace == namespace && !$0.value.roles.isEmpty }.map {
                    ImportedResources.Grant(group: $0.key.group, roles: $0.value.roles)
                }
                let labels = setup.objects.first { $0.type == .namespace && $0.name == namespace }?
                    .content["metadata"]?["labels"]
                return made.access(
                    in: namespace, environment: labels?[WellKnown.Label.environment]?.string,
                    templates: (templates[namespace] ?? []).map(\.name).sorted(),
                    grants: grants.sorted { $0.group < $1.group })
            }
    }

    /// Whether people with a group alone act as an account that is for them, not as that for everybody.
    private static func isMeant(
        _ group: GroupPath, _ rules: [JudgedRule], _ access: GroupAccess, _ namespace: String
    ) -> Bool {
        let accounts = access.accounts([group], in: namespace)
        return !accounts.isEmpty
            && accounts.allSatisfy { key in
                rules.first { $0.account.key == key }.map { !RuleBench.isAlwaysTrue($0) } ?? false
            }
    }

    /// A role that is in no file may be in the cluster.
    private static func gaps(_ rules: [JudgedRule], _ setup: ArgoSetup) -> [String] {
        rules.flatMap { rule in
            setup.rights.unknown(of: rule.account.key).map { binding in
                "\(rule.account.namespace)/\(rule.account.key.name): its rights through \(binding.key): \(binding.role) is "
                    + "not among the files, so that it is not known what is lost; name its file too"
            }
        }
    }

    /// Rights in the whole cluster: they are compared in namespaces that are known here only.
    private static func everywhere(_ rules: [JudgedRule], _ setup: ArgoSetup) -> [String] {
        rules.flatMap { rule -> [String] in
            let bindings = setup.rights.bindings(of: rule.account.key).filter { binding in
                binding.namespace == nil && binding.subjects.contains { $0.kind != "Group" }
            }
            return bindings.map { binding in
                "\(rule.account.namespace)/\(rule.account.key.name): its rights in the whole cluster, through \(binding.key): "
                    + "outside of namespaces with WorkflowTemplates they are lost"
            }
        }
    }

    /// What rights do not show: admission policies limit what people may do with them.
    private static func limits(_ fits: [Place: RoleFit]) -> [String] {
        Dictionary(grouping: fits, by: \.key.namespace).sorted { $0.key < $1.key }.flatMap { namespace, fits in
            let roles = Set(fits.flatMap(\.value.roles))
            var limits: [String] = []
            if roles.include(.submitter) {
                limits.append(
                    "\(namespace): Workflows other than runs of the binding's templates, as policies refuse them")
            }
            if roles.contains(.approver) {
                limits.append("\(namespace): changes of a run by approvers other than letting a waiting step go on")
            }
            return limits
        }
    }

    /// What rules say that a grant cannot say.
    private static func remarks(on rules: [JudgedRule]) -> [String] {
        rules.flatMap { rule -> [String] in
            let name = "\(rule.account.namespace)/\(rule.account.key.name)"
            if !rule.isUsable {
                return ["\(name): its rule lets nobody in: \(rule.findings.first?.message ?? "")"]
            }
            guard let terms = rule.formula?.terms else {
                return ["\(name): its rule cannot be told in groups: \(rule.rule)"]
            }
            var remarks: [String] = []
            if terms.contains(where: { $0.contains { $0.claim != RuleAtom.groupsClaim } }) {
                remarks.append("\(name): its rule asks for more than groups, and a grant is for a group: \(rule.rule)")
            }
            if terms.contains(where: { $0.count { $0.group != nil } > 1 }) {
                remarks.append("\(name): its rule asks for several groups at once, a grant is for one: \(rule.rule)")
            }
            return remarks
        }
    }
}
