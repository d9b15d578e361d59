package import AccessCompiler
import AccessModel
package import JSONTree
package import KubeModel
import ReconcileCore

/// Who may run what, as one JSON document: what a page shows and what other programs read.
///
/// Groups, namespaces, templates, limits, reasons and steps are written once and named by their place, so that 200 groups
/// and 1,000 templates fit into a few megabytes. `docs/report.md` describes the members.
package struct ReportData: Sendable {
    /// The number that changes when a reader of earlier documents would misunderstand one.
    private static let format = 1

    package let value: JSONValue

    /// - Parameters:
    ///   - overviews: one for each installation, and those of resources without one.
    ///   - generator: the name and version of the program.
    ///   - now: the time at which grants were judged.
    package init(
        _ overviews: [AccessOverview], source: AccessSnapshot.Source, unread: [UnreadPart], generator: String,
        now: KubeTime
    ) {
        let overviews = AccessOverview.together(overviews)
        let index = ReportIndex(overviews)
        var bindings = ReportBindings(index)
        var scopes: [JSONValue] = []
        var identities = ReportIdentities(index)
        for (number, overview) in overviews.enumerated() {
            let first = scopes.count
            scopes += overview.scopes.map { bindings.value(of: $0, in: number) }
            let numbers = overview.scopes.enumerated().map { ($1.name, first + $0) }
            bindings.add(overview, installation: number, scopes: Dictionary(numbers) { first, _ in first })
            identities.add(overview, installation: number)
        }
        let risks = ReportRisks(overviews, index: index)
        value = [
            "format": .integer(Int64(Self.format)), "generator": .string(generator), "time": .string(now.description),
            "source": source == .cluster ? "cluster" : "files",
            "roles": .array(Role.allCases.map { .string($0.rawValue) }),
            "capabilities": .array(Self.capabilities),
            "installations": .array(overviews.map(Self.value)),
            "namespaces": .array(index.namespaces.map { .string($0) }),
            "scopes": .array(scopes),
            "groups": .array(index.groups.map { [.integer(Int64($0.installation)), .string($0.path.text)] }),
            "templates": .array(Self.templates(index, overviews)),
            "bindings": .array(bindings.values),
            "limits": .array(bindings.limits.values.map(Self.value)),
            "notes": .array(bindings.notes.values.map(\.value)),
            "steps": .array(bindings.steps.values.map { .array($0.map { .string($0) }) }),
            "holders": .array(identities.holders), "accounts": .array(identities.accounts),
            "places": .array(identities.places.values.map { .string($0) }),
            "people": .array(identities.people),
            "riskKinds": .array(ReportRisks.Kind.allCases.map(\.value)), "risks": .array(risks.values),
            "unread": .array(unread.map(Self.value)),
        ]
    }

    /// What a role allows beyond those that it includes, and whether only for the templates of its binding.
    private static let capabilities: [JSONValue] = [
        ["see its runs, their logs, and the template itself", .integer(number(.viewer)), 0],
        ["submit it", .integer(number(.submitter)), 1],
        ["approve its waiting steps", .integer(number(.approver)), 1],
        ["stop, terminate, suspend and retry runs", .integer(number(.operator)), 0],
        ["delete runs; write templates and scheduled workflows", .integer(number(.maintainer)), 0],
        ["delete many runs at once; manage event bindings for what they may submit", .integer(number(.admin)), 0],
    ]

    static func number(_ role: Role) -> Int64 { Int64(Role.allCases.firstIndex(of: role) ?? 0) }

    private static func value(_ overview: AccessOverview) -> JSONValue {
        guard let name = overview.installation else { return ["name": "no installation", "version": "", "realm": ""] }
        let names = Role.allCases.map { JSONValue.string(GeneratedName.role($0, installation: name.name)) }
        var value: JSONObject = [
            "name": .string(name.description), "version": .string(overview.spec?.version.description ?? "unknown"),
            "realm": .string(overview.spec?.realmName ?? "unknown"),
            "layout": .string(overview.spec?.identities.layout.rawValue ?? "unknown"), "addsUp": .bool(overview.addsUp),
            "sum": .string(overview.sum), "roleBindings": .array(names),
            "policies": .array(overview.policies.map { .string($0) }),
        ]
        value["obstacle"] = (overview.obstacle?.message).map(JSONValue.string)
        return .object(value)
    }

    /// Namespace, kind and name; a last 0 says that it does not exist.
    private static func templates(_ index: ReportIndex, _ overviews: [AccessOverview]) -> [JSONValue] {
        var existing: [String: [TemplateKind: Set<String>]] = [:]
        for overview in overviews { existing.merge(overview.existing ?? [:]) { first, _ in first } }
        return index.templates.map { template in
            var value: [JSONValue] = [
                .integer(Int64(index.number(ofNamespace: template.namespace))),
                .integer(Int64(TemplateKind.allCases.firstIndex(of: template.kind) ?? 0)), .string(template.name),
            ]
            if let known = existing[template.namespace]?[template.kind], !known.contains(template.name) {
                value.append(0)
            }
            return .array(value)
        }
    }

    private static func value(_ limits: SubmissionLimits) -> JSONValue {
        var value: JSONObject = [:]
        if !limits.entrypoints.isEmpty { value["entrypoints"] = .array(limits.entrypoints.map { .string($0) }) }
        value["parameters"] = (limits.parameters?.map(Self.value)).map(JSONValue.array)
        return .object(value)
    }

    private static func value(_ limit: ParameterLimit) -> JSONValue {
        var value: JSONObject = ["name": .string(limit.name)]
        if !limit.values.isEmpty { value["values"] = .array(limit.values.map { .string($0) }) }
        value["pattern"] = limit.pattern.map(JSONValue.string)
        value["minLength"] = limit.minLength.map { .integer(Int64($0)) }
        value["maxLength"] = limit.maxLength.map { .integer(Int64($0)) }
        if limit.isRequired { value["required"] = true }
        return .object(value)
    }

    private static func value(_ part: UnreadPart) -> JSONValue {
        var value: JSONObject = ["kind": .string(part.type.kind), "reason": .string(part.reason)]
        value["namespace"] = part.namespace.map(JSONValue.string)
        return .object(value)
    }
}
