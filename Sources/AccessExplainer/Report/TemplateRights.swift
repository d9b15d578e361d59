import AccessCompiler
import AccessModel

/// Which templates each group of an installation may submit, and which it may approve also where it could have submitted
/// them.
struct TemplateRights {
    private var submitted: [GroupPath: Set<Int>] = [:]
    /// Through bindings that do not ask for four eyes.
    private var approved: [GroupPath: Set<Int>] = [:]

    init(_ overview: AccessOverview, index: ReportIndex) {
        for binding in overview.bindings {
            let templates = Set(
                binding.uses.filter { $0.kind != .cronWorkflow }.map {
                    index.number(of: $0, in: binding.name.namespace)
                })
            for grant in binding.grants {
                guard let role = grant.role else { continue }
                if role.includes(.submitter) { submitted[grant.claim.group, default: []].formUnion(templates) }
                if role.includes(.approver), binding.spec?.needsFourEyes != true {
                    approved[grant.claim.group, default: []].formUnion(templates)
                }
            }
        }
    }

    /// The groups that may submit or approve anything, in ascending order.
    var groups: [GroupPath] { Set(submitted.keys).union(approved.keys).sorted() }

    /// What somebody with all of these groups may both submit and approve.
    func selfApproved(by groups: [GroupPath]) -> Set<Int> {
        var submits: Set<Int> = []
        var approves: Set<Int> = []
        for group in groups {
            submits.formUnion(submitted[group] ?? [])
            approves.formUnion(approved[group] ?? [])
        }
        return submits.intersection(approves)
    }
}
