import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What is told of a scope.
struct ScopeStatus {
    let planned: PlannedStatus

    /// - Parameters:
    ///   - bindings: how many bindings name the scope.
    ///   - grants: how many of their grants are effective.
    ///   - overlap: what it claims although another scope has it; nil when there is nothing.
    init(_ scope: ScopeJudgement, bindings: Int, grants: Int, overlap: Impediment?, at now: KubeTime) {
        var document = StatusDocument(of: scope.live, at: now)
        let isMissing = ["InstallationNotFound", "InstallationBeingDeleted"]
        let missing = scope.installationObstacle.flatMap { isMissing.contains($0.reason) ? $0 : nil }
        let installation = WorkflowScope.installation(of: scope.live.root)
        document.add(
            "InstallationFound", unless: missing, "Found", installation.map { "ArgoInstallation \($0)" } ?? "")
        if let spec = scope.spec {
            document.add("EnvironmentMatches", unless: scope.environmentObstacle, "Matches", spec.environment)
            document.add("ComponentsUnique", unless: overlap, "Unique")
        } else {
            document.add("EnvironmentMatches", .unknown, "Invalid")
        }
        var fields: JSONObject = ["bindings": .integer(Int64(bindings)), "grants": .integer(Int64(grants))]
        fields["installation"] = installation.map { .string($0.description) }
        planned = document.planned(
            [scope.obstacle, overlap].compactMap { $0 },
            ready: "\(Words.count(bindings, "binding")), \(Words.count(grants, "grant")) effective",
            fields: fields)
    }
}
