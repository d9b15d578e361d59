import KubeModel
import ReconcileCore

/// What is told of the scopes and bindings of a situation.
struct ResourceStatuses {
    typealias Entry = (live: LiveObject, status: PlannedStatus)

    let scopes: [Entry]
    let bindings: [Entry]
    let effectiveGrants: Int

    init(_ situation: Situation) {
        let bindings = situation.judgement.bindings.map { (judgement: $0, status: BindingStatus($0, in: situation)) }
        let byScope = Dictionary(grouping: bindings) { $0.judgement.scope?.name }
        scopes = situation.judgement.scopes.map { scope in
            let members = byScope[scope.name] ?? []
            let grants = members.reduce(0) { $0 + $1.status.effectiveCount }
            let status = ScopeStatus(
                scope, bindings: members.count, grants: grants, overlap: situation.judgement.claims.obstacle(of: scope),
                at: situation.observation.now)
            return (scope.live, status.planned)
        }
        self.bindings = bindings.map { ($0.judgement.live, $0.status.planned) }
        effectiveGrants = bindings.reduce(0) { $0 + $1.status.effectiveCount }
    }
}
