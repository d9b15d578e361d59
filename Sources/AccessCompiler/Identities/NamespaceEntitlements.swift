import AccessModel
import KubeModel

/// What each group gets in one namespace, and whether it also gets what has no namespace.
struct NamespaceEntitlements: Equatable {
    /// One group with the indices of its keys.
    struct Share: Equatable {
        let group: GroupPath
        /// Indices of ``NamespaceEntitlements/keys``.
        let keys: [Int]
    }

    /// Everything that some group gets in the namespace, in ascending order.
    let keys: [ObjectKey]
    /// The groups that get any of it, in ascending order.
    let groups: [Share]
    /// The groups that get what has no namespace, in ascending order.
    let clusterWide: [GroupPath]

    /// - Parameter entitlements: those that the bindings of one namespace ask for.
    init(_ entitlements: [GroupPath: Set<ObjectKey>]) {
        let placed = entitlements.mapValues { $0.filter { $0.namespace != nil } }
        let keys = placed.values.reduce(into: Set<ObjectKey>()) { $0.formUnion($1) }.sorted()
        let numbers = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
        self.keys = keys
        groups = placed.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { group, own in
            Share(group: group, keys: own.compactMap { numbers[$0] }.sorted())
        }
        clusterWide = entitlements.filter { $0.value.contains { $0.namespace == nil } }.keys.sorted()
    }
}
