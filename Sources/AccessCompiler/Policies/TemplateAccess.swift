import AccessModel
import KubeModel

/// What one entry of a binding says of the templates that it means, for the policy of its namespace.
struct TemplateAccess: Hashable, Sendable {
    let binding: ResourceName
    let kind: TemplateKind
    /// Sorted.
    let templates: [TemplateName]
    let limits: SubmissionLimits
    /// How nobody approves what they submitted; nil where the binding does not ask for it.
    let fourEyes: FourEyes?
    /// The steps that some grants name one by one.
    let steps: [String]
    /// Whom to ask; nil when the scope does not say.
    let contact: String?
    let scopeName: String
    /// What the binding's grants come to.
    let roles: Set<Role>

    /// The same with any parameters.
    var withAnyParameters: TemplateAccess {
        TemplateAccess(
            binding: binding, kind: kind, templates: templates,
            limits: SubmissionLimits(entrypoints: limits.entrypoints),
            fourEyes: fourEyes, steps: steps, contact: contact, scopeName: scopeName, roles: roles)
    }
}
