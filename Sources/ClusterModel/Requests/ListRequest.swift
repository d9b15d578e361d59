import JSONTree
import KubeModel

/// How much of a list is wanted, and of which time.
///
/// Source: Kubernetes API concepts, "Resource versions"; `metainternalversion/validation`, kube-apiserver 1.36.
struct ListRequest: Sendable {
    /// Nil for everything.
    var limit: Int?
    /// Only objects from this key on.
    var start: String?
    /// The revision whose state is wanted; nil for the latest.
    var snapshot: Int64?

    init(_ request: APIRequest, current: Int64) throws(APIStatus) {
        let version = request.queryValue("resourceVersion") ?? ""
        let match = request.queryValue("resourceVersionMatch") ?? ""
        try Self.check(request, version: version, match: match)
        if let text = request.queryValue("limit"), let limit = Int(text), limit > 0 { self.limit = limit }
        if let token = request.queryValue("continue"), !token.isEmpty {
            let position = try ListPosition(token)
            start = position.start
            // A negative revision continues with the latest state.
            snapshot = position.revision > 0 ? position.revision : nil
            return
        }
        guard !version.isEmpty else { return }
        guard let wanted = Int64(version), wanted >= 0 else {
            throw .badRequest(
                "invalid resource version: resourceVersion: Invalid value: \(LabelSyntax.quoted(version)): "
                    + "strconv.ParseUint: parsing \(LabelSyntax.quoted(version)): invalid syntax")
        }
        guard wanted <= current else { throw .tooLargeResourceVersion(wanted, current: current) }
        let isExact = match == "Exact" || (match.isEmpty && limit != nil && wanted > 0)
        if isExact { snapshot = wanted }
    }

    private static func check(_ request: APIRequest, version: String, match: String) throws(APIStatus) {
        var causes: [APIStatus.Cause] = []
        if !match.isEmpty {
            if !["Exact", "NotOlderThan"].contains(match) {
                causes.append(
                    .notSupported("resourceVersionMatch", .string(match), supported: ["Exact", "NotOlderThan", ""]))
            } else if version.isEmpty {
                causes.append(
                    .forbidden(
                        "resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"))
            } else if match == "Exact" && version == "0" {
                causes.append(
                    .forbidden(
                        "resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")
                )
            }
        }
        if request.queryValue("sendInitialEvents") != nil {
            causes.append(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
        }
        guard causes.isEmpty else { throw .invalid(kind: "ListOptions", group: "meta.k8s.io", "", causes) }
    }
}

/// Where the next page of a list begins: the content of a `continue` token.
struct ListPosition: Hashable, Sendable {
    let revision: Int64
    let start: String

    init(revision: Int64, start: String) {
        self.revision = revision
        self.start = start
    }

    /// Reads a token.
    init(_ token: String) throws(APIStatus) {
        guard let bytes = Base64.bytes(token, .url), let value = try? JSONValue(parsing: bytes),
            value["v"]?.string == "meta.k8s.io/v1", let revision = value["rv"]?.integer,
            let start = value["start"]?.string
        else { throw .badRequest("invalid continue token: continue key is not valid: it was not made by this server") }
        self.revision = revision
        // Keys begin with a slash in tokens.
        self.start = String(start.drop { $0 == "/" })
    }

    var text: String {
        let value: JSONValue = ["v": "meta.k8s.io/v1", "rv": .integer(revision), "start": .string("/" + start)]
        return Base64.text(value.bytes, .url)
    }
}
