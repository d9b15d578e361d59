package import AccessModel
import JSONTree
package import KubeModel

/// The identities of an installation: which there are, how they are called, and in which order Argo tries them.
package struct IdentityLayout: Sendable {
    /// Sorted by their groups.
    package let identities: [Identity]
    /// Sets of groups that got no identity because another one has their account's name or no precedence is free.
    package let leftOut: [[GroupPath]]
    private let byGroups: [[GroupPath]: Identity]

    /// How many identities of one size fit; larger sets of groups come first, whatever their number.
    static let layerWidth = 100_000

    /// Lays identities out.
    ///
    /// A precedence that a live account has is kept, so that new groups never renumber others.
    ///
    /// - Parameters:
    ///   - groupSets: each sorted and not empty.
    ///   - accounts: the installation's live accounts by name, wanted or not: a precedence in use is not given twice.
    package init(groupSets: Set<[GroupPath]>, installation: ArgoInstallation, accounts: [String: LiveObject]) {
        var names: [String: [GroupPath]] = [:]
        var leftOut: [[GroupPath]] = []
        for groups in groupSets.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let name = GeneratedName.account(installation: installation.name.name, groups: groups)
            if let other = names[name] {
                leftOut.append(Self.isOwner(groups, of: accounts[name]) ? other : groups)
                if !Self.isOwner(groups, of: accounts[name]) { continue }
            }
            names[name] = groups
        }
        var allocator = PrecedenceAllocator(
            base: installation.precedenceBase, accounts: accounts, wanted: Set(names.keys))
        var identities: [Identity] = []
        for (name, groups) in names.sorted(by: { $0.value.lexicographicallyPrecedes($1.value) }) {
            if let precedence = allocator.precedence(of: name, size: groups.count) {
                identities.append(Identity(groups: groups, accountName: name, precedence: precedence))
            } else {
                leftOut.append(groups)
            }
        }
        self.identities = identities
        byGroups = Dictionary(uniqueKeysWithValues: identities.map { ($0.groups, $0) })
        self.leftOut = leftOut
    }

    /// No identities at all.
    package init() {
        identities = []
        leftOut = []
        byGroups = [:]
    }

    /// The identity of exactly these groups.
    package func identity(of groups: [GroupPath]) -> Identity? { byGroups[groups] }

    private static func isOwner(_ groups: [GroupPath], of account: LiveObject?) -> Bool {
        account?.annotation(WellKnown.Annotation.groups) == groupsText(groups)
    }

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
}
