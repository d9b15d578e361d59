package import AccessModel
import JSONTree
package import KubeModel

/// The identities of an installation: which there are, where they lie, and through which RoleBindings they get something.
package struct IdentityLayout: Sendable {
    /// Namespace by namespace, in each sorted by their holders.
    package let identities: [Identity]
    /// Who got no identity because another one has their account's name, no precedence is free, or their groups are too
    /// long to write down.
    package let leftOut: [Identity.Holder]
    package let lost: LostCombinations
    private let installation: ArgoInstallation?
    private let places: [String: IdentityPlace]

    /// Lays identities out.
    ///
    /// Each namespace with identities is laid out by itself, since argo-server chooses among those of one namespace only.
    ///
    /// - Parameters:
    ///   - entitlements: the RoleBindings through which each group gets something.
    ///   - members: people whose groups are known.
    ///   - accounts: the live accounts of identities, wanted or not.
    package init(
        entitlements: [GroupPath: Set<ObjectKey>], members: [RealmMember] = [], installation: ArgoInstallation,
        accounts: some Sequence<LiveObject>
    ) {
        let byPlace = Self.places(of: entitlements, installation)
        let live = Dictionary(grouping: accounts) { $0.key.namespace ?? "" }
        let places = byPlace.map { namespace, entitlements in
            let accounts = (live[namespace] ?? []).map { ($0.key.name, $0) }
            let isHome = namespace == installation.name.namespace
            let place = IdentityPlace(
                namespace, entitlements: entitlements, members: members, installation: installation,
                hasLogin: isHome && installation.identities.hasLogin,
                accounts: Dictionary(accounts) { first, _ in first })
            return (namespace: namespace, place: place)
        }.sorted { $0.namespace < $1.namespace }
        self.installation = installation
        self.places = Dictionary(uniqueKeysWithValues: places.map { ($0.namespace, $0.place) })
        identities = places.flatMap(\.place.identities)
        leftOut = places.flatMap(\.place.leftOut)
        lost = LostCombinations(together: places.map(\.place.lost))
    }

    /// What each group gets, by where the identities lie through which it does.
    private static func places(
        of entitlements: [GroupPath: Set<ObjectKey>], _ installation: ArgoInstallation
    ) -> [String: [GroupPath: Set<ObjectKey>]] {
        let home = installation.name.namespace
        guard installation.identities.layout == .delegated else { return [home: entitlements] }
        // The login identity has a place even where nobody is granted anything.
        var places: [String: [GroupPath: Set<ObjectKey>]] = [home: [:]]
        for (group, keys) in entitlements {
            for key in keys {
                places[installation.identityNamespace(for: key.namespace), default: [:]][group, default: []].insert(key)
            }
        }
        return places
    }

    /// No identities at all.
    package init() {
        identities = []
        leftOut = []
        lost = LostCombinations()
        installation = nil
        places = [:]
    }

    /// The identities of an installation that all lie beside it.
    init(_ home: IdentityPlace, _ installation: ArgoInstallation) {
        self.installation = installation
        places = [installation.name.namespace: home]
        identities = home.identities
        leftOut = home.leftOut
        lost = LostCombinations(together: [home.lost])
    }

    private func place(for workload: String?) -> IdentityPlace? {
        installation.flatMap { places[$0.identityNamespace(for: workload)] }
    }

    /// The identity of somebody in requests about a workload namespace; nil when there is none.
    package func identity(of holder: Identity.Holder, for workload: String) -> Identity? {
        place(for: workload)?.identity(of: holder)
    }

    /// The identities that are to be subjects of a RoleBinding, in their order.
    package func identities(entitledTo binding: ObjectKey) -> [Identity] {
        place(for: binding.namespace)?.identities(entitledTo: binding) ?? []
    }

    /// The RoleBindings of which an identity is to be a subject, in ascending order.
    package func entitlements(of identity: Identity) -> [ObjectKey] {
        places[identity.namespace]?.entitlements(of: identity) ?? []
    }

    // MARK: - Annotations

    /// Groups as the annotation for people has them: a JSON list.
    static func groupsText(_ groups: [GroupPath]) -> String { JSONValue.array(groups.map { .string($0.text) }).text }

    /// The groups of an account; nil when its annotation is missing or malformed.
    static func groups(of account: LiveObject) -> [GroupPath]? {
        guard let text = account.annotation(WellKnown.Annotation.groups), let value = try? JSONValue(parsing: text),
            let array = value.array
        else { return nil }
        let groups = array.compactMap { $0.string.flatMap { GroupPath($0) } }
        return groups.count == array.count ? groups : nil
    }

    /// Whom an account stands for; nil when its annotations do not tell.
    static func holder(of account: LiveObject) -> Identity.Holder? {
        guard let groups = groups(of: account) else { return nil }
        guard let text = account.annotation(WellKnown.Annotation.subject) else {
            return groups.isEmpty ? .everybody : .groups(groups)
        }
        return PersonSubject(text).map { .person($0, groups) }
    }

    /// Whether a ServiceAccount with an installation's labels lies and is called as its identities are.
    ///
    /// Beside argo-server Idmon makes no others. Elsewhere many people may create ServiceAccounts and label them.
    package static func isIdentity(_ account: LiveObject, of installation: ResourceName) -> Bool {
        guard account.key.type == .serviceAccount, account.label(WellKnown.Label.binding) == nil else { return false }
        if account.key.namespace == installation.namespace { return true }
        guard let holder = holder(of: account), holder != .everybody else { return false }
        return account.key.name == GeneratedName.account(installation: installation.name, holder: holder)
    }
}
