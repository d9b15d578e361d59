import AccessModel
import JSONTree

/// What a table of limits says under one name.
struct LimitRow {
    let name: String
    let value: JSONValue
    /// How many bytes it takes as CEL, with its name, a colon and a comma.
    let size: Int

    init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
        size = PolicyExpression.literal([name: value]).cel.utf8.count + 2
    }
}

extension LimitRow {
    /// Under the names of an entry's templates: where the entry stands, and what the authorizer is asked for.
    ///
    /// - Parameter number: of the entry in its namespace.
    static func index(_ entry: TemplateAccess, in namespace: String, number: Int) -> [LimitRow] {
        let kind = entry.kind == .clusterWorkflowTemplate ? "c" : "n"
        return entry.templates.flatMap { template -> [LimitRow] in
            let key = "\(namespace)/\(kind)/\(template)"
            let steps = entry.steps.map { BindingVerb.name(ofStep: $0, binding: entry.binding.name) }
            return [
                LimitRow(key, [.string(place(namespace, number))]),
                LimitRow(key + LimitTables.bindings, [.string(entry.binding.name)]),
            ] + steps.map { LimitRow(key + LimitTables.steps, [.string($0)]) }
        }
    }

    /// Where the entry stands: its head, and the requirements of a submission.
    static func content(_ entry: TemplateAccess, in namespace: String, number: Int) -> [LimitRow] {
        var head: JSONObject = [
            LimitTables.Head.binding: [.string(entry.binding.name)], LimitTables.Head.scope: [.string(entry.scopeName)],
            LimitTables.Head.submits: [.string(names(entry.roles, including: .submitter))],
            LimitTables.Head.approves: [.string(names(entry.roles, including: .approver))],
        ]
        if entry.fourEyes != nil { head[LimitTables.Head.fourEyes] = [] }
        return ([.object(head)] + RunLimits(entry).requirements).map { LimitRow(place(namespace, number), [$0]) }
    }

    /// Whom to ask in a namespace.
    static func contact(_ contact: String, in namespace: String) -> LimitRow {
        LimitRow(namespace + LimitTables.contact, [.string(contact)])
    }

    /// - Parameter labels: of people, by the user names of their accounts.
    static func people(_ labels: [String: String]) -> [LimitRow] {
        labels.sorted { $0.key < $1.key }.map { LimitRow($0.key, .string($0.value)) }
    }

    private static func place(_ namespace: String, _ number: Int) -> String { "\(namespace)/\(number)" }

    /// `submitter|operator`
    private static func names(_ roles: Set<Role>, including least: Role) -> String {
        let names = Role.allCases.filter { $0.includes(least) && roles.contains($0) }.map(\.rawValue)
        return names.isEmpty ? "none" : names.joined(separator: "|")
    }
}
