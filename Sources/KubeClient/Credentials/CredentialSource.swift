import KubeModel
import Synchronization

/// Holds the credentials of one configuration and renews them in time.
///
/// Files are read again each minute, since kubelets replace tokens before they end (client-go does the same); a plug-in
/// runs again 10 s before what it gave ends. Both happen at once when the server refuses the credential or a certificate
/// is not trusted any more. Requests that come while it is renewed wait for that one renewal.
actor CredentialSource {
    private static let fileLifetime: Duration = .seconds(60)
    private static let leeway: Int64 = 10
    /// When reading again failed, the last credential serves on, and the next try is made after this time.
    private static let retryInterval: Duration = .seconds(5)

    private struct Held: Sendable {
        let credential: Credential
        /// By the uptime; nil for ever.
        let freshUntil: Duration?
    }

    private let configuration: KubeConfiguration
    private let environment: [String: String]
    private let clock: CredentialClock
    private let pluginTimeout: Duration
    private let held = Mutex<Held?>(nil)
    private var renewal: Task<Result<Credential, KubeError>, Never>?

    init(
        _ configuration: KubeConfiguration, environment: [String: String], clock: CredentialClock = .system,
        pluginTimeout: Duration = ExecPlugin.timeout
    ) {
        self.configuration = configuration
        self.environment = environment
        self.clock = clock
        self.pluginTimeout = pluginTimeout
    }

    /// The credential for a request that is sent now; waits only when it has to be renewed.
    nonisolated func current() async throws(KubeError) -> Credential {
        if let credential = fresh() { return credential }
        return try await renewed(keepingOld: true, refused: nil)
    }

    /// The credential for a second try after the server refused one with 401.
    ///
    /// - Returns: nil when there is no other to be had.
    nonisolated func replacement(for refused: Credential) async throws(KubeError) -> Credential? {
        guard canChange else { return nil }
        let next = try await renewed(keepingOld: false, refused: refused)
        return next == refused ? nil : next
    }

    /// Has everything read again before the next request, as after a certificate that was not trusted.
    nonisolated func expire() {
        held.withLock { held in
            guard let old = held else { return }
            held = Held(credential: old.credential, freshUntil: .zero)
        }
    }

    private nonisolated func fresh() -> Credential? {
        held.withLock { held in
            guard let held else { return nil }
            guard let end = held.freshUntil else { return held.credential }
            return clock.uptime() < end ? held.credential : nil
        }
    }

    /// - Parameter keepingOld: whether a credential that could not be renewed is better than none.
    private func renewed(keepingOld: Bool, refused: Credential?) async throws(KubeError) -> Credential {
        // Another request may have renewed it while this one waited for the actor.
        if let credential = fresh(), credential != refused { return credential }
        let outcome = await sharedRenewal()
        switch outcome {
        case .success(let credential): return credential
        case .failure(let error):
            guard keepingOld, let old = held.withLock({ $0 }), !isPlugin else { throw error }
            held.withLock { $0 = Held(credential: old.credential, freshUntil: clock.uptime() + Self.retryInterval) }
            return old.credential
        }
    }

    private func sharedRenewal() async -> Result<Credential, KubeError> {
        if let renewal { return await renewal.value }
        // Not a child of the request that begins it: others wait for it too, and its own time-out bounds it.
        let task = Task { () async -> Result<Credential, KubeError> in
            do throws(KubeError) {
                return .success(try await self.load())
            } catch {
                return .failure(error)
            }
        }
        renewal = task
        let outcome = await task.value
        renewal = nil
        return outcome
    }

    private func load() async throws(KubeError) -> Credential {
        var credential = Credential(tls: try tlsMaterial())
        var lifetime: Duration? = readsFiles ? Self.fileLifetime : nil
        switch configuration.authentication {
        case .anonymous: break
        case .token(let token): credential.authorization = try bearer(token, from: "the token")
        case .tokenFile(let path):
            let token = try FileReader.text(path, what: "the token of user \(configuration.user)")
            credential.authorization = try bearer(Redacted(token), from: path)
        case .plugin(let plugin):
            let now = clock.now()
            let given = try await plugin.run(inherited: environment, timeout: pluginTimeout, now: now)
            if let token = given.token { credential.authorization = try bearer(token, from: plugin.command) }
            if let certificate = given.certificate {
                credential.tls.certificate = certificate
                credential.tls.key = given.key
            }
            if let expiry = given.expiry {
                let end = Duration.seconds(max(1, expiry.seconds - now.seconds - Self.leeway))
                lifetime = min(lifetime ?? end, end)
            }
        }
        let freshUntil = lifetime.map { clock.uptime() + $0 }
        held.withLock { $0 = Held(credential: credential, freshUntil: freshUntil) }
        return credential
    }

    private func tlsMaterial() throws(KubeError) -> TLSMaterial {
        let (cluster, user) = (configuration.cluster, configuration.user)
        return TLSMaterial(
            authority: try read(configuration.authority, "the certificate authority of cluster \(cluster)"),
            certificate: try read(configuration.clientCertificate?.certificate, "the certificate of user \(user)"),
            key: try read(configuration.clientCertificate?.key, "the key of user \(user)"))
    }

    private func read(_ material: Material?, _ what: String) throws(KubeError) -> [UInt8]? {
        switch material {
        case nil: return nil
        case .data(let bytes): return bytes
        case .file(let path):
            let bytes = try FileReader.read(path, limit: 1 << 20, what: what)
            guard !bytes.isEmpty else { throw KubeError(.configuration, "\(what) cannot be used: \(path) is empty") }
            return bytes
        }
    }

    private func bearer(_ token: Redacted, from origin: String) throws(KubeError) -> Redacted {
        let text = token.reveal()
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw KubeError(
                .configuration,
                "the token of user \(configuration.user) from \(origin) is empty or has characters that no token has")
        }
        return Redacted("Bearer \(text)")
    }

    private nonisolated var isPlugin: Bool { if case .plugin = configuration.authentication { true } else { false } }

    private nonisolated var readsFiles: Bool {
        let materials = [
            configuration.authority, configuration.clientCertificate?.certificate, configuration.clientCertificate?.key,
        ]
        if case .tokenFile = configuration.authentication { return true }
        return materials.contains { $0?.isFile == true }
    }

    private nonisolated var canChange: Bool { isPlugin || readsFiles }
}
