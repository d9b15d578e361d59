package import KubeModel

/// The kinds of Argo's that a run can be started from.
package enum TemplateKind: String, CaseIterable, Sendable, Hashable {
    case workflowTemplate = "WorkflowTemplate"
    case clusterWorkflowTemplate = "ClusterWorkflowTemplate"
    case cronWorkflow = "CronWorkflow"

    /// As the API server names it. Source: Argo Workflows, `manifests/base/crds`.
    package var resourceType: ResourceType {
        switch self {
        case .workflowTemplate: .workflowTemplate
        case .clusterWorkflowTemplate: .clusterWorkflowTemplate
        case .cronWorkflow: .cronWorkflow
        }
    }
}

extension TemplateKind: Comparable {
    package static func < (left: TemplateKind, right: TemplateKind) -> Bool { left.rawValue < right.rawValue }
}

extension ResourceType {
    package static let workflowTemplate = argo("workflowtemplates", "WorkflowTemplate")
    package static let clusterWorkflowTemplate = argo(
        "clusterworkflowtemplates", "ClusterWorkflowTemplate", isNamespaced: false)
    package static let cronWorkflow = argo("cronworkflows", "CronWorkflow")

    private static func argo(_ plural: String, _ kind: String, isNamespaced: Bool = true) -> ResourceType {
        ResourceType(
            group: RoleCatalogue.argo, version: "v1alpha1", plural: plural, kind: kind, isNamespaced: isNamespaced)
    }
}
