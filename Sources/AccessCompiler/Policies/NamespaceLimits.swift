import AccessModel
import JSONTree

/// What one namespace puts into the policy that it shares with others.
struct NamespaceLimits: Equatable {
    /// So many bytes of CEL are written for the entries of a policy: etcd takes 1.5 MiB for an object. Of what is left out
    /// nothing can be submitted.
    private static let limit = 900_000

    let namespace: String
    /// Those of its entries that fit.
    let entries: [TemplateAccess]
    /// Whether there are others.
    let isCrowded: Bool
    /// What they say in ``LimitTables/index``: rows of one name follow each other.
    let index: [LimitRow]
    /// What they say in ``LimitTables/entries``.
    let rows: [LimitRow]
    /// The label of each person who has an account of their own, by the user name.
    let people: [String: String]
    /// The templates, as `payments/nightly-report`, of which more bindings and steps are told than are asked about.
    let contested: [String]
    /// How many bytes all of that takes.
    let size: Int

    /// - Parameter all: in the order of their bindings and templates.
    init(_ all: [TemplateAccess], in namespace: String) { self.init(all, in: namespace, within: Self.limit) }

    private init(_ all: [TemplateAccess], in namespace: String, within limit: Int) {
        let people = all.lazy.compactMap(\.fourEyes).first?.creators ?? [:]
        let contact = all.lazy.compactMap(\.contact).first.map { LimitRow.contact($0, in: namespace) }
        var index = contact.map { [$0] } ?? []
        var rows: [LimitRow] = []
        var count = 0
        var size = (LimitRow.people(people) + index).map(\.size).reduce(0, +)
        for entry in all {
            let added = (
                index: LimitRow.index(entry, in: namespace, number: count),
                rows: LimitRow.content(entry, in: namespace, number: count)
            )
            let all = added.index + added.rows
            size += all.map(\.size).reduce(0, +)
            guard all.allSatisfy({ $0.size <= LimitTables.tableSize }), size <= limit else { break }
            index += added.index
            rows += added.rows
            count += 1
        }
        self.namespace = namespace
        entries = Array(all.prefix(count))
        isCrowded = count < all.count
        self.index = Self.grouped(index)
        contested = Self.contested(self.index)
        self.rows = rows
        self.people = people
        self.size = count == 0 ? 0 : size
    }

    /// Each row once, sorted by their names; those of one name in the order in which they come.
    private static func grouped(_ rows: [LimitRow]) -> [LimitRow] {
        Dictionary(grouping: rows, by: \.name).sorted { $0.key < $1.key }.flatMap { _, rows in
            var seen: Set<String?> = []
            return rows.filter { seen.insert($0.value.array?.first?.string).inserted }
        }
    }

    /// - Parameter index: rows of one name follow each other.
    private static func contested(_ index: [LimitRow]) -> [String] {
        let asked = index.compactMap { LimitTables.template(askedAt: $0.name) }
        let many = Dictionary(grouping: asked) { $0 }.filter { $1.count > LimitPolicy.questions }.keys
        return many.sorted().map { key in
            let parts = key.split(separator: "/")
            return "\(parts[0])/\(parts[parts.count - 1])"
        }
    }

    /// The limits of namespaces that share policies, with those of their entries that fit into these: the smallest
    /// namespaces first, so that no large one keeps others out.
    static func fitting(_ limits: some Collection<NamespaceLimits>) -> [NamespaceLimits] {
        var sizes: [Int: Int] = [:]
        return limits.sorted { ($0.size, $0.namespace) < ($1.size, $1.namespace) }.map { limits in
            let part = LimitPolicy.part(of: limits.namespace)
            let left = limit - sizes[part, default: 0]
            let own =
                limits.size <= left ? limits : NamespaceLimits(limits.entries, in: limits.namespace, within: left)
            sizes[part, default: 0] += own.size
            return own
        }
    }

    static func fitting(_ access: [String: [TemplateAccess]]) -> [NamespaceLimits] {
        fitting(access.map { NamespaceLimits($1, in: $0) })
    }

    /// The same entries with any parameters.
    var withAnyParameters: NamespaceLimits {
        let isOpen = entries.allSatisfy { $0.limits.parameters == nil }
        return isOpen ? self : NamespaceLimits(entries.map(\.withAnyParameters), in: namespace)
    }

    /// What is written follows from the entries.
    static func == (left: NamespaceLimits, right: NamespaceLimits) -> Bool {
        left.namespace == right.namespace && left.entries == right.entries && left.isCrowded == right.isCrowded
    }
}
