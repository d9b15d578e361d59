package import AccessModel
import JSONTree
package import KubeModel
import ReconcileCore

/// The identities that one installation would have, for people who want to know as whom they act.
package struct IdentityReport: Sendable {
    /// An identity with what it gives.
    package struct Entry: Sendable {
        package let identity: Identity
        /// What the realm's list calls the person; nil for others.
        package let name: String?
        /// The RoleBindings of which it is a subject, in ascending order.
        package let gives: [ObjectKey]
    }

    package let installation: ResourceName
    /// Why there are none; nil when there can be some.
    package let obstacle: String?
    /// Namespace by namespace, in each in the order in which Argo tries them.
    package let entries: [Entry]
    package let lost: LostCombinations
    package let leftOut: [Identity.Holder]
    /// Whether everybody who holds several groups gets what these give, as the installation's condition says it.
    package let addsUp: Bool
    package let sum: String

    /// - Returns: nil for the observation of a resource without an installation.
    package init?(_ observation: AccessObservation) {
        guard case .installation(let name) = observation.key else { return nil }
        let judgement = Judgement(observation, installation: name)
        installation = name
        guard let spec = judgement.installation.spec, judgement.installation.obstacle == nil else {
            obstacle = judgement.installation.obstacle?.message ?? ""
            entries = []
            lost = LostCombinations()
            leftOut = []
            addsUp = false
            sum = ""
            return
        }
        obstacle = nil
        let members = judgement.installation.realm?.members ?? []
        let layout = IdentityLayout(
            entitlements: Demand(judgement.bindings, installation: name).entitlements, members: members,
            installation: spec, accounts: [])
        let names = Dictionary(uniqueKeysWithValues: members.map { ($0.subject, $0.name) })
        let ordered = layout.identities.sorted { left, right in
            left.namespace == right.namespace ? left.precedence > right.precedence : left.namespace < right.namespace
        }
        entries = ordered.map { identity in
            var name: String?
            if case .person(let subject, _) = identity.holder { name = names[subject] ?? nil }
            return Entry(identity: identity, name: name, gives: layout.entitlements(of: identity))
        }
        lost = layout.lost
        leftOut = layout.leftOut
        let sum = GroupSum(layout, settings: spec.identities)
        addsUp = sum.isComplete
        self.sum = sum.message
    }
}
