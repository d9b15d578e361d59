import JSONTree
import KubeModel
import KubeSchema

/// What is not a request to a resource: discovery, version, health, OpenAPI.
extension Cluster {
    func nonResourceAnswer(_ path: [String], _ context: RequestContext) throws(APIStatus) -> APIResponse {
        guard context.request.method == .get else { throw .methodNotAllowed }
        switch (path.first, path.count) {
        case (nil, _): return .json(["paths": .array(paths.map(JSONValue.string))])
        case ("version"?, 1): return .json(version)
        case ("healthz"?, _), ("livez"?, _), ("readyz"?, _): return health(context.request)
        case ("api"?, 1):
            if try ResponseFormat(accept: context.request.accept) == .aggregatedDiscovery {
                return aggregated(catalogue.groups.filter { $0.name.isEmpty })
            }
            return .json(["kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []])
        case ("apis"?, 1):
            let groups = catalogue.groups.filter { !$0.name.isEmpty }
            if try ResponseFormat(accept: context.request.accept) == .aggregatedDiscovery { return aggregated(groups) }
            let list = groups.map { Self.group($0) }
            return .json(["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(list)])
        case ("api"?, 2): return resourceList(group: "", version: path[1])
        case ("apis"?, 2):
            guard let group = catalogue.groups.first(where: { $0.name == path[1] }) else { return Self.pageNotFound }
            var value = Self.group(group)
            value["kind"] = "APIGroup"
            value["apiVersion"] = "v1"
            return .json(value)
        case ("apis"?, 3): return resourceList(group: path[1], version: path[2])
        case ("openapi"?, _): return openAPI(path)
        default: return Self.pageNotFound
        }
    }

    private var paths: [String] {
        let groups = catalogue.groups.flatMap { group -> [String] in
            group.name.isEmpty
                ? ["/api", "/api/v1"] : ["/apis/\(group.name)"] + group.versions.map { "/apis/\(group.name)/\($0)" }
        }
        return (groups + ["/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"]).sorted()
    }

    private var version: JSONValue {
        let parts = configuration.gitVersion.drop { $0 == "v" }.split(separator: ".").map(String.init)
        let major = JSONValue.string(parts.first ?? "")
        let minor = JSONValue.string(parts.dropFirst().first ?? "")
        return [
            "major": major, "minor": minor, "emulationMajor": major, "emulationMinor": minor,
            "gitVersion": .string(configuration.gitVersion), "gitCommit": "", "gitTreeState": "clean",
            "buildDate": "1970-01-01T00:00:00Z", "goVersion": "", "compiler": "swift", "platform": "linux/amd64",
        ]
    }

    private func health(_ request: APIRequest) -> APIResponse {
        let name = request.path.first { !$0.isEmpty } ?? "healthz"
        let body = request.queryValue("verbose") == nil ? "ok" : "[+]ping ok\n[+]model ok\n\(name) check passed\n"
        return APIResponse(status: 200, contentType: "text/plain; charset=utf-8", body: Array(body.utf8))
    }

    private static func group(_ group: (name: String, versions: [String])) -> JSONValue {
        let versions = group.versions.map { version -> JSONValue in
            ["groupVersion": .string("\(group.name)/\(version)"), "version": .string(version)]
        }
        return ["name": .string(group.name), "versions": .array(versions), "preferredVersion": versions.first ?? [:]]
    }

    private func resourceList(group: String, version: String) -> APIResponse {
        guard catalogue.serves(group: group, version: version) else { return Self.pageNotFound }
        let resources = catalogue.resources.filter { $0.type.group == group && $0.type.version == version }
        return .json([
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"),
            "resources": .array(resources.flatMap(\.discoveryEntries)),
        ])
    }

    /// Source: `apidiscovery.k8s.io/v2`.
    private func aggregated(_ groups: [(name: String, versions: [String])]) -> APIResponse {
        let items = groups.map { group -> JSONValue in
            let versions = group.versions.map { version -> JSONValue in
                let resources = catalogue.resources.filter { $0.type.group == group.name && $0.type.version == version }
                return [
                    "version": .string(version), "resources": .array(resources.map(\.aggregatedEntry)),
                    "freshness": "Current",
                ]
            }
            var metadata = JSONObject()
            if !group.name.isEmpty { metadata["name"] = .string(group.name) }
            return ["metadata": .object(metadata), "versions": .array(versions)]
        }
        let body: JSONValue = [
            "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:],
            "items": .array(items),
        ]
        return APIResponse(
            status: 200, contentType: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
            body: body.bytes)
    }

    private func openAPI(_ path: [String]) -> APIResponse {
        let documents = catalogue.groups.flatMap { group in
            group.versions.map { version in
                OpenAPIDocument(
                    group: group.name, version: version,
                    // Reviews too, which cannot be patched: where a kind's PATCH takes `fieldValidation`, kubectl leaves the
                    // checks to the server, and it looks nowhere else.
                    kinds: catalogue.resources.filter { $0.type.group == group.name && $0.type.version == version }
                        .map(\.openAPIKind))
            }
        }
        guard path.count > 1, path[1] == "v3" else { return Self.pageNotFound }
        if path.count == 2 { return .json(OpenAPIDocument.index(of: documents)) }
        let name = path.dropFirst(2).joined(separator: "/")
        guard let document = documents.first(where: { $0.name == name }) else { return Self.pageNotFound }
        return .json(document.value)
    }
}

extension APIResponse {
    static func json(_ value: JSONValue) -> APIResponse { APIResponse(status: 200, body: value.bytes) }
}

// MARK: - Entries

extension ServedResource {
    private static let collectionVerbs = [
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
    ]

    private var verbs: [String] {
        switch use {
        case .review: ["create"]
        case .stored where isCustom:
            ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
        case .stored:
            resource == .namespaces ? Self.collectionVerbs.filter { $0 != "deletecollection" } : Self.collectionVerbs
        }
    }

    /// Subresources with their kind (nil: the object's own) and verbs.
    private var subresources: [(name: String, kind: (group: String, version: String, kind: String)?, verbs: [String])] {
        var list: [(name: String, kind: (group: String, version: String, kind: String)?, verbs: [String])] = []
        for other in otherSubresources {
            let isToken = other == "token"
            list.append(
                (
                    other, isToken ? ("authentication.k8s.io", "v1", "TokenRequest") : nil,
                    isToken ? ["create"] : ["update"]
                ))
        }
        if scale != nil { list.append(("scale", ("autoscaling", "v1", "Scale"), ["get", "patch", "update"])) }
        if hasStatus { list.append(("status", nil, ["get", "patch", "update"])) }
        return isCustom ? list.reversed() : list
    }

    fileprivate var discoveryEntries: [JSONValue] {
        var entry: JSONObject = [
            "name": .string(type.plural), "singularName": .string(singular), "namespaced": .bool(type.isNamespaced),
            "kind": .string(type.kind), "verbs": .array(verbs.map(JSONValue.string)),
        ]
        if !shortNames.isEmpty { entry["shortNames"] = .array(shortNames.map(JSONValue.string)) }
        if !categories.isEmpty { entry["categories"] = .array(categories.map(JSONValue.string)) }
        if use == .stored { entry["storageVersionHash"] = .string(storageVersionHash) }
        let others = subresources.map { subresource -> JSONValue in
            var entry: JSONObject = [
                "name": .string("\(type.plural)/\(subresource.name)"), "singularName": "",
                "namespaced": .bool(type.isNamespaced), "kind": .string(subresource.kind?.kind ?? type.kind),
                "verbs": .array(subresource.verbs.map(JSONValue.string)),
            ]
            if let kind = subresource.kind {
                entry["group"] = .string(kind.group)
                entry["version"] = .string(kind.version)
            }
            return .object(entry)
        }
        return [.object(entry)] + others
    }

    /// Opaque; equal for equal kinds.
    private var storageVersionHash: String {
        var state: UInt64 = 0
        for byte in "\(type.group)/\(type.version)/\(type.kind)".utf8 {
            state = EntropySource.mix(state ^ UInt64(byte))
        }
        return Base64.text((0..<8).map { UInt8(truncatingIfNeeded: state >> ($0 * 8)) })
    }

    fileprivate var aggregatedEntry: JSONValue {
        var entry: JSONObject = [
            "resource": .string(type.plural), "responseKind": Self.kindValue(type.group, type.version, type.kind),
            "scope": type.isNamespaced ? "Namespaced" : "Cluster", "singularResource": .string(singular),
            "verbs": .array(verbs.map(JSONValue.string)),
        ]
        if !shortNames.isEmpty { entry["shortNames"] = .array(shortNames.map(JSONValue.string)) }
        if !categories.isEmpty { entry["categories"] = .array(categories.map(JSONValue.string)) }
        let others = subresources.map { subresource -> JSONValue in
            let kind = subresource.kind ?? (type.group, type.version, type.kind)
            return [
                "subresource": .string(subresource.name),
                "responseKind": Self.kindValue(kind.group, kind.version, kind.kind),
                "verbs": .array(subresource.verbs.map(JSONValue.string)),
            ]
        }
        if !others.isEmpty { entry["subresources"] = .array(others) }
        return .object(entry)
    }

    private static func kindValue(_ group: String, _ version: String, _ kind: String) -> JSONValue {
        ["group": .string(group), "version": .string(version), "kind": .string(kind)]
    }

    fileprivate var openAPIKind: OpenAPIDocument.Kind {
        switch format {
        case .custom(let schema): OpenAPIDocument.Kind(type, schema: schema, hasStatus: hasStatus)
        case .builtIn(let name): OpenAPIDocument.Kind(type, schema: StructuralSchema(name), hasStatus: hasStatus)
        }
    }
}
