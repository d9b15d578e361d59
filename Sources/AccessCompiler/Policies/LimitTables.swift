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
    static let tableSize = 80_000

    /// The places of the entries of each template, and the names that the authorizer is asked for.
    let index: [PolicyExpression]
    /// What the entries say, by their places: a head, and the requirements of a submission.
    let entries: [PolicyExpression]
    /// The label of each person who has an account of their own, by the user name.
    let people: [PolicyExpression]
    /// The namespaces in which people are told apart.
    let namespacesOfPeople: [String]

    /// - Parameter limits: of several namespaces.
    init(_ limits: [NamespaceLimits]) {
        let sorted = limits.sorted { $0.namespace < $1.namespace }
        index = Self.tables([LimitRow("", [""])] + sorted.flatMap(\.index))
        entries = Self.tables([LimitRow("", [["": [""]]])] + sorted.flatMap(\.rows))
        let people = sorted.filter { !$0.people.isEmpty }
        namespacesOfPeople = people.map(\.namespace)
        let labels = people.reduce(into: [:]) { $0.merge($1.people) { first, _ in first } }
        self.people = labels.isEmpty ? [] : Self.tables(LimitRow.people(labels))
    }

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

    /// The key of the template whose bindings or steps stand under a name; nil when something else stands there.
    static func template(askedAt name: String) -> Substring? {
        [bindings, steps].first(where: name.hasSuffix).map { name.dropLast($0.utf8.count) }
    }

    /// What the head of an entry says.
    enum Head {
        static let binding = "binding"
        static let scope = "scope"
        static let fourEyes = "fourEyes"
        /// In which roles the binding lets people submit, and in which it lets them approve.
        static let submits = "submits"
        static let approves = "approves"
    }

    // MARK: - Tables

    /// The rows as tables that are not too large; rows of one name that follow each other are one list.
    private static func tables(_ rows: [LimitRow]) -> [PolicyExpression] {
        var tables: [PolicyExpression] = []
        var members: [JSONObject.Member] = []
        var size = 0
        for row in rows {
            if size + row.size > tableSize {
                tables.append(.literal(.object(JSONObject(uniqueMembers: members))))
                (members, size) = ([], 0)
            }
            if let last = members.last, last.name == row.name, let list = last.value.array, let more = row.value.array {
                members[members.count - 1].value = .array(list + more)
            } else {
                members.append(.init(name: row.name, value: row.value))
            }
            size += row.size
        }
        return tables + [.literal(.object(JSONObject(uniqueMembers: members)))]
    }
}
