import AccessModel
import JSONTree
import KubeModel

/// What the namespaces need to know of identities and their accounts.
///
/// All that a namespace asks about objects beside the installation has to be answered from here, since a namespace is
/// made anew exactly when one of these answers changed.
struct IdentityFacts {
    /// What is known of the identity of one group.
    struct OfGroup: Equatable {
        /// Its name; nil when there is no identity.
        let account: String?
        /// The accounts that Argo uses for people of the group.
        let users: [ObjectKey]
        let hasToken: Bool
        let isInUse: Bool
        /// The foreign object in its way.
        let conflict: ObjectKey?
    }

    /// What is known of a live account beside the installation.
    struct OfAccount: Equatable {
        /// Whether what it is given counts as a grant.
        let counts: Bool
        let groups: [GroupPath]?
    }

    let groups: [GroupPath: OfGroup]
    let accounts: [String: OfAccount]
    let conflicts: [ObjectKey: ObjectKey]
    /// The accounts of all identities, in the order of the identities.
    let names: [String]
    /// The live ClusterRoleBinding of those who may see ClusterWorkflowTemplates.
    let clusterTemplates: LiveObject?

    init(_ groups: Set<GroupPath>, _ wanted: WantedAccess, _ live: LiveAccess) {
        var facts: [GroupPath: OfGroup] = [:]
        for group in groups {
            let identity = wanted.layout.identity(of: .groups([group]), for: live.installation.namespace)
            facts[group] = OfGroup(
                account: identity?.accountName, users: live.accountsInUse(for: group, in: live.installation.namespace),
                hasToken: identity.map(live.hasToken) ?? false, isInUse: identity.map(live.isInUse) ?? false,
                conflict: identity.flatMap { wanted.identityConflicts[$0.account] })
        }
        self.groups = facts
        let known = live.accounts.map {
            ($0.key.name, OfAccount(counts: RemovalSet.counts($0.key, live), groups: live.groups(of: $0.key)))
        }
        accounts = Dictionary(known) { first, _ in first }
        conflicts = wanted.identityConflicts
        names = wanted.layout.identities.map(\.accountName)
        clusterTemplates = live[GeneratedName.clusterTemplates(live.installation)]
    }

    /// The accounts that are not what they were, or came or went.
    func changedAccounts(since previous: IdentityFacts) -> Set<String> {
        guard accounts != previous.accounts else { return [] }
        let names = Set(accounts.keys).union(previous.accounts.keys)
        return names.filter { accounts[$0] != previous.accounts[$0] }
    }

    func hasSameClusterTemplates(as other: IdentityFacts) -> Bool {
        clusterTemplates?.document.bytes == other.clusterTemplates?.document.bytes
    }
}
