import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import Testing

/// The matrix of a report as its page reads it: what a group may do about a template.
private struct Cells {
    private let data: JSONValue
    private let roles: [Role]

    init(_ data: JSONValue) {
        self.data = data
        roles = (data["roles"]?.array ?? []).compactMap { $0.string.flatMap { Role(rawValue: $0) } }
    }

    var groups: [GroupPath] { (data["groups"]?.array ?? []).compactMap { $0[1]?.string.flatMap { GroupPath($0) } } }

    var templates: [(namespace: String, name: String)] {
        (data["templates"]?.array ?? []).map { (namespace($0[0]), $0[2]?.string ?? "") }
    }

    private func namespace(_ number: JSONValue?) -> String {
        data["namespaces"]?[Int(number?.integer ?? -1)]?.string ?? ""
    }

    private struct Grant {
        let role: Role
        let isOfTemplate: Bool
        let fourEyes: Bool
        let step: String?
    }

    /// The grants in effect of a group in the namespace of a template.
    private func grants(_ group: Int, _ template: Int) -> [Grant] {
        let place = templates[template].namespace
        var found: [Grant] = []
        for binding in data["bindings"]?.array ?? [] where namespace(binding["namespace"]) == place {
            let uses = (binding["templates"]?.array ?? []).enumerated().filter { $0.offset % 2 == 0 }.map(
                \.element.integer)
            for grant in binding["grants"]?.array ?? [] where grant[0]?.integer == Int64(group) {
                let given = Int(grant[2]?.integer ?? grant[1]?.integer ?? -1)
                guard given >= 0 else { continue }
                let steps = Int(grant[6]?.integer ?? -1)
                found.append(
                    Grant(
                        role: roles[given], isOfTemplate: uses.contains(Int64(template)),
                        fourEyes: binding["fourEyes"]?.bool == true,
                        step: steps < 0 ? nil : data["steps"]?[steps]?[0]?.string))
            }
        }
        return found
    }

    func may(_ action: PersonAction, _ group: Int, _ template: Int) -> (Bool, step: String?) {
        let all = grants(group, template)
        let own = all.filter(\.isOfTemplate)
        let submits = own.contains { $0.role.includes(.submitter) }
        switch action {
        case .submit: return (submits, nil)
        case .approve:
            let approvals = own.filter { $0.role.includes(.approver) && !($0.fourEyes && submits) }
            return (!approvals.isEmpty, approvals.contains { $0.step == nil } ? nil : approvals.first?.step)
        case .view: return (!all.isEmpty, nil)
        case .stop, .retry: return (all.contains { $0.role.includes(.operator) }, nil)
        case .delete, .editTemplate: return (all.contains { $0.role.includes(.maintainer) }, nil)
        // An event starts a run, so what it starts has to be theirs to submit.
        case .editEventBinding: return (submits && all.contains { $0.role.includes(.admin) }, nil)
        default: return (all.contains { $0.role.includes(.admin) }, nil)
        }
    }
}

@Suite("The cells of a report") struct ReportCellTests {
    private static let actions: [PersonAction] = [
        .view, .submit, .approve, .stop, .retry, .delete, .editTemplate, .deleteMany, .editEventBinding,
    ]

    @Test(
        "each says what the explainer answers for a member of the group alone",
        arguments: ["three-teams", "limits"])
    func verdicts(world: String) throws {
        let objects = try world == "limits" ? Sample.limits() : Sample.threeTeams()
        let overviews = AccessObservation.rendering(objects, now: Sample.now).map { AccessOverview($0) }
        let data = ReportData(overviews, source: .files, unread: [], generator: "idmon", now: Sample.now).value
        let cells = Cells(data)
        let explainer = Sample.explainer(objects)
        var yes = 0
        for (group, path) in cells.groups.enumerated() {
            for (template, place) in cells.templates.enumerated() where data["templates"]?[template]?[1] == 0 {
                for action in Self.actions {
                    let (isPermitted, step) = cells.may(action, group, template)
                    let question = AccessQuestion(
                        .groups([path]), action, in: place.namespace, on: .template(.workflowTemplate, place.name),
                        step: step)
                    #expect(explainer.verdict(question) == (isPermitted ? .yes : .no), "\(question)")
                    yes += isPermitted ? 1 : 0
                }
            }
        }
        #expect(yes > 20)
    }
}
