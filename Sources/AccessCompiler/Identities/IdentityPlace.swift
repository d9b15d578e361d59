import AccessModel
import KubeModel

/// The identities that lie in one namespace: which there are, how they are called, and in which order Argo tries them.
struct IdentityPlace: Sendable {
    /// Sorted by their holders.
    let identities: [Identity]
    /// Who got no identity because another one has their account's name, no precedence is free, or their groups are too
    /// long to write down.
    let leftOut: [Identity.Holder]
    let lost: LostCombinations
    private let byHolder: [Identity.Holder: Identity]
    private let entitlements: Entitlements
    /// The indices of the identities that get each of the entitlements.
    private let receivers: [[Int]]

    /// The bytes of an identity's groups that fit into annotations, which have 256 KiB in all and hold them twice.
    private static let longestGroups = 50_000

    /// Lays the identities of one namespace out.
    ///
    /// A precedence that a live account has is kept, so that new groups never renumber others.
    ///
    /// - Parameters:
    ///   - entitlements: the RoleBindings through which each group gets something as an identity of this namespace.
    ///   - members: people whose groups are known.
    ///   - hasLogin: whether everybody has an identity here.
    ///   - accounts: the live accounts of identities here by name, wanted or not: a precedence in use is not given twice.
    init(
        _ namespace: String, entitlements byGroup: [GroupPath: Set<ObjectKey>], members: [RealmMember],
        installation: ArgoInstallation, hasLogin: Bool, accounts: [String: LiveObject]
    ) {
        self.init(
            namespace, Entitlements(byGroup), members: members, installation: installation, hasLogin: hasLogin,
            accounts: accounts)
    }

    init(
        _ namespace: String, _ entitlements: Entitlements, members: [RealmMember], installation: ArgoInstallation,
        hasLogin: Bool, accounts: [String: LiveObject]
    ) {
        let settings = installation.identities
        let held = members.map { (member: $0, groups: entitlements.indices(of: $0.groups)) }.filter {
            !$0.groups.isEmpty
        }
        let hasPeople = settings.holder == .user
        // People with an account of their own need no combination.
        let combinations = Combinations(
            of: entitlements, held: hasPeople ? [] : held.map(\.groups), limit: settings.combinationLimit,
            isClosed: settings.combinations == .closure)
        var wanted: [(holder: Identity.Holder, groups: [Int])] = hasLogin ? [(.everybody, [])] : []
        for groups in entitlements.groups.indices.map({ [$0] }) + combinations.chosen {
            wanted.append((.groups(groups.map { entitlements.groups[$0] }), groups))
        }
        for (member, groups) in held where hasPeople {
            wanted.append((.person(member.subject, groups.map { entitlements.groups[$0] }), groups))
        }
        let named = Self.named(wanted.map(\.holder), installation: installation.name.name, accounts: accounts)
        var leftOut = named.leftOut
        var allocator = PrecedenceAllocator(
            base: settings.precedenceBase, accounts: accounts, wanted: Set(named.names.values))
        var identities: [Identity] = []
        var receivers = Array(repeating: [Int](), count: entitlements.keys.count)
        for (holder, groups) in wanted.sorted(by: { $0.holder < $1.holder }) {
            guard let name = named.names[holder] else { continue }
            let given = entitlements.union(of: groups)
            guard
                let precedence = allocator.precedence(
                    of: name, entitlements: given.count, isPerson: holder.isPerson)
            else {
                leftOut.append(holder)
                continue
            }
            for entitlement in given.elements { receivers[entitlement].append(identities.count) }
            identities.append(
                Identity(holder: holder, namespace: namespace, accountName: name, precedence: precedence))
        }
        self.identities = identities
        self.leftOut = leftOut
        self.entitlements = entitlements
        self.receivers = receivers
        byHolder = Dictionary(uniqueKeysWithValues: identities.map { ($0.holder, $0) })
        lost = LostCombinations(combinations, of: entitlements)
    }

    /// The identity of somebody; nil when there is none.
    func identity(of holder: Identity.Holder) -> Identity? { byHolder[holder] }

    /// The identities that are to be subjects of a RoleBinding, in their order.
    func identities(entitledTo binding: ObjectKey) -> [Identity] {
        entitlements.index(of: binding).map { receivers[$0].map { identities[$0] } } ?? []
    }

    /// The indices of the identities that get each of some neighbouring RoleBindings.
    ///
    /// - Parameter range: of ``Entitlements/keys``.
    func receivers(of range: Range<Int>) -> ArraySlice<[Int]> { receivers[range] }

    /// The RoleBindings of which an identity is to be a subject, in ascending order.
    func entitlements(of identity: Identity) -> [ObjectKey] {
        entitlements.union(of: entitlements.indices(of: identity.holder.groups)).elements.map { entitlements.keys[$0] }
    }

    // MARK: - Names

    /// A name for each holder; of two with one name the one whose account exists has it, or else the first.
    private static func named(
        _ holders: [Identity.Holder], installation: String, accounts: [String: LiveObject]
    ) -> (names: [Identity.Holder: String], leftOut: [Identity.Holder]) {
        var owners: [String: Identity.Holder] = [:]
        var leftOut: [Identity.Holder] = []
        for holder in holders.sorted() {
            guard holder.groups.reduce(0, { $0 + $1.text.utf8.count }) <= longestGroups else {
                leftOut.append(holder)
                continue
            }
            let name = GeneratedName.account(installation: installation, holder: holder)
            if let other = owners[name] {
                let isOwner = accounts[name].flatMap(IdentityLayout.holder) == holder
                leftOut.append(isOwner ? other : holder)
                if !isOwner { continue }
            }
            owners[name] = holder
        }
        return (Dictionary(uniqueKeysWithValues: owners.map { ($0.value, $0.key) }), leftOut)
    }
}

extension Identity.Holder {
    fileprivate var isPerson: Bool { if case .person = self { true } else { false } }
}

extension LostCombinations {
    fileprivate init(_ combinations: Combinations, of entitlements: Entitlements) {
        let lost = combinations.lost(bound: Self.bound)
        first = lost.first.map { $0.map { entitlements.groups[$0] } }
        count = lost.count
        heldByMembers = combinations.lostByMembers.map { $0.map { entitlements.groups[$0] } }
    }
}
