package import JSONTree
package import KubeModel

extension KubeClient {
    /// Sends a request until it succeeds or the retry policy gives up.
    ///
    /// - Parameter isIdempotent: whether sending it twice is the same as once; nil decides by its method.
    /// - Returns: an answer with a status of 200 to 299.
    package func perform(_ request: APIRequest, isIdempotent: Bool? = nil) async throws(KubeError) -> APIResponse {
        let start = options.uptime()
        var attempt = 1
        while true {
            let failure: KubeError
            do {
                return try await performOnce(request)
            } catch {
                failure = error
            }
            let decision = options.retry.decision(
                after: failure, attempt: attempt, elapsed: options.uptime() - start,
                isIdempotent: isIdempotent ?? request.isIdempotent, random: options.random())
            switch decision {
            case .giveUp: throw attempt == 1 ? failure : failure.repeated(attempt)
            case .retry(let delay): try await pause(delay)
            }
            attempt += 1
        }
    }

    /// Sends a request as ``perform(_:isIdempotent:)`` does and reads the JSON of the answer.
    package func document(_ request: APIRequest, isIdempotent: Bool? = nil) async throws(KubeError) -> JSONDocument {
        try Self.document(try await perform(request, isIdempotent: isIdempotent), call: request.call)
    }

    /// Opens a body that is read piece by piece; a refusal is thrown as for any other call.
    func open(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        let stream = try await transport.stream(request, idleTimeout: idleTimeout)
        warn(stream.headers)
        guard stream.isSuccess else {
            throw KubeError(try await Self.response(of: stream, call: request.call), call: request.call)
        }
        guard KubeError.isJSON(stream.contentType) else {
            stream.cancel()
            throw Self.wrongType(stream.contentType, call: request.call)
        }
        return stream
    }

    static func document(_ response: APIResponse, call: String) throws(KubeError) -> JSONDocument {
        guard KubeError.isJSON(response.contentType) else { throw wrongType(response.contentType, call: call) }
        do {
            return try JSONDocument(parsing: response.body)
        } catch {
            throw KubeError(.protocolViolation, "\(call): the answer is not valid JSON: \(error)")
        }
    }

    private func performOnce(_ request: APIRequest) async throws(KubeError) -> APIResponse {
        let response = try await transport.send(request, timeout: options.requestTimeout)
        warn(response.headers)
        guard response.isSuccess else { throw KubeError(response, call: request.call) }
        return response
    }

    private func warn(_ headers: [String: String]) {
        guard let header = headers["warning"] else { return }
        for text in WarningHeader.texts(header) { options.onWarning(text) }
    }

    private func pause(_ delay: Duration) async throws(KubeError) {
        do {
            try await options.sleep(delay)
        } catch {
            throw KubeError(.cancelled, "cancelled while waiting to try again")
        }
    }

    /// The whole answer of a stream that was refused; a Status is small.
    private static func response(of stream: ResponseStream, call: String) async throws(KubeError) -> APIResponse {
        var body: [UInt8] = []
        while let piece = try await stream.next() {
            body += piece
            guard body.count <= 1 << 20 else {
                stream.cancel()
                throw KubeError(.tooLarge, "\(call): status \(stream.status) with a body above 1 MiB")
            }
        }
        return APIResponse(
            status: stream.status, contentType: stream.contentType, headers: stream.headers, body: body)
    }

    private static func wrongType(_ type: String, call: String) -> KubeError {
        let shown = type.isEmpty ? "no content type" : "content type \(type.prefix(80))"
        return KubeError(
            .protocolViolation,
            "\(call): the answer has \(shown) instead of application/json. Check that the address is that of an API "
                + "server, and not of a proxy or a login page before it")
    }
}

extension KubeError {
    fileprivate func repeated(_ attempts: Int) -> KubeError {
        var error = self
        error.message += " (after \(attempts) attempts)"
        return error
    }
}

extension APIRequest {
    /// The request in words, without its query and body: `GET /api/v1/namespaces/argo/secrets/a`.
    package var call: String { "\(method.rawValue) /\(path.joined(separator: "/"))" }

    /// Whether repeating it after it may have been carried out does no harm.
    ///
    /// Server-side apply and merge patches set what they say; a JSON patch may add an element twice, a POST an object.
    package var isIdempotent: Bool {
        switch method {
        case .get, .put, .delete: true
        case .post: false
        case .patch: contentType != PatchKind.json.rawValue
        }
    }
}
