import AccessExplainer
import JSONTree
import KubeModel

/// Reads a person from the payload of a token, or from a token.
enum TokenFile {
    static func person(_ path: String, at now: KubeTime) throws -> (person: Person, notes: [String]) {
        let bytes: [UInt8]
        do throws(FileTree.Failure) {
            bytes = try FileTree.bytes(of: path)
        } catch {
            throw CommandFailure(error.message, status: ExitStatus.badInput)
        }
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        var notes: [String] = []
        var body = bytes
        // Three parts of letters, digits, hyphens and underscores: a JSON Web Token (RFC 7519, section 3).
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 3, text.hasPrefix("ey") {
            guard let decoded = Base64.bytes(String(parts[1]), .url) else {
                throw CommandFailure("\(path): the payload of the token is no Base64", status: ExitStatus.badInput)
            }
            body = decoded
            notes.append("the payload of the token was read; its signature was not checked")
        } else if parts.count == 5, text.hasPrefix("ey") {
            throw CommandFailure(
                "\(path): the token is encrypted, such as argo-server's own session",
                hint: "take the ID token that Keycloak gives", status: ExitStatus.badInput)
        }
        return (.token(try claims(body, path)), notes + times(body, now))
    }

    private static func claims(_ body: [UInt8], _ path: String) throws -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            throw CommandFailure(
                "\(path): \(error)", hint: "--claims takes the payload of an ID token as JSON, or the token",
                status: ExitStatus.badInput)
        }
        guard let object = value.object else {
            throw CommandFailure(
                "\(path): the payload of a token is a JSON object, not \(value.kindName)", status: ExitStatus.badInput)
        }
        guard object["sub"]?.string != nil else {
            throw CommandFailure(
                "\(path): there is no claim sub, so this is not the payload of an ID token",
                hint: "it has \(object.names.sorted().prefix(8).joined(separator: ", "))", status: ExitStatus.badInput)
        }
        if let groups = object["groups"], groups.array?.allSatisfy({ $0.string != nil }) != true {
            throw CommandFailure(
                "\(path): groups: argo-server refuses a token whose groups are no list of texts",
                status: ExitStatus.badInput)
        }
        return object
    }

    /// Whether the token is over or not begun; who is logged in already stays so until the session ends.
    private static func times(_ body: [UInt8], _ now: KubeTime) -> [String] {
        guard let value = try? JSONValue(parsing: body) else { return [] }
        var notes: [String] = []
        if let end = value["exp"]?.integer, end <= now.seconds {
            notes.append("the token ended at \(KubeTime(seconds: end)); its claims are judged as if it were valid")
        }
        if let begin = value["nbf"]?.integer, begin > now.seconds {
            notes.append("the token begins at \(KubeTime(seconds: begin)); its claims are judged as if it were valid")
        }
        return notes
    }
}
