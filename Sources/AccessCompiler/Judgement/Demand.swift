import AccessModel

/// Who is to have what in each workload namespace, taken from all judged bindings.
struct Demand {
    /// The highest role of each group in a namespace.
    private(set) var roles: [String: [GroupPath: Role]] = [:]
    /// The groups that may submit a binding's templates.
    private(set) var submitters: [ResourceName: Set<GroupPath>] = [:]

    init(_ bindings: [BindingJudgement]) {
        for binding in bindings {
            for grant in binding.grants {
                guard let role = grant.role else { continue }
                let group = grant.claim.group
                let known = roles[binding.name.namespace]?[group] ?? role
                roles[binding.name.namespace, default: [:]][group] = max(role, known)
                if role >= .submitter { submitters[binding.name, default: []].insert(group) }
            }
        }
    }

    var groups: Set<GroupPath> { roles.values.reduce(into: []) { $0.formUnion($1.keys) } }

    /// The groups that have at least a role in a namespace.
    func groups(withAtLeast role: Role, in namespace: String) -> Set<GroupPath> {
        Set((roles[namespace] ?? [:]).filter { $0.value >= role }.keys)
    }
}
