package import AccessModel
package import JSONTree

/// What something is done with.
package enum AccessTarget: Hashable, Sendable {
    /// Anything in the namespace.
    case none
    /// A stored template, or a run of it where a run is meant.
    case template(TemplateKind, String)
    /// A run as it is.
    case workflow(JSONValue)
}

/// One question: may this person do that, there?
package struct AccessQuestion: Hashable, Sendable {
    /// A parameter of a submission.
    package struct Parameter: Hashable, Sendable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var person: Person
    package var action: PersonAction
    package var namespace: String
    package var target: AccessTarget
    /// The step that is to be approved: the name of its template; nil for any step.
    package var step: String?
    /// Where in the template the run is to begin; nil for where the template says.
    package var entrypoint: String?
    /// The parameters, all of them; nil for some that the limits allow.
    package var parameters: [Parameter]?
    /// The installation through which it is done; nil for the one that serves the namespace.
    package var installation: ResourceName?

    package init(
        _ person: Person, _ action: PersonAction, in namespace: String, on target: AccessTarget = .none,
        step: String? = nil, entrypoint: String? = nil, parameters: [Parameter]? = nil,
        installation: ResourceName? = nil
    ) {
        self.person = person
        self.action = action
        self.namespace = namespace
        self.target = target
        self.step = step
        self.entrypoint = entrypoint
        self.parameters = parameters
        self.installation = installation
    }
}
