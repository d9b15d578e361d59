import JSONTree

/// How an installation lays out the ServiceAccounts that stand for people.
package struct IdentitySettings: Hashable, Sendable {
    /// Whom an account stands for.
    package enum Holder: String, CaseIterable, Sendable {
        /// Everybody who holds certain groups.
        case group = "Group"
        /// Besides, each member that the realm lists has an account of their own.
        case user = "User"
    }

    /// In which namespaces accounts lie.
    package enum Layout: String, CaseIterable, Sendable {
        /// All of them beside argo-server.
        case installation = "Installation"
        /// Each in the workload namespace that it is for: argo-server delegates the choice to it.
        case delegated = "Delegated"
    }

    /// Which combinations of groups get an account.
    package enum CombinationSource: String, CaseIterable, Sendable {
        /// Those that the realm's members hold, and then all others.
        case closure = "Closure"
        /// Only those that the realm's members hold.
        case known = "Known"
    }

    /// How many combinations of groups may have an account in one namespace.
    package static let limits: ClosedRange<Int64> = 0...512

    /// The lowest precedence that a generated rule gets.
    package var precedenceBase = 1000
    package var layout = Layout.installation
    package var holder = Holder.group
    package var combinations = CombinationSource.closure
    package var combinationLimit = 64
    /// Whether there is an account without any rights for everybody who has no other.
    package var hasLogin = true

    package init() {}

    /// Reads `spec.identities` of an ArgoInstallation.
    static func read(_ field: FieldReader, _ findings: inout [Finding]) -> IdentitySettings {
        var settings = IdentitySettings()
        if let base = field.optional("precedenceBase", &findings)?.integer(in: 1...1_000_000, &findings) {
            settings.precedenceBase = Int(base)
        }
        if let layout: Layout = field.optional("layout", &findings)?.choice(&findings) { settings.layout = layout }
        if let holder: Holder = field.optional("identity", &findings)?.choice(&findings) { settings.holder = holder }
        if let login = field.optional("login", &findings), let hasLogin = login.bool(&findings) {
            settings.hasLogin = hasLogin
            if !hasLogin, settings.layout == .delegated {
                login.note(
                    .loginNeeded, "with layout Delegated everybody needs the login identity",
                    hint: "Remove login: false, or set layout: Installation.", &findings)
            }
        }
        let combinations = field.optional("combinations", &findings)
        if let limit = combinations?.optional("limit", &findings)?.integer(in: limits, &findings) {
            settings.combinationLimit = Int(limit)
        }
        if let source: CombinationSource = combinations?.optional("source", &findings)?.choice(&findings) {
            settings.combinations = source
        }
        return settings
    }
}
