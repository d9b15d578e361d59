/// A template as runs refer to it: its kind and its name, in the namespace of the run or in the cluster.
package struct TemplateTarget: Hashable, Sendable {
    package let kind: TemplateKind
    package let name: String

    package init(_ kind: TemplateKind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

extension TemplateTarget: CustomStringConvertible {
    /// `nightly-report`, `CronWorkflow nightly`: the kind stands before all but WorkflowTemplates.
    package var description: String { kind == .workflowTemplate ? name : "\(kind.rawValue) \(name)" }
}

extension TemplateTarget: Comparable {
    package static func < (left: TemplateTarget, right: TemplateTarget) -> Bool {
        (left.name, left.kind) < (right.name, right.kind)
    }
}
