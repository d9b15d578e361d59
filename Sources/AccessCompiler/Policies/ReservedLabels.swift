import JSONTree

/// The labels with which Argo says who made a run, and what became of it.
///
/// Source: Argo Workflows, `workflow/common/common.go` and `workflow/creator/creator.go`, 3.4 to 4.1.
enum ReservedLabels {
    static let prefix = "workflows.argoproj.io/"

    /// argo-server writes them over whatever a request says.
    static let creator = ["creator", "creator-email", "creator-preferred-username"].map { prefix + $0 }
    /// Who did something last, and what; a resubmission copies them.
    static let actor = ["actor", "actor-email", "actor-preferred-username", "action"].map { prefix + $0 }
    static let resubmitted = prefix + "resubmitted-from-workflow"
    static let template = prefix + "workflow-template"
    static let clusterTemplate = prefix + "cluster-workflow-template"
    static let cron = prefix + "cron-workflow"
    static let event = prefix + "workflow-event-binding"
    /// Which controller runs it.
    static let instance = prefix + "controller-instanceid"
    static let phase = prefix + "phase"
    /// What became of it.
    static let progress = [phase, prefix + "completed", prefix + "workflow-archiving-status"]

    /// Whether none of the keys of a map is Argo's, but some.
    static func none(in map: PolicyExpression, but allowed: [String] = []) -> PolicyExpression {
        let key = PolicyExpression.bound("k")
        let isOther: PolicyExpression = !.hasPrefix(key, .literal(.string(prefix)))
        return .every(in: map, as: "k", allowed.isEmpty ? isOther : isOther || key.isOne(of: allowed))
    }
}
