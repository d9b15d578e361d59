import JSONTree
package import KubeClient
import KubeModel

/// Runs statements about an API server against whatever a transport leads to.
package struct ConformanceRunner: Sendable {
    /// A statement that did not hold: which step, and what was seen.
    package struct Failure: Sendable, CustomStringConvertible {
        package let description: String
    }

    private let transport: @Sendable (Persona?) async throws(KubeError) -> any Transport
    private let namespacePrefix: String
    private let patience: Duration

    /// - Parameters:
    ///   - namespacePrefix: the beginning of the names of the namespaces that cases make.
    ///   - patience: how long a step that waits for a controller, or for events, may take.
    ///   - transport: leads to the server in somebody's name; nil stands for an administrator.
    package init(
        namespacePrefix: String, patience: Duration = .seconds(30),
        transport: @escaping @Sendable (Persona?) async throws(KubeError) -> any Transport
    ) {
        self.transport = transport
        self.namespacePrefix = namespacePrefix
        self.patience = patience
    }

    /// Runs one case in a namespace of its own, which stays until ``removeNamespaces(_:)``.
    ///
    /// - Parameter number: tells the namespaces of cases apart.
    /// - Returns: the first statement that did not hold; nil when all did.
    package func run(_ test: ConformanceCase, number: Int) async -> Failure? {
        let namespace = "\(namespacePrefix)-\(number)"
        var scope = Scope(values: ["ns": .string(namespace)])
        do throws(KubeError) {
            let made = try await transport(nil).send(
                .create(KubeObject(.namespace, namespace: nil, name: namespace), fieldManager: "conformance"),
                timeout: patience)
            guard made.isSuccess else {
                return Failure(
                    description: "\(test.name): namespace \(namespace): \(String(decoding: made.body, as: UTF8.self))")
            }
        } catch {
            return Failure(description: "\(test.name): namespace \(namespace): \(error)")
        }
        var failure: Failure?
        for (index, step) in test.steps.enumerated() where failure == nil {
            let problem = await perform(step, &scope)
            failure = problem.map { Failure(description: "\(test.name): step \(index + 1): \($0)") }
        }
        for path in test.leftovers { await remove(RequestTarget(scope.filled(path)).path) }
        return failure
    }

    /// Deletes the namespaces of cases that were run.
    ///
    /// Not after each case: a server takes seconds to empty one, and other cases would wait for its controllers.
    package func removeNamespaces(_ numbers: some Sequence<Int>) async {
        for number in numbers { await remove(["api", "v1", "namespaces", "\(namespacePrefix)-\(number)"]) }
    }

    /// Deletes something that may be gone already; what fails is left behind.
    private func remove(_ path: [String]) async {
        _ = try? await transport(nil).send(APIRequest(.delete, path: path), timeout: patience)
    }

    private func perform(_ step: ConformanceStep, _ scope: inout Scope) async -> String? {
        do throws(KubeError) {
            let transport = try await transport(step.persona.map { scope.filled($0) })
            switch step.action {
            case .watch(let path, let accept, let events):
                return try await watch(scope.filled(path), accept, events, scope, transport)
            case .send(let sending): return try await send(request(sending, scope), step, &scope, transport)
            }
        } catch {
            return "\(error)"
        }
    }

    private func request(_ sending: ConformanceStep.Sending, _ scope: Scope) -> APIRequest {
        let target = RequestTarget(scope.filled(sending.path))
        return APIRequest(
            sending.method, path: target.path, query: target.query, contentType: sending.contentType,
            accept: sending.accept, body: Array(scope.filled(sending.body).utf8))
    }

    private func send(
        _ request: APIRequest, _ step: ConformanceStep, _ scope: inout Scope, _ transport: any Transport
    ) async throws(KubeError) -> String? {
        let start = ContinuousClock.now
        while true {
            let response = try await transport.send(request, timeout: patience)
            let text = String(decoding: response.body, as: UTF8.self)
            let document = (try? JSONValue(parsing: response.body)) ?? .string(text)
            let answer = Answer(status: response.status, headers: response.headers, document: document)
            guard let problem = answer.problem(step.expectations, scope) else {
                scope.capture(step.captures, from: document)
                return nil
            }
            guard step.isEventual, start.duration(to: .now) < patience else {
                let target = "\(request.method.rawValue) /\(request.path.joined(separator: "/"))"
                return "\(target): \(problem); the answer: \(response.status) \(text.prefix(2000))"
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private func watch(
        _ path: String, _ accept: String?, _ events: [ExpectedEvent], _ scope: Scope, _ transport: any Transport
    ) async throws(KubeError) -> String? {
        let target = RequestTarget(path)
        let stream = try await transport.stream(
            APIRequest(.get, path: target.path, query: target.query, accept: accept), idleTimeout: patience)
        defer { stream.cancel() }
        guard stream.isSuccess else { return "the watch was answered with \(stream.status)" }
        var lines = WatchLines(stream)
        for expected in events {
            guard let event = try await lines.next(passingBookmarks: expected.type != "BOOKMARK") else {
                if expected.type == nil { continue }
                return "the watch ended before \(expected.type ?? "its end") came"
            }
            let type = event["type"]?.string ?? ""
            guard type == expected.type else { return "expected \(expected.type ?? "the end"), got \(event.text)" }
            let answer = Answer(status: stream.status, headers: stream.headers, document: event["object"] ?? .null)
            if let problem = answer.problem(expected.expectations, scope) {
                return "\(type): \(problem); the event: \(event.text)"
            }
        }
        return nil
    }
}
