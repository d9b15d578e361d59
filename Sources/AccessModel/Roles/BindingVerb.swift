/// What a Role of one binding gives: a verb on its templates, and for approvals maybe on some of their steps only.
package struct BindingVerb: Hashable, Sendable {
    package let verb: TemplateVerb
    /// The only steps, sorted; empty for all of them.
    package let steps: [String]

    package init(_ verb: TemplateVerb, steps: some Sequence<String> = []) {
        self.verb = verb
        self.steps = Set(steps).sorted()
    }

    /// What policies ask the authorizer for: the verb on the binding, or on one step of it alone.
    package static func name(ofStep step: String, binding: String) -> String { "\(binding):\(step)" }
}

extension GrantClaim {
    /// What a role that is left of the claim gives of its binding.
    package func verbs(of role: Role) -> [BindingVerb] {
        TemplateVerb.allCases.filter { role.includes($0.role) }.map {
            BindingVerb($0, steps: $0 == .approve ? steps : [])
        }
    }
}
