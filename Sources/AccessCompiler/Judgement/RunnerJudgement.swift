import AccessModel

/// What the pods of a binding get.
struct RunnerJudgement {
    /// The rules of their Role: what was claimed, within the ceiling, and what every executor needs.
    let rules: [PolicyRule]
    /// What was claimed and is not given, in words.
    let cutOff: [String]

    init(_ spec: WorkflowBinding, ceiling: [PolicyRule]) {
        let claimed = PermissionSet(spec.runnerRules)
        let allowed = PermissionSet(ceiling)
        let minimum = PermissionSet(RoleCatalogue.executorMinimum)
        rules = claimed.intersection(allowed).union(minimum).rules
        cutOff = claimed.cutOff(by: allowed.union(minimum))
    }
}
