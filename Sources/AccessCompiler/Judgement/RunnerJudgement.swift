import AccessModel

/// What the pods of a binding get.
struct RunnerJudgement {
    /// The rules of their Role: what was claimed, within the ceiling, and what every executor needs.
    let rules: [PolicyRule]
    /// What was claimed and is not given, in words.
    let cutOff: [String]

    init(_ spec: WorkflowBinding, ceiling: [PolicyRule]) {
        // Most bindings claim nothing, and there are thousands.
        guard !spec.runnerRules.isEmpty else {
            (rules, cutOff) = (Self.minimum.rules, [])
            return
        }
        let claimed = PermissionSet(spec.runnerRules)
        let allowed = PermissionSet(ceiling)
        rules = claimed.intersection(allowed).union(Self.minimum.permissions).rules
        cutOff = claimed.cutOff(by: allowed.union(Self.minimum.permissions))
    }

    /// What every executor needs, taken apart and put together once.
    private static let minimum: (permissions: PermissionSet, rules: [PolicyRule]) = {
        let permissions = PermissionSet(RoleCatalogue.executorMinimum)
        return (permissions, permissions.rules)
    }()
}
