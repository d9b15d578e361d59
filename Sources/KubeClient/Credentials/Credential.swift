import KubeModel

/// What proves to the server who sends a request, and to us who answers it, at one moment.
struct Credential: Sendable, Hashable {
    /// The value of the `Authorization` header; nil where there is none.
    var authorization: Redacted?
    var tls = TLSMaterial()
}

/// The PEM texts of a TLS connection.
struct TLSMaterial: Sendable, Hashable {
    /// The certificates that are trusted; nil trusts those of the operating system.
    var authority: [UInt8]?
    var certificate: [UInt8]?
    var key: [UInt8]?
}
