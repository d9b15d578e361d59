/// What one namespace puts into the policy that it shares with others.
struct NamespaceLimits: Equatable {
    /// So many bytes of CEL are written for the entries of a policy: etcd takes 1.5 MiB for an object. Of what is left out
    /// nothing can be submitted.
    private static let limit = 900_000

    /// Those of its entries that fit.
    let entries: [TemplateAccess]
    /// Whether there are others.
    let isCrowded: Bool
    let size: Int

    /// - Parameter all: in the order of their bindings and templates.
    init(_ all: [TemplateAccess]) { self.init(all, within: Self.limit) }

    private init(_ all: [TemplateAccess], within limit: Int) {
        var entries: [TemplateAccess] = []
        var size = LimitTables.size(ofPeopleIn: all)
        for entry in all {
            guard let added = LimitTables.size(of: entry), size + added <= limit else { break }
            entries.append(entry)
            size += added
        }
        self.entries = entries
        self.size = entries.isEmpty ? 0 : size
        isCrowded = entries.count < all.count
    }

    /// The entries of each namespace that its policy holds, the smallest namespaces first, so that no large one keeps
    /// others out.
    static func fitting(_ limits: [String: NamespaceLimits]) -> [String: [TemplateAccess]] {
        var sizes: [Int: Int] = [:]
        var fitting: [String: [TemplateAccess]] = [:]
        for (namespace, limits) in limits.sorted(by: { ($0.value.size, $0.key) < ($1.value.size, $1.key) }) {
            let part = LimitPolicy.part(of: namespace)
            let left = limit - sizes[part, default: 0]
            let own = limits.size <= left ? limits : NamespaceLimits(limits.entries, within: left)
            fitting[namespace] = own.entries
            sizes[part, default: 0] += own.size
        }
        return fitting
    }

    static func fitting(_ access: [String: [TemplateAccess]]) -> [String: [TemplateAccess]] {
        fitting(access.mapValues { NamespaceLimits($0) })
    }
}
