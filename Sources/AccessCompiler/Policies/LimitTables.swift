import AccessModel
import JSONTree

/// What the bindings of some namespaces say, as tables in which a policy looks up what concerns a request.
///
/// The API server makes a constant of each table when it takes up the policy, so that a request costs the same however
/// many bindings there are. An element of a table is a list of texts, or a list of maps of them: CEL wants all of a map to
/// have one type.
struct LimitTables {
    /// So many bytes a table has at most: the API server reads no expression of more than 100,000 characters. Several
    /// tables together hold what one cannot.
    private static let tableSize = 80_000

    /// The places of the entries of each template, and the names that the authorizer is asked for.
    let index: [PolicyExpression]
    /// What the entries say, by their places: a head, and the requirements of a submission.
    let entries: [PolicyExpression]
    /// The label of each person who has an account of their own, by the user name.
    let people: [PolicyExpression]
    /// The namespaces in which people are told apart.
    let namespacesOfPeople: [String]

    init(_ access: [String: [TemplateAccess]]) {
        let sorted = access.sorted { $0.key < $1.key }
        index = Self.tables([Row(name: "", value: [""])] + sorted.flatMap { Self.index($0.key, $0.value) })
        entries = Self.tables([Row(name: "", value: [["": [""]]])] + sorted.flatMap { Self.entries($0.key, $0.value) })
        let people = sorted.map { ($0.key, Self.people($0.value)) }.filter { !$0.1.isEmpty }
        namespacesOfPeople = people.map(\.0)
        let labels = people.reduce(into: [String: String]()) { $0.merge($1.1) { first, _ in first } }
        self.people = labels.isEmpty ? [] : Self.tables(Self.rows(labels))
    }

    /// How many bytes an entry takes in the tables, but for people; nil when it cannot be written.
    static func size(of entry: TemplateAccess) -> Int? {
        let rows = index("", [entry]) + entries("", [entry])
        guard rows.allSatisfy({ $0.size + namespaceSize <= tableSize }) else { return nil }
        // A name is written once for the rows that follow each other.
        return Set(rows.map(\.name)).count * namespaceSize + rows.map(\.size).reduce(0, +)
    }

    /// How many bytes the people of a namespace take in the tables.
    static func size(ofPeopleIn entries: [TemplateAccess]) -> Int { rows(people(entries)).map(\.size).reduce(0, +) }

    private static let namespaceSize = 63

    // MARK: - Keys

    /// Under which a template stands in ``index``. No name has a slash.
    static func key(
        _ namespace: PolicyExpression, isClusterScoped: PolicyExpression, _ template: PolicyExpression
    ) -> PolicyExpression {
        .text([namespace, .choice(if: isClusterScoped, then: "/c/", else: "/n/"), template])
    }

    static let bindings = "/bindings"
    static let steps = "/steps"
    static let contact = "/contact"

    /// What the head of an entry says.
    enum Head {
        static let binding = "binding"
        static let scope = "scope"
        static let fourEyes = "fourEyes"
        /// In which roles the binding lets people submit, and in which it lets them approve.
        static let submits = "submits"
        static let approves = "approves"
    }

    // MARK: - Rows

    private struct Row {
        let name: String
        let value: JSONValue

        /// With its name, a colon and a comma.
        var size: Int { PolicyExpression.literal([name: value]).cel.utf8.count + 2 }
    }

    private static func index(_ namespace: String, _ entries: [TemplateAccess]) -> [Row] {
        var places: [String: [String]] = [:]
        var names: [String: [String]] = [:]
        for (number, entry) in entries.enumerated() {
            let kind = entry.kind == .clusterWorkflowTemplate ? "c" : "n"
            for template in entry.templates {
                let key = "\(namespace)/\(kind)/\(template)"
                places[key, default: []].append(place(namespace, number))
                names[key + bindings, default: []].append(entry.binding.name)
                guard !entry.steps.isEmpty else { continue }
                names[key + steps, default: []] += entry.steps.map {
                    BindingVerb.name(ofStep: $0, binding: entry.binding.name)
                }
            }
        }
        var rows = places.merging(names.mapValues(\.uniqued)) { first, _ in first }
        if let person = entries.lazy.compactMap(\.contact).first { rows[namespace + contact] = [person] }
        return rows.sorted { $0.key < $1.key }.flatMap { name, texts in
            texts.map { Row(name: name, value: [.string($0)]) }
        }
    }

    private static func entries(_ namespace: String, _ entries: [TemplateAccess]) -> [Row] {
        entries.enumerated().flatMap { number, entry -> [Row] in
            var head: JSONObject = [
                Head.binding: [.string(entry.binding.name)], Head.scope: [.string(entry.scopeName)],
            ]
            head[Head.submits] = [.string(names(entry.roles, including: .submitter))]
            head[Head.approves] = [.string(names(entry.roles, including: .approver))]
            if entry.fourEyes != nil { head[Head.fourEyes] = [] }
            return ([.object(head)] + RunLimits(entry).requirements).map {
                Row(name: place(namespace, number), value: [$0])
            }
        }
    }

    /// `submitter|operator`
    private static func names(_ roles: Set<Role>, including least: Role) -> String {
        let names = Role.allCases.filter { roles.contains($0) && $0.includes(least) }.map(\.rawValue)
        return names.isEmpty ? "none" : names.joined(separator: "|")
    }

    private static func place(_ namespace: String, _ number: Int) -> String { "\(namespace)/\(number)" }

    private static func people(_ entries: [TemplateAccess]) -> [String: String] {
        entries.lazy.compactMap(\.fourEyes).first?.creators ?? [:]
    }

    private static func rows(_ labels: [String: String]) -> [Row] {
        labels.sorted { $0.key < $1.key }.map { Row(name: $0.key, value: .string($0.value)) }
    }

    /// The rows as tables that are not too large; rows of one name that follow each other are one list.
    private static func tables(_ rows: [Row]) -> [PolicyExpression] {
        var tables: [PolicyExpression] = []
        var members: [JSONObject.Member] = []
        var size = 0
        for row in rows {
            let added = row.size
            if size + added > tableSize {
                tables.append(.literal(.object(JSONObject(uniqueMembers: members))))
                (members, size) = ([], 0)
            }
            if let last = members.last, last.name == row.name, let list = last.value.array, let more = row.value.array {
                members[members.count - 1].value = .array(list + more)
            } else {
                members.append(.init(name: row.name, value: row.value))
            }
            size += added
        }
        return tables + [.literal(.object(JSONObject(uniqueMembers: members)))]
    }
}

extension [String] {
    /// Each once, in the order in which they come.
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
