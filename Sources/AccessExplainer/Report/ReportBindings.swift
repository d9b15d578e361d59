import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// The scopes and bindings of a report, and what they repeat.
struct ReportBindings {
    /// Why something is not as claimed. Where the text names the group, it is divided there: one text for all groups.
    struct Note: Hashable {
        let reason: String
        let before: String
        let after: String?

        init(_ impediment: Impediment, about group: GroupPath? = nil) {
            reason = impediment.reason
            let parts = group.flatMap { impediment.message.divided(at: $0.text) }
            before = parts?.before ?? impediment.message
            after = parts?.after
        }

        var value: JSONValue {
            .array([.string(reason), .string(before)] + (after.map { [.string($0)] } ?? []))
        }
    }

    private let index: ReportIndex
    private(set) var values: [JSONValue] = []
    private(set) var limits = ReportDictionary<SubmissionLimits>()
    private(set) var notes = ReportDictionary<Note>()
    private(set) var steps = ReportDictionary<[String]>()

    init(_ index: ReportIndex) { self.index = index }

    mutating func value(of scope: AccessOverview.Scope, in installation: Int) -> JSONValue {
        var value: JSONObject = [
            "name": .string(scope.name.name), "namespace": number(index.number(ofNamespace: scope.name.namespace)),
            "installation": number(installation), "environment": .string(scope.spec?.environment ?? ""),
            "groups": .array(
                (scope.spec?.ceiling.maximumRoles.sorted { $0.key < $1.key } ?? []).map {
                    [number(index.number(of: $0.key, in: installation)), .integer(ReportData.number($0.value))]
                }),
        ]
        if !scope.policy.isEmpty { value["policy"] = .string(scope.policy) }
        if scope.spec?.enforcement == .audit { value["audit"] = true }
        value["contact"] = (scope.spec?.contact).map(JSONValue.string)
        if let obstacle = scope.obstacle { value["obstacle"] = number(notes.number(of: Note(obstacle))) }
        return .object(value)
    }

    /// - Parameter scopes: the places of the scopes.
    mutating func add(_ overview: AccessOverview, installation: Int, scopes: [ResourceName: Int]) {
        for binding in overview.bindings {
            let namespace = binding.name.namespace
            let scope = binding.spec.map { ResourceName(namespace: namespace, name: $0.scopeName) }
            var value: JSONObject = [
                "name": .string(binding.name.name), "namespace": number(index.number(ofNamespace: namespace)),
                "scope": number(scope.flatMap { scopes[$0] } ?? -1),
            ]
            if binding.spec?.needsFourEyes == true { value["fourEyes"] = true }
            if let obstacle = binding.obstacle { value["obstacle"] = number(notes.number(of: Note(obstacle))) }
            var templates: [JSONValue] = []
            for use in binding.uses {
                templates.append(number(index.number(of: use, in: namespace)))
                templates.append(number(limits.number(of: use.limits)))
            }
            value["templates"] = .array(templates)
            value["verbs"] = .array(binding.verbs.map(Self.value))
            var grants: [JSONValue] = []
            grants.reserveCapacity(binding.grants.count)
            for grant in binding.grants { grants.append(row(of: grant, in: installation)) }
            value["grants"] = .array(grants)
            values.append(.object(value))
        }
    }

    private static func value(_ verb: AccessOverview.Verb) -> JSONValue {
        let steps: [JSONValue] = verb.verb.steps.isEmpty ? [] : [.array(verb.verb.steps.map { .string($0) })]
        return .array([verb.verb.verb == .submit ? 0 : 1, .string(verb.roleBinding)] + steps)
    }

    /// Group, role claimed, role in effect or -1, note or -1, begin, end, steps or -1; from the end on, what says nothing
    /// is left out.
    private mutating func row(of grant: AccessOverview.Grant, in installation: Int) -> JSONValue {
        let claim = grant.claim
        let claimed = ReportData.number(claim.role)
        let note = grant.shortfall.map { notes.number(of: Note($0, about: claim.group)) } ?? -1
        let stepSet = claim.steps.isEmpty ? -1 : steps.number(of: Set(claim.steps).sorted())
        let full: [(value: Int64, absent: Int64?)] = [
            (Int64(index.number(of: claim.group, in: installation)), nil), (claimed, nil),
            (grant.role.map(ReportData.number) ?? -1, claimed), (Int64(note), -1),
            (claim.notBefore?.seconds ?? 0, 0), (claim.expiresAt?.seconds ?? 0, 0), (Int64(stepSet), -1),
        ]
        let length = (full.lastIndex { $0.value != $0.absent } ?? 1) + 1
        return .array(full.prefix(length).map { .integer($0.value) })
    }

    private func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
}

extension String {
    /// What stands before and after the first place of another text; nil when it is not there.
    fileprivate func divided(at text: String) -> (before: String, after: String)? {
        guard !text.isEmpty, let range = utf8.firstRange(of: text.utf8) else { return nil }
        return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
    }
}
