import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

extension IdentityReport {
    /// The report for people: a table, and what goes without.
    var text: String {
        if let obstacle { return "ArgoInstallation \(installation): no identities: \(obstacle)\n" }
        var rows = [["PRECEDENCE", "ACCOUNT", "WHO", "GIVES"]]
        for entry in entries {
            rows.append([
                String(entry.identity.precedence), account(entry.identity), Self.words(entry), gives(entry),
            ])
        }
        let widths = (0..<3).map { column in rows.map { $0[column].unicodeScalars.count }.max() ?? 0 }
        let lines = rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.unicodeScalars.count) + "  " }.joined()
                + row[3]
        }
        let notes =
            leftOut.map { "without an account: \($0)" } + [
                addsUp ? "Groups add up: \(sum)" : "Groups do not add up: \(sum)"
            ]
        return (["ArgoInstallation \(installation)", ""] + lines + [""] + notes).joined(separator: "\n") + "\n"
    }

    /// An account's name, with its namespace where it is not beside argo-server.
    private func account(_ identity: Identity) -> String {
        identity.namespace == installation.namespace
            ? identity.accountName : "\(identity.namespace)/\(identity.accountName)"
    }

    /// `/payments/leads + /sre`, `Ada (3f1c…)`, `everybody`
    private static func words(_ entry: Entry) -> String {
        switch entry.identity.holder {
        case .everybody: "everybody"
        case .groups(let groups): groups.map(\.text).joined(separator: " + ")
        case .person(let subject, _): entry.name.map { "\($0) (\(subject))" } ?? subject.text
        }
    }

    /// `payments: submitter, viewer; web: viewer`: RoleBindings without the part that all of them have.
    private func gives(_ entry: Entry) -> String {
        let common = "idmon-\(installation.name)-"
        var places: [(namespace: String, names: [String])] = []
        for key in entry.gives {
            let name = key.name.hasPrefix(common) ? String(key.name.dropFirst(common.count)) : key.name
            if let last = places.indices.last, places[last].namespace == key.namespace ?? "everywhere" {
                places[last].names.append(name)
            } else {
                places.append((key.namespace ?? "everywhere", [name]))
            }
        }
        let phrases = places.map { "\($0.namespace): \($0.names.joined(separator: ", "))" }
        return phrases.isEmpty ? "nothing" : phrases.joined(separator: "; ")
    }

    /// The report for programs.
    var value: JSONValue {
        var value: JSONObject = ["installation": .string(installation.description)]
        if let obstacle {
            value["obstacle"] = .string(obstacle)
            return .object(value)
        }
        value["identities"] = .array(entries.map(Self.value))
        value["leftOut"] = .array(leftOut.map { .string($0.description) })
        value["groupsAddUp"] = .bool(addsUp)
        value["lost"] = [
            "count": .integer(Int64(lost.count)), "combinations": Self.value(lost.first),
            "heldByMembers": Self.value(lost.heldByMembers),
        ]
        return .object(value)
    }

    /// `payments/idmon-main-viewer`; for a ClusterRoleBinding its name.
    private static func path(_ key: ObjectKey) -> String { key.namespace.map { "\($0)/\(key.name)" } ?? key.name }

    private static func value(_ sets: [[GroupPath]]) -> JSONValue {
        .array(sets.map { .array($0.map { .string($0.text) }) })
    }

    private static func value(_ entry: Entry) -> JSONValue {
        let identity = entry.identity
        var value: JSONObject = [
            "serviceAccount": .string("\(identity.namespace)/\(identity.accountName)"),
            "precedence": .integer(Int64(identity.precedence)),
            "groups": .array(identity.holder.groups.map { .string($0.text) }),
            "rule": .string(identity.rule.text),
            "roleBindings": .array(entry.gives.map { .string(Self.path($0)) }),
        ]
        if case .person(let subject, _) = identity.holder { value["subject"] = .string(subject.text) }
        value["name"] = entry.name.map(JSONValue.string)
        return .object(value)
    }
}
