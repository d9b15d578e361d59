import JSONTree
import KubeModel

/// What a credential plug-in answered.
struct ExecCredential: Sendable, Hashable {
    let token: Redacted?
    /// PEM texts; both or neither.
    let certificate: [UInt8]?
    let key: [UInt8]?
    /// When it ends; nil keeps it until the server refuses it.
    let expiry: KubeTime?

    /// Reads a plug-in's standard output.
    ///
    /// - Parameters:
    ///   - output: its content is never part of an error.
    ///   - now: the present time; a credential that is already over is an error.
    init(_ output: [UInt8], of plugin: ExecPlugin, now: KubeTime) throws(KubeError) {
        func error(_ what: String) -> KubeError { ExecCredential.error(plugin, what) }
        guard let answer = try? JSONDocument(parsing: output) else {
            throw error("printed no valid JSON on standard output")
        }
        guard answer.root["kind"]?.string == "ExecCredential" else { throw error("printed no ExecCredential") }
        guard let version = answer.root["apiVersion"]?.string, version == plugin.apiVersion else {
            throw error("answered in another version than \(plugin.apiVersion), which the kubeconfig asks for")
        }
        guard let status = answer.root["status"] else { throw error("printed an ExecCredential without a status") }
        let token = status["token"]?.string ?? ""
        let certificate = Array((status["clientCertificateData"]?.string ?? "").utf8)
        let key = Array((status["clientKeyData"]?.string ?? "").utf8)
        guard certificate.isEmpty == key.isEmpty else {
            throw error("gave a certificate without a key, or the reverse")
        }
        guard !token.isEmpty || !certificate.isEmpty else { throw error("gave neither a token nor a certificate") }
        expiry = try Self.expiry(status, plugin: plugin, now: now)
        self.token = token.isEmpty ? nil : Redacted(token)
        self.certificate = certificate.isEmpty ? nil : certificate
        self.key = key.isEmpty ? nil : key
    }

    static func error(_ plugin: ExecPlugin, _ what: String) -> KubeError {
        KubeError(.unauthorized, "credential plug-in \(plugin.command) \(what)")
    }

    private static func expiry(
        _ status: JSONView, plugin: ExecPlugin, now: KubeTime
    ) throws(KubeError) -> KubeTime? {
        guard let value = status["expirationTimestamp"], !value.isNull else { return nil }
        guard let expiry = value.string.flatMap({ KubeTime($0) }) else {
            throw error(plugin, "gave an expirationTimestamp that is no RFC 3339 time")
        }
        guard expiry > now else {
            throw error(
                plugin, "gave a credential that ended at \(expiry); it is now \(now). Log in again, or check this clock"
            )
        }
        return expiry
    }
}
