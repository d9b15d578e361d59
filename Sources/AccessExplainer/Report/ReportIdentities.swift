import AccessCompiler
import AccessModel
import JSONTree

/// The accounts and known people of a report.
struct ReportIdentities {
    private let index: ReportIndex
    private(set) var holders: [JSONValue] = []
    /// Holder, place and precedence.
    private(set) var accounts: [JSONValue] = []
    private(set) var people: [JSONValue] = []
    /// The namespaces in which accounts lie.
    private(set) var places = ReportDictionary<String>()

    init(_ index: ReportIndex) { self.index = index }

    mutating func add(_ overview: AccessOverview, installation: Int) {
        var holderNumbers: [Identity.Holder: Int] = [:]
        var accountNumbers: [Identity: Int] = [:]
        for identity in overview.identities where identity.holder != .everybody {
            let holder =
                holderNumbers[identity.holder]
                ?? {
                    holders.append(value(of: identity, in: installation))
                    holderNumbers[identity.holder] = holders.count - 1
                    return holders.count - 1
                }()
            accountNumbers[identity] = accounts.count
            accounts.append([
                number(holder), number(places.number(of: identity.namespace)), number(identity.precedence),
            ])
        }
        for member in overview.members {
            var value: JSONObject = [
                "subject": .string(member.subject.text), "installation": number(installation),
                "groups": numbers(of: member.groups, in: installation),
                "accounts": .array(overview.identities(of: member).compactMap { accountNumbers[$0] }.map(number)),
            ]
            value["name"] = member.name.map(JSONValue.string)
            people.append(.object(value))
        }
    }

    /// What is the same of an identity in all namespaces.
    private func value(of identity: Identity, in installation: Int) -> JSONValue {
        var value: JSONObject = [
            "name": .string(identity.accountName), "installation": number(installation),
            "groups": numbers(of: identity.holder.groups, in: installation), "rule": .string(identity.rule.text),
        ]
        if case .person(let subject, _) = identity.holder { value["subject"] = .string(subject.text) }
        return .object(value)
    }

    private func numbers(of groups: [GroupPath], in installation: Int) -> JSONValue {
        .array(groups.map { number(index.number(of: $0, in: installation)) })
    }

    private func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
}
