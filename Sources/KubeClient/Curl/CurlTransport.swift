import CCurl
package import KubeModel

/// Talks to an API server by HTTP/2 or 1.1 through libcurl.
///
/// All handles belong to this actor, whose executor is the thread that drives them. The server's certificate is checked
/// unless the configuration says otherwise, redirects are refused, every wait has a deadline, and every buffer a bound.
/// A request that is refused with 401 is sent once more with renewed credentials, if there are any; none is ever sent
/// without the credentials that the configuration names.
///
/// libcurl sends a request once more by itself when a reused connection turns out to be closed before any byte of an
/// answer came.
package actor CurlTransport: Transport {
    /// The largest answer that is taken whole, in bytes.
    package static let bodyLimit = 64 << 20

    package nonisolated let configuration: KubeConfiguration
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private nonisolated let thread: CurlThread
    private nonisolated let credentials: CredentialSource
    private let options: CurlOptions
    private var idle: [CurlHandle] = []
    private var transfers: [UInt64: CurlTransfer] = [:]
    private var lastIdentifier: UInt64 = 0
    private var isShutDown = false

    /// - Parameter userAgent: what the server logs; `idmon/` and the version.
    package init(_ configuration: KubeConfiguration, userAgent: String = "idmon") throws(KubeError) {
        let environment = ProcessEnvironment.variables()
        try self.init(
            configuration, userAgent: userAgent,
            credentials: CredentialSource(configuration, environment: environment))
    }

    init(_ configuration: KubeConfiguration, userAgent: String, credentials: CredentialSource) throws(KubeError) {
        try configuration.checkSafety()
        self.configuration = configuration
        self.credentials = credentials
        options = try CurlOptions(configuration, userAgent: userAgent)
        thread = try CurlThread()
        thread.start { [weak self] cancelled in
            self?.assumeIsolated { $0.tick(cancelled) } ?? 0
        }
    }

    isolated deinit {
        shutDown()
        thread.stop()
    }

    package func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse {
        try await authorized { (credential) async throws(KubeError) -> (Int, APIResponse) in
            let transfer = try self.begin(request, credential, .whole(limit: Self.bodyLimit), timeout: timeout)
            defer { self.transfers[transfer.identifier] = nil }
            try await self.completion(of: transfer)
            let head = transfer.head
            return (
                head.status,
                APIResponse(
                    status: head.status, contentType: head.contentType, headers: head.headers, body: transfer.takeBody()
                )
            )
        }
    }

    package func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        try await authorized { (credential) async throws(KubeError) -> (Int, ResponseStream) in
            let transfer = try self.begin(request, credential, .stream(idleTimeout: idleTimeout), timeout: nil)
            let identifier = transfer.identifier
            // From here on the stream's end, at the latest that of its last reference, removes the transfer.
            let stop: @Sendable () -> Void = { [thread = self.thread] in thread.cancel(identifier) }
            do throws(KubeError) {
                try await self.completion(of: transfer)
            } catch {
                stop()
                throw error
            }
            let head = transfer.head
            let stream = ResponseStream(
                status: head.status, contentType: head.contentType, headers: head.headers,
                next: { () async throws(KubeError) -> [UInt8]? in try await self.read(identifier) }, cancel: stop)
            return (head.status, stream)
        }
    }

    /// Ends all transfers with ``KubeError/Code/cancelled``; later requests get the same.
    ///
    /// Thread and connections end with the last reference to the transport.
    package func shutDown() {
        isShutDown = true
        for transfer in transfers.values { abort(transfer, KubeError(.cancelled, "\(transfer.call): shutting down")) }
        idle = []
    }

    // MARK: - Beginning

    /// Performs a request with the present credential, and after a 401 once more with a new one.
    private func authorized<Answer>(
        _ attempt: (Credential) async throws(KubeError) -> (status: Int, Answer)
    ) async throws(KubeError) -> Answer {
        let credential = try await credentials.current()
        do throws(KubeError) {
            let first = try await attempt(credential)
            guard first.status == 401, let other = try await credentials.replacement(for: credential) else {
                return first.1
            }
            return try await attempt(other).1
        } catch {
            // The authority's certificate may have been replaced: have it read again for the next try.
            if error.code == .tls { credentials.expire() }
            throw error
        }
    }

    private func begin(
        _ request: APIRequest, _ credential: Credential, _ kind: CurlTransfer.Kind, timeout: Duration?
    ) throws(KubeError) -> CurlTransfer {
        guard !isShutDown else { throw KubeError(.cancelled, "\(request.call): the client has been shut down") }
        let handle = try freshHandle()
        lastIdentifier += 1
        let transfer = CurlTransfer(
            identifier: lastIdentifier, kind: kind, call: request.call, handle: handle, now: .now)
        try options.prepare(handle, tls: credential.tls)
        try options.prepare(handle, request, authorization: credential.authorization, timeout: timeout)
        try handle.setReceiver(transfer)
        transfers[lastIdentifier] = transfer
        return transfer
    }

    private func freshHandle() throws(KubeError) -> CurlHandle {
        if let handle = idle.popLast() { return handle }
        let handle = try CurlHandle()
        try options.prepare(handle)
        return handle
    }

    /// Starts a transfer and waits for the whole answer, or for the head of a stream.
    private func completion(of transfer: CurlTransfer) async throws(KubeError) {
        let identifier = transfer.identifier
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<Void, KubeError>, Never>) in
                transfer.completion = continuation
                guard let handle = transfer.handle else { return }
                let code = unsafe curl_multi_add_handle(thread.multi, handle.raw)
                if code != CURLM_OK {
                    let reason = unsafe String(cString: curl_multi_strerror(code))
                    transfer.handle = nil
                    transfer.complete(.failure(KubeError(.unreachable, "\(transfer.call): libcurl: \(reason)")))
                }
            }
        } onCancel: {
            thread.cancel(identifier)
        }
        try outcome.get()
        if (300..<400).contains(transfer.head.status) { throw redirect(transfer) }
    }

    private func read(_ identifier: UInt64) async throws(KubeError) -> [UInt8]? {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<[UInt8]?, KubeError>, Never>) in
                guard let transfer = transfers[identifier] else {
                    continuation.resume(returning: .failure(KubeError(.cancelled, "the stream was cancelled")))
                    return
                }
                guard transfer.reader == nil else {
                    let error = KubeError(.protocolViolation, "\(transfer.call): two tasks read one stream")
                    continuation.resume(returning: .failure(error))
                    return
                }
                transfer.reader = continuation
                transfer.serveReader()
            }
        } onCancel: {
            thread.cancel(identifier)
        }
        return try outcome.get()
    }

    // MARK: - Driving

    /// Lets libcurl work and tells those who wait what came of it.
    ///
    /// - Returns: how many milliseconds it may take until the next call.
    private func tick(_ cancelled: [UInt64]) -> Int32 {
        for identifier in cancelled {
            guard let transfer = transfers.removeValue(forKey: identifier) else { continue }
            abort(transfer, KubeError(.cancelled, "\(transfer.call): cancelled"))
        }
        var running: Int32 = 0
        unsafe curl_multi_perform(thread.multi, &running)
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(thread.multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let raw = unsafe message.pointee.easy_handle else {
                continue
            }
            unsafe finish(raw, message.pointee.data.result)
        }
        return serveStreams()
    }

    private func finish(_ raw: UnsafeMutableRawPointer, _ code: CURLcode) {
        var context: UnsafeMutableRawPointer?
        guard unsafe ccurl_get_private(raw, &context) == CURLE_OK, let context = unsafe context else { return }
        let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        guard let handle = transfer.handle else { return }
        let outcome: Result<Void, KubeError>
        if code == CURLE_OK {
            // libcurl takes a connection that closes within the headers for their end.
            let isWhole = transfer.head.isComplete
            let error = KubeError(.connectionLost, "\(transfer.call): \(configuration.server): the headers break off")
            outcome = isWhole ? .success(()) : .failure(error)
        } else {
            let failure = CurlFailure(
                code: code, text: handle.failureText, wasConnected: handle.wasConnected, call: transfer.call)
            outcome = .failure(transfer.failure ?? failure.error(configuration))
        }
        release(transfer)
        transfer.end(outcome)
        transfer.complete(outcome)
        transfer.serveReader()
    }

    /// Serves those who read streams, ends the streams that have been silent for too long.
    private func serveStreams() -> Int32 {
        var wait = Duration.seconds(transfers.isEmpty ? 10 : 1)
        for transfer in transfers.values {
            guard case .stream(let idleTimeout) = transfer.kind, transfer.handle != nil else { continue }
            let now = ContinuousClock.now
            if transfer.hasNews {
                transfer.hasNews = false
                transfer.lastArrival = now
                if transfer.head.isComplete { transfer.complete(.success(())) }
                transfer.serveReader()
            }
            let left = idleTimeout - transfer.lastArrival.duration(to: now)
            guard left > .zero else {
                abort(
                    transfer,
                    KubeError(
                        .timedOut,
                        "\(transfer.call): \(configuration.server) sent nothing for \(idleTimeout); giving up"))
                continue
            }
            wait = min(wait, left)
        }
        return Int32((wait / .milliseconds(1)).rounded(.up))
    }

    // MARK: - Ending

    private func abort(_ transfer: CurlTransfer, _ error: KubeError) {
        release(transfer)
        transfer.end(.failure(error))
        transfer.complete(.failure(error))
        transfer.serveReader()
    }

    /// Takes a transfer's handle out of libcurl's hands; from then on no callback touches the transfer.
    private func release(_ transfer: CurlTransfer) {
        guard let handle = transfer.handle else { return }
        transfer.handle = nil
        unsafe curl_multi_remove_handle(thread.multi, handle.raw)
        handle.clearRequest()
        if !isShutDown && idle.count < 64 { idle.append(handle) }
    }

    private func redirect(_ transfer: CurlTransfer) -> KubeError {
        let target = transfer.head.headers["location"].flatMap(URLParts.init).map { " to \($0.host)" } ?? ""
        return KubeError(
            .protocolViolation,
            "\(transfer.call): \(configuration.server) redirects\(target), which an API server does not do; credentials are "
                + "not sent elsewhere. Name the final address as the cluster's server", status: transfer.head.status)
    }
}
