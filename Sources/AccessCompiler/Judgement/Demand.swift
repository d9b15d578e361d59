import AccessModel
import KubeModel

/// Who is to have what in each workload namespace, taken from all judged bindings.
struct Demand {
    /// All roles that a group is to have in a namespace, of one binding or several: none need include the others.
    private(set) var roles: [String: [GroupPath: Set<Role>]] = [:]
    /// The groups that have a verb on a binding's templates; of bindings without any there are none.
    private(set) var holders: [ResourceName: [BindingVerb: Set<GroupPath>]] = [:]
    /// What each group gets: the RoleBindings through which it gets it. Groups that get nothing are absent.
    ///
    /// All that depends on who holds which groups is decided on these alone: an account that stands for several groups
    /// is a subject of the RoleBindings of each of them.
    private(set) var entitlements: [GroupPath: Set<ObjectKey>] = [:]

    /// - Parameters:
    ///   - installation: its name is part of the names of RoleBindings.
    ///   - roleOf: what a grant counts as; normally what it was judged to give.
    init(
        _ bindings: [BindingJudgement], installation: ResourceName, roleOf: (GrantJudgement) -> Role? = { $0.role }
    ) {
        for binding in bindings {
            for grant in binding.grants {
                guard let role = roleOf(grant) else { continue }
                let group = grant.claim.group
                roles[binding.name.namespace, default: [:]][group, default: []].insert(role)
                // Without templates there is an obstacle, and what is asked is what there may have been.
                if binding.templates?.needsClusterTemplates != false {
                    entitlements[group, default: []].insert(GeneratedName.clusterTemplates(installation))
                }
                guard binding.templates?.isEmpty != true else { continue }
                for verb in grant.claim.verbs(of: role) {
                    holders[binding.name, default: [:]][verb, default: []].insert(group)
                }
            }
        }
        entitle(installation.name)
    }

    private mutating func entitle(_ installation: String) {
        for (namespace, groups) in roles {
            for (group, roles) in groups {
                for step in Role.allCases where roles.include(step) {
                    let name = GeneratedName.role(step, installation: installation)
                    entitlements[group, default: []].insert(ObjectKey(.roleBinding, namespace: namespace, name: name))
                }
            }
        }
        for (binding, verbs) in holders {
            for (verb, groups) in verbs {
                let name = GeneratedName.verb(verb, binding: binding.name, installation: installation)
                let key = ObjectKey(.roleBinding, namespace: binding.namespace, name: name)
                for group in groups { entitlements[group, default: []].insert(key) }
            }
        }
    }
}
