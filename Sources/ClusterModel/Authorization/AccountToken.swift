import JSONTree
import KubeModel

/// What a ServiceAccount token says.
///
/// It has the form of a JSON Web Token, but is signed with a number that only the cluster knows, not with cryptography: a
/// model on the loopback address does not need more, and nothing else would accept it.
struct AccountToken: Hashable, Sendable {
    /// The object with which a token ends.
    struct Bound: Hashable, Sendable {
        /// `Secret` or `Pod`.
        let kind: String
        let name: String
        /// Empty where any object of that name will do, as for the Secret that carries the token.
        let uid: String
    }

    let namespace: String
    let account: String
    let accountUID: String
    var bound: Bound?
    var audiences: [String] = []
    /// Nil for tokens in Secrets, which do not expire.
    var expiry: KubeTime?
    var issued: KubeTime?
    /// The token's own name; empty for tokens in Secrets.
    var identifier = ""

    init(of account: JSONValue) {
        let name = account.objectName
        namespace = name.namespace
        self.account = name.name
        accountUID = account.uid
    }

    /// Reads and verifies a token.
    ///
    /// - Returns: nil when it was not signed with this seed or says too little.
    init?(_ text: String, seed: UInt64) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, Self.signature("\(parts[0]).\(parts[1])", seed) == parts[2],
            let bytes = Base64.bytes(parts[1], .url), let value = try? JSONValue(parsing: bytes),
            let details = value["kubernetes.io"], let namespace = details["namespace"]?.string,
            let account = details["serviceaccount"]?["name"]?.string,
            let uid = details["serviceaccount"]?["uid"]?.string
        else { return nil }
        self.namespace = namespace
        self.account = account
        accountUID = uid
        for kind in ["Secret", "Pod"] {
            guard let object = details[kind.lowercased()], let name = object["name"]?.string else { continue }
            bound = Bound(kind: kind, name: name, uid: object["uid"]?.string ?? "")
        }
        audiences = (value["aud"]?.array ?? []).compactMap(\.string)
        expiry = value["exp"]?.integer.map(KubeTime.init(seconds:))
        identifier = value["jti"]?.string ?? ""
    }

    /// The token as text.
    func text(issuer: String, seed: UInt64) -> String {
        var details: JSONObject = [
            "namespace": .string(namespace), "serviceaccount": ["name": .string(account), "uid": .string(accountUID)],
        ]
        if let bound {
            var object: JSONObject = ["name": .string(bound.name)]
            if !bound.uid.isEmpty { object["uid"] = .string(bound.uid) }
            details[bound.kind.lowercased()] = .object(object)
        }
        var payload: JSONObject = [
            "iss": .string(issuer), "sub": .string("system:serviceaccount:\(namespace):\(account)"),
            "kubernetes.io": .object(details),
        ]
        if !audiences.isEmpty { payload["aud"] = .array(audiences.map(JSONValue.string)) }
        if let expiry { payload["exp"] = .integer(expiry.seconds) }
        if let issued {
            payload["iat"] = .integer(issued.seconds)
            payload["nbf"] = .integer(issued.seconds)
        }
        if !identifier.isEmpty { payload["jti"] = .string(identifier) }
        let header: JSONValue = ["alg": "none", "typ": "JWT"]
        let text = Base64.text(header.bytes, .url) + "." + Base64.text(JSONValue.object(payload).bytes, .url)
        return "\(text).\(Self.signature(text, seed))"
    }

    private static func signature(_ text: String, _ seed: UInt64) -> String {
        var state = EntropySource.mix(seed ^ 0x746F_6B65_6E73)
        for byte in text.utf8 { state = EntropySource.mix(state ^ UInt64(byte)) }
        return Base64.text(EntropySource.hexadecimal(state).utf8, .url)
    }
}
