package import KubeModel

/// The verbs in which cases are written. Expectations come in the order in which they are checked.
extension ConformanceStep {
    package static func get(
        _ path: String, accept: String? = nil, capture: [String: String] = [:], _ expectations: Expectation...
    ) -> Self {
        ConformanceStep(
            .send(Sending(method: .get, path: path, contentType: nil, accept: accept, body: "")), expectations, capture)
    }

    package static func post(
        _ path: String, _ body: String, capture: [String: String] = [:], _ expectations: Expectation...
    ) -> Self {
        write(.post, path, body, "application/json", expectations, capture)
    }

    package static func put(
        _ path: String, _ body: String, capture: [String: String] = [:], _ expectations: Expectation...
    ) -> Self {
        write(.put, path, body, "application/json", expectations, capture)
    }

    package static func apply(
        _ path: String, _ body: String, capture: [String: String] = [:], _ expectations: Expectation...
    ) -> Self {
        write(.patch, path, body, "application/apply-patch+yaml", expectations, capture)
    }

    package static func mergePatch(
        _ path: String, _ body: String, capture: [String: String] = [:], _ expectations: Expectation...
    ) -> Self {
        write(.patch, path, body, "application/merge-patch+json", expectations, capture)
    }

    package static func jsonPatch(
        _ path: String, _ body: String, capture: [String: String] = [:], _ expectations: Expectation...
    ) -> Self {
        write(.patch, path, body, "application/json-patch+json", expectations, capture)
    }

    package static func strategicPatch(
        _ path: String, _ body: String, capture: [String: String] = [:], _ expectations: Expectation...
    ) -> Self {
        write(.patch, path, body, "application/strategic-merge-patch+json", expectations, capture)
    }

    package static func delete(
        _ path: String, capture: [String: String] = [:], _ expectations: Expectation...
    ) -> Self {
        write(.delete, path, "", nil, expectations, capture)
    }

    /// - Parameter options: `DeleteOptions`.
    package static func delete(
        _ path: String, _ options: String, capture: [String: String] = [:], _ expectations: Expectation...
    ) -> Self {
        write(.delete, path, options, "application/json", expectations, capture)
    }

    /// A request with a media type of its own.
    package static func send(
        _ method: APIRequest.Method, _ path: String, _ contentType: String, _ body: String,
        _ expectations: Expectation...
    ) -> Self {
        write(method, path, body, contentType, expectations, [:])
    }

    package static func watch(_ path: String, accept: String? = nil, _ events: ExpectedEvent...) -> Self {
        ConformanceStep(.watch(path: path, accept: accept, events: events), [], [:])
    }

    /// A request that is refused; the answer has this code, reason and message, and more may be expected of it.
    package static func refused(
        _ step: ConformanceStep, _ code: Int, _ reason: String, _ message: String
    ) -> Self {
        step.expecting(Expectation.failure(code, reason, message))
    }

    private static func write(
        _ method: APIRequest.Method, _ path: String, _ body: String, _ contentType: String?,
        _ expectations: [Expectation], _ captures: [String: String]
    ) -> Self {
        ConformanceStep(
            .send(Sending(method: method, path: path, contentType: contentType, accept: nil, body: body)), expectations,
            captures)
    }
}
