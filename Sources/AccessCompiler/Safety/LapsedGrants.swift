import AccessModel
import KubeModel

/// What ended at its own time, and so is taken away whatever else is held.
struct LapsedGrants {
    private let entitlements: [GroupPath: Set<ObjectKey>]

    /// - Parameter bindings: all that are there, those that grant nothing any more included: the end of a claim stays its
    ///   end while its binding is being deleted.
    init(_ bindings: [BindingJudgement], installation: ResourceName, now: KubeTime) {
        let ended = Demand(bindings, installation: installation) { grant in
            grant.claim.hasEnded(at: now) ? grant.claim.role : nil
        }
        let lasting = Demand(bindings, installation: installation) { grant in
            grant.claim.hasEnded(at: now) ? nil : grant.claim.role
        }
        entitlements = ended.entitlements.reduce(into: [:]) { result, entry in
            result[entry.key] = entry.value.subtracting(lasting.entitlements[entry.key] ?? [])
        }
    }

    /// Whether an account was a subject of a RoleBinding only, or also, for a claim that has ended.
    func contains(_ account: LiveObject, in binding: ObjectKey) -> Bool {
        IdentityLayout.groups(of: account)?.contains { entitlements[$0]?.contains(binding) == true } ?? false
    }
}
