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
    /// The label of each person who has an account of their own, by the user name; none where no entry asks for four eyes.
    let people: [String: String]
    /// The templates, as `payments/nightly-report`, of which more bindings, or steps that grants name, are told than a
    /// request may have to be asked about.
    let contested: [String]
    /// How many bytes all of that takes.
    let size: Int

    /// - Parameter all: in the order of their bindings and templates.
    init(_ all: [TemplateAccess], in namespace: String) { self.init(all, in: namespace, within: Self.limit) }

    private init(_ all: [TemplateAccess], in namespace: String, within limit: Int) {
        var (index, rows): ([LimitRow], [LimitRow]) = ([], [])
        var people: [String: String]?
        var hasContact = false
        var (count, size) = (0, 0)
        for entry in all {
            let contact = hasContact ? nil : entry.contact.map { LimitRow.contact($0, in: namespace) }
            let ownIndex = (contact.map { [$0] } ?? []) + LimitRow.index(entry, in: namespace, number: count)
            let ownRows = LimitRow.content(entry, in: namespace, number: count)
            let named = people == nil ? entry.fourEyes.map { LimitRow.people($0.creators) } ?? [] : []
            let added = ownIndex + ownRows + named
            let larger = added.reduce(size) { $0 + $1.size }
            guard larger <= limit, added.allSatisfy({ $0.size <= LimitTables.tableSize }) else { break }
            index += ownIndex
            rows += ownRows
            people = people ?? entry.fourEyes?.creators
            hasContact = hasContact || contact != nil
            (count, size) = (count + 1, larger)
        }
        self.namespace = namespace
        entries = Array(all.prefix(count))
        isCrowded = count < all.count
        self.index = Self.grouped(index)
        contested = Self.contested(self.index)
        self.rows = rows
        self.people = people ?? [:]
        self.size = size
    }

    /// Each row once, sorted by their names; those of one name in the order in which they come.
    private static func grouped(_ rows: [LimitRow]) -> [LimitRow] {
        Dictionary(grouping: rows, by: \.name).sorted { $0.key < $1.key }.flatMap { _, rows in
            var seen: Set<String?> = []
            return rows.filter { seen.insert($0.value.array?.first?.string).inserted }
        }
    }

    private static func contested(_ index: [LimitRow]) -> [String] {
        let asked = index.compactMap { LimitTables.template(askedAt: $0.name) }
        return Dictionary(grouping: asked) { $0 }.filter { $1.count > LimitPolicy.questions }.keys.sorted().map { key in
            let parts = key.split(separator: "/")
            return parts[1] == "c" ? "ClusterWorkflowTemplate \(parts[2]) in \(parts[0])" : "\(parts[0])/\(parts[2])"
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

    /// All that is written follows from the entries.
    static func == (left: NamespaceLimits, right: NamespaceLimits) -> Bool {
        left.namespace == right.namespace && left.entries == right.entries && left.isCrowded == right.isCrowded
    }
}
