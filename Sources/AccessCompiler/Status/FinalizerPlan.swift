import AccessModel
import KubeModel
import ReconcileCore

/// Which resources are guarded, and which are let go.
struct FinalizerPlan {
    private let situation: Situation

    init(_ situation: Situation) { self.situation = situation }

    var changes: [FinalizerChange] { ofInstallation + ofScopes + ofBindings }

    var ofInstallation: [FinalizerChange] {
        let installation = situation.judgement.installation
        let own = installation.live.flatMap { live in
            change(live, mayBeUsed: installation.obstacle == nil) {
                situation.live.isEmpty && situation.policies.removals.isEmpty
            }
        }
        return own.map { [$0] } ?? []
    }

    var ofScopes: [FinalizerChange] {
        situation.judgement.scopes.compactMap { scope in
            change(scope.live, mayBeUsed: scope.obstacle == nil) { isNothingLeft(of: scope) }
        }
    }

    var ofBindings: [FinalizerChange] {
        situation.judgement.bindings.compactMap { binding in
            change(binding.live, mayBeUsed: binding.obstacle == nil) { isNothingLeft(of: binding) }
        }
    }

    private func change(_ object: LiveObject, mayBeUsed: Bool, isNothingLeft: () -> Bool) -> FinalizerChange? {
        guard situation.observation.managesFinalizers else { return nil }
        let isGuarded = object.finalizers.contains(WellKnown.finalizer)
        if object.isBeingDeleted {
            guard isGuarded, isNothingLeft() else { return nil }
            return FinalizerChange(AccessStage.release, .remove, key: object.key, finalizer: WellKnown.finalizer)
        }
        guard mayBeUsed, !isGuarded else { return nil }
        return FinalizerChange(AccessStage.guarding, .add, key: object.key, finalizer: WellKnown.finalizer)
    }

    private func isNothingLeft(of binding: BindingJudgement) -> Bool {
        let hasOwn = situation.observation.generated.contains {
            $0.key.namespace == binding.name.namespace && $0.label(WellKnown.Label.binding) == binding.name.name
                && Authorship.isOurs($0)
        }
        return !hasOwn
            && !isRevoking(in: binding.name.namespace, groups: binding.spec.map { Set($0.grants.map(\.group)) })
    }

    private func isNothingLeft(of scope: ScopeJudgement) -> Bool {
        let members = Set(situation.judgement.bindings.filter { $0.scope?.name == scope.name }.map(\.name.name))
        let hasOwn = situation.observation.generated.contains { object in
            object.key.namespace == scope.name.namespace
                && object.label(WellKnown.Label.binding).map(members.contains) == true && Authorship.isOurs(object)
        }
        return !hasOwn && !isRevoking(in: scope.name.namespace, groups: scope.spec.map { Set($0.ceiling.groups) })
    }

    /// Whether something is still to be taken away in a namespace, or from the identities of some groups.
    ///
    /// - Parameter groups: nil for any group.
    private func isRevoking(in namespace: String, groups: Set<GroupPath>?) -> Bool {
        situation.changes.pending.contains { object in
            // Whom a ClusterRoleBinding is being taken from is not told by its place.
            if object.key.namespace == namespace || object.key.type == .clusterRoleBinding { return true }
            guard object.key.namespace == situation.live.installation.namespace else { return false }
            guard let groups, let own = IdentityLayout.groups(of: object) else { return true }
            return own.contains(where: groups.contains)
        }
    }
}
