import JSONTree
import KubeModel
import ReconcileCore

/// Derives Events from what a status will say that it did not say before, so that an unchanged state tells nothing.
enum StatusNotes {
    static func notes(_ planned: PlannedStatus, live: LiveObject) -> [EventNote] {
        let before = live.root["status"]?.value ?? .null
        let status = Status(key: planned.key, uid: planned.uid, status: planned.status)
        let grants = grantNotes(status, before: before)
        let stalled = stalledNote(status, before: before)
        let others = [lookalikesNote(status, before: before), lossNote(status, before: before)]
        let notes = grants + others.compactMap { $0 }
        // What a grant's own Event says is not said again for the whole.
        guard let stalled, !grants.contains(where: { $0.reason == stalled.reason }) else { return notes }
        return notes + [stalled]
    }

    /// A planned status, its text read once.
    private struct Status {
        let key: ObjectKey
        let uid: String
        let status: JSONValue
    }

    // MARK: - Grants

    private struct GrantName: Hashable {
        let group: String
        let role: String
    }

    private static func grantNotes(_ status: Status, before: JSONValue) -> [EventNote] {
        let earlier = grants(of: before)
        let now = grants(of: status.status)
        let kept = Dictionary(now.map { ($0.name, $0.value) }) { first, _ in first }
        let known = Dictionary(earlier.map { ($0.name, $0.value) }) { first, _ in first }
        let changed = now.compactMap { note($0.name, $0.value, before: known[$0.name], status) }
        let gone = earlier.filter { kept[$0.name] == nil && $0.value["effective"] == true }.map { grant in
            EventNote(
                regarding: status.key, uid: status.uid, severity: .normal, reason: "Revoked", action: "Revoke",
                message: "\(grant.name.role) of \(grant.name.group): the grant was removed")
        }
        return changed + gone
    }

    private static func grants(of status: JSONValue) -> [(name: GrantName, value: JSONValue)] {
        (status["grants"]?.array ?? []).map { grant in
            (GrantName(group: grant["group"]?.string ?? "", role: grant["role"]?.string ?? ""), grant)
        }
    }

    /// Reasons that need nobody's attention: they pass, or they are as somebody wished.
    private static let quietReasons: Set<String> = ["Granted", "TokenPending", "Applying", "Revoking", "NotYetActive"]

    private static func note(_ name: GrantName, _ grant: JSONValue, before: JSONValue?, _ status: Status)
        -> EventNote?
    {
        let isEffective = grant["effective"] == true
        let wasEffective = before?["effective"] == true
        let reason = grant["reason"]?.string ?? ""
        let what = "\(name.role) of \(name.group)"
        let message = grant["message"]?.string ?? ""
        func note(_ severity: EventNote.Severity, _ reason: String, _ action: String, _ message: String) -> EventNote {
            EventNote(
                regarding: status.key, uid: status.uid, severity: severity, reason: reason, action: action,
                message: message)
        }
        switch (wasEffective, isEffective) {
        case (false, true):
            return note(
                .normal, "Granted", "Grant", "\(what) through ServiceAccount \(grant["serviceAccount"]?.string ?? "")")
        case (true, false):
            // Written anew within the same plan, such as under another precedence; nobody took it back.
            if reason == "Applying" { return nil }
            return reason == "Expired"
                ? note(.normal, "Expired", "Revoke", "\(what): \(message)")
                : note(.warning, "Revoked", "Revoke", "\(what): \(message)")
        case (true, true), (false, false):
            if reason == before?["reason"]?.string || quietReasons.contains(reason) { return nil }
            return note(.warning, reason, "Refuse", "\(what): \(message)")
        }
    }

    // MARK: - The whole

    private static func stalledNote(_ status: Status, before: JSONValue) -> EventNote? {
        guard let stalled = condition("Stalled", of: status.status), stalled["status"] == "True" else { return nil }
        let earlier = condition("Stalled", of: before)
        if earlier?["status"] == "True", earlier?["reason"] == stalled["reason"] { return nil }
        return EventNote(
            regarding: status.key, uid: status.uid, severity: .warning, reason: stalled["reason"]?.string ?? "Stalled",
            action: "Reconcile", message: stalled["message"]?.string ?? "")
    }

    private static func lookalikesNote(_ status: Status, before: JSONValue) -> EventNote? {
        guard let found = condition("LookalikesFound", of: status.status),
            condition("LookalikesFound", of: before) == nil
        else { return nil }
        return EventNote(
            regarding: status.key, uid: status.uid, severity: .warning, reason: "LookalikesFound", action: "Prune",
            message: found["message"]?.string ?? "")
    }

    /// Tells once when people in several groups begin to get less than these.
    private static func lossNote(_ status: Status, before: JSONValue) -> EventNote? {
        guard let sum = condition("GroupsAddUp", of: status.status), sum["status"] == "False",
            condition("GroupsAddUp", of: before)?["status"] != "False"
        else { return nil }
        return EventNote(
            regarding: status.key, uid: status.uid, severity: .warning, reason: sum["reason"]?.string ?? "",
            action: "CombineGroups", message: sum["message"]?.string ?? "")
    }

    private static func condition(_ type: String, of status: JSONValue) -> JSONValue? {
        status["conditions"]?.array?.first { $0["type"]?.string == type }
    }
}
