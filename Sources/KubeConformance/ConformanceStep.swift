package import KubeModel

/// One request and what must be true of its answer.
package struct ConformanceStep: Sendable {
    package enum Action: Sendable {
        /// Sends a request and reads its whole answer.
        case send(Sending)
        /// Reads a watch until the expected events have come.
        case watch(path: String, accept: String?, events: [ExpectedEvent])
    }

    /// A request with placeholders.
    package struct Sending: Sendable {
        package let method: APIRequest.Method
        /// The path with its query, such as `/api/v1/namespaces/{ns}/configmaps?limit=1`.
        package let path: String
        package let contentType: String?
        package let accept: String?
        package let body: String
    }

    package let action: Action
    package let expectations: [Expectation]
    /// Pointers to values of the answer that later steps use, by name.
    package let captures: [String: String]
    /// Who makes the request; nil for the administrator.
    package private(set) var persona: Persona?
    /// Whether the request is repeated until its expectations hold: for what controllers do in their own time.
    package private(set) var isEventual = false

    init(_ action: Action, _ expectations: [Expectation], _ captures: [String: String]) {
        self.action = action
        self.expectations = expectations
        self.captures = captures
    }

    /// The same step in somebody else's name.
    package func by(_ persona: Persona) -> ConformanceStep {
        var step = self
        step.persona = persona
        return step
    }

    /// The same step, of whose answer these are expected first.
    func expecting(_ more: [Expectation]) -> ConformanceStep {
        var step = ConformanceStep(action, more + expectations, captures)
        step.persona = persona
        step.isEventual = isEventual
        return step
    }

    /// The same step, repeated until what is expected is true.
    package static func eventually(_ step: ConformanceStep) -> ConformanceStep {
        var step = step
        step.isEventual = true
        return step
    }
}
