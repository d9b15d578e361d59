package import AccessModel
package import JSONTree

/// What people with certain groups gain and lose in a namespace when a set-up takes the place of another.
package struct ImportDifference: Hashable, Sendable {
    /// Exactly the groups that they hold; none for people without any that matters.
    package let groups: [GroupPath]
    package let namespace: String
    /// The account as which they acted; nil for none.
    package let account: String?
    /// In phrases such as `delete, get secrets`.
    package let gained: [String]
    package let lost: [String]
    /// Why it is so, in one sentence without its full stop.
    package let reason: String

    /// The difference for programs.
    package var value: JSONValue {
        var value: JSONObject = [
            "groups": .array(groups.map { .string($0.text) }), "namespace": .string(namespace),
            "gained": .array(gained.map(JSONValue.string)), "lost": .array(lost.map(JSONValue.string)),
            "reason": .string(reason),
        ]
        value["account"] = account.map(JSONValue.string)
        return .object(value)
    }

    /// The difference for people, in lines.
    package var lines: [String] {
        let who = groups.isEmpty ? "people without any of these groups" : groups.map(\.text).joined(separator: " + ")
        return ["\(namespace), \(who)\(account.map { " (before: \($0))" } ?? ""): \(reason)"]
            + gained.map { "  gain: \($0)" } + lost.map { "  lose: \($0)" }
    }
}
