import AccessExplainer
import AccessModel
import JSONTree
import KubeModel

extension AccessPlan {
    /// The plan for programs: every change of every holder.
    var value: JSONValue {
        [
            "summary": .string(summary),
            "changes": .array(difference.changes.map(value)),
            "undecided": .array(
                difference.undecided.map { entry in
                    var value: JSONObject = ["holder": Self.value(entry.holder)]
                    value["namespace"] = entry.namespace.map(JSONValue.string)
                    value["reason"] = .string(entry.reason)
                    return .object(value)
                }),
            "likelyRenames": .array(
                difference.likelyRenames.map { ["from": .string($0.old.text), "to": .string($0.new.text)] }),
            "removed": ["lost": .integer(Int64(difference.removed)), "of": .integer(Int64(difference.heldBefore))],
            "objects": [
                "created": .array(keys { $0 == .created }), "removed": .array(keys { $0 == .removed }),
                "changed": .array(changedObjects),
            ],
            "refused": .array(objections.map(JSONValue.string)), "unread": .array(unread.map(JSONValue.string)),
        ]
    }

    private func value(_ change: AccessChange) -> JSONValue {
        var value: JSONObject = [
            "change": .string(change.direction.rawValue), "grave": .bool(change.isGrave),
            "holder": Self.value(change.holder), "installation": .string(change.installation.description),
        ]
        value["namespace"] = change.namespace.map(JSONValue.string)
        switch change.subject {
        case .action(let action): value["action"] = .string(action.rawValue)
        case .pods(let right, let name):
            var object: JSONObject = [
                "verb": .string(right.verb), "group": .string(right.group), "resource": .string(right.resource),
            ]
            object["name"] = name.map(JSONValue.string)
            value["right"] = .object(object)
        }
        value["template"] = change.template.map { ["kind": .string($0.kind.rawValue), "name": .string($0.name)] }
        value["before"] = change.before.map(Self.value)
        value["after"] = change.after.map(Self.value)
        value["implied"] = .bool(difference.implied.contains(change))
        return .object(value)
    }

    private static func value(_ holder: AccessHolder) -> JSONValue {
        switch holder {
        case .everybody: ["everybody": true]
        case .groups(let groups): ["groups": .array(groups.map { .string($0.text) })]
        case .person(let subject): ["person": .string(subject.text)]
        case .matching(let account): ["matchesRuleOf": .string(account.description)]
        case .pods(let template): ["podsOf": .string(template.description)]
        }
    }

    private static func value(_ extent: AccessExtent) -> JSONValue {
        .string(extent == .whole ? "unlimited" : extent.description)
    }

    private func keys(_ isMeant: (ObjectChange.Kind) -> Bool) -> [JSONValue] {
        objects.filter { isMeant($0.kind) }.map { .string($0.key.description) }
    }

    private var changedObjects: [JSONValue] {
        objects.compactMap { change in
            guard case .changed(let paths) = change.kind else { return nil }
            return [
                "object": .string(change.key.description),
                "fields": .array(paths.map { .string($0.description) }),
            ]
        }
    }
}
