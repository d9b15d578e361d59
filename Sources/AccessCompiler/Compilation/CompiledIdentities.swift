import AccessModel
import KubeModel

/// The identities of an installation with what they were laid out from.
struct CompiledIdentities {
    let entitlements: [NamespaceEntitlements]
    let accounts: [LiveObject]
    let home: IdentityPlace
    let facts: IdentityFacts

    /// The identities, unless something that they depend on differs; the terms are compared by the caller.
    func home(for entitlements: [NamespaceEntitlements], accounts: [LiveObject]) -> IdentityPlace? {
        NamespaceObservation.areSame(accounts, self.accounts) && entitlements == self.entitlements ? home : nil
    }
}
