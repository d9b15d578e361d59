package import JSONTree

/// What can be told of the steps of a run.
package enum WorkflowSteps {
    /// The steps that wait to be approved: the names of their templates, sorted.
    ///
    /// - Parameter run: a Workflow.
    package static func waiting(in run: JSONValue) -> [String] {
        let nodes = run["status"]?["nodes"]?.object?.members.map(\.value) ?? []
        return Set(
            nodes.filter { $0["type"]?.string == "Suspend" && $0["phase"]?.string == "Running" }.compactMap {
                ArgoRun.step(of: $0)
            }
        ).sorted()
    }
}
