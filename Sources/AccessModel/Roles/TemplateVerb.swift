/// A verb on Argo's templates that says for which of them somebody may do something.
///
/// Argo knows none of them. They are there for `kubectl auth can-i` and for admission policies, which ask the API
/// server's authorizer, because Kubernetes cannot limit `create workflows` and `update workflows` by template.
package enum TemplateVerb: String, CaseIterable, Sendable, Hashable {
    case submit, approve

    /// The least role that has the verb on the templates of its binding.
    package var role: Role {
        switch self {
        case .submit: .submitter
        case .approve: .approver
        }
    }
}
