import AccessModel
import KubeModel

/// Who is to have what in each workload namespace, taken from all judged bindings.
struct Demand {
    /// The highest role of each group in a namespace.
    private(set) var roles: [String: [GroupPath: Role]] = [:]
    /// The groups that may submit a binding's templates.
    private(set) var submitters: [ResourceName: Set<GroupPath>] = [:]
    /// What each group gets: the RoleBindings through which it gets it. Groups that get nothing are absent.
    ///
    /// All that depends on who holds which groups is decided on these alone: an account that stands for several groups
    /// is a subject of the RoleBindings of each of them.
    private(set) var entitlements: [GroupPath: Set<ObjectKey>] = [:]

    /// - Parameter installation: the name of the installation, which the names of RoleBindings contain.
    init(_ bindings: [BindingJudgement], installation: String) {
        for binding in bindings {
            for grant in binding.grants {
                guard let role = grant.role else { continue }
                let group = grant.claim.group
                let known = roles[binding.name.namespace]?[group] ?? role
                roles[binding.name.namespace, default: [:]][group] = max(role, known)
                if role >= .submitter { submitters[binding.name, default: []].insert(group) }
            }
        }
        for (namespace, groups) in roles {
            for (group, role) in groups {
                for step in Role.allCases where step <= role {
                    let name = GeneratedName.role(step, installation: installation)
                    entitlements[group, default: []].insert(ObjectKey(.roleBinding, namespace: namespace, name: name))
                }
            }
        }
        for (binding, groups) in submitters {
            let name = GeneratedName.submit(binding: binding.name, installation: installation)
            let key = ObjectKey(.roleBinding, namespace: binding.namespace, name: name)
            for group in groups { entitlements[group, default: []].insert(key) }
        }
    }
}
