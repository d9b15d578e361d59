import AccessModel
import KubeModel

/// What the last plan of an installation was made from and what became of it, namespace by namespace, so that the next
/// plan makes anew only what changed.
///
/// It is a value that ``AccessPlanner`` takes and returns, and holds nothing that a plan from nothing would not hold:
/// documents are shared with the stores, generated objects with the plan. What is no longer there is dropped.
package struct AccessCompilation: Sendable {
    /// What every namespace is judged and written by.
    let terms: SharedTerms
    /// The identities, and what they were laid out from.
    let identities: CompiledIdentities
    let policies: CompiledPolicies
    /// By namespace.
    let namespaces: [String: CompiledNamespace]

    /// How many namespaces were made anew for the plan.
    package let recompiled: Int
    /// How many namespaces there are.
    package var count: Int { namespaces.count }
}
