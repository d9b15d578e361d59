package import JSONTree

/// The requests that a controller makes, by the verbs of the Kubernetes API.
///
/// Source of paths, parameters and media types: Kubernetes API concepts, server-side apply and TokenRequest reference.
extension APIRequest {
    /// What must still be true of an object when it is deleted; otherwise the server answers 409.
    package struct Preconditions: Sendable, Hashable {
        package var uid: String?
        package var resourceVersion: String?

        package init(uid: String? = nil, resourceVersion: String? = nil) {
            self.uid = uid
            self.resourceVersion = resourceVersion
        }
    }

    /// How much of a list to return, and how fresh it has to be.
    package struct ListOptions: Sendable, Equatable {
        package var labelSelector: String?
        package var fieldSelector: String?
        package var limit: Int?
        package var continueToken: String?
        package var resourceVersion: String?
        /// `Exact` or `NotOlderThan`.
        package var resourceVersionMatch: String?

        package init(
            labelSelector: String? = nil, fieldSelector: String? = nil, limit: Int? = nil,
            continueToken: String? = nil, resourceVersion: String? = nil, resourceVersionMatch: String? = nil
        ) {
            self.labelSelector = labelSelector
            self.fieldSelector = fieldSelector
            self.limit = limit
            self.continueToken = continueToken
            self.resourceVersion = resourceVersion
            self.resourceVersionMatch = resourceVersionMatch
        }

        var query: [QueryItem] {
            let candidates: [(String, String?)] = [
                ("labelSelector", labelSelector), ("fieldSelector", fieldSelector), ("limit", limit.map(String.init)),
                ("continue", continueToken), ("resourceVersion", resourceVersion),
                ("resourceVersionMatch", resourceVersionMatch),
            ]
            return candidates.compactMap { name, value in value.map { QueryItem(name, $0) } }
        }
    }

    package enum PatchKind: String, Sendable {
        case merge = "application/merge-patch+json"
        case json = "application/json-patch+json"
    }

    /// Asks for an object's metadata alone, so that a Secret's data never leaves the server.
    package static let metadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"

    package static func get(_ key: ObjectKey, metadataOnly: Bool = false) -> APIRequest {
        APIRequest(.get, path: path(key), accept: metadataOnly ? self.metadataOnly : nil)
    }

    /// - Parameter namespace: nil lists all namespaces.
    package static func list(_ type: ResourceType, namespace: String? = nil, _ options: ListOptions = ListOptions())
        -> APIRequest
    {
        APIRequest(.get, path: path(type, namespace: namespace), query: options.query)
    }

    /// - Parameters:
    ///   - resourceVersion: the version after which events are wanted.
    ///   - sendInitialEvents: asks for a streaming list (KEP-3157) instead of a list request before the watch.
    ///   - timeoutSeconds: after how many seconds the server ends the watch.
    package static func watch(
        _ type: ResourceType, namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil,
        resourceVersion: String?, sendInitialEvents: Bool = false, timeoutSeconds: Int
    ) -> APIRequest {
        let options = ListOptions(
            labelSelector: labelSelector, fieldSelector: fieldSelector, resourceVersion: resourceVersion,
            resourceVersionMatch: sendInitialEvents ? "NotOlderThan" : nil)
        var query = options.query
        query.append(QueryItem("watch", "true"))
        query.append(QueryItem("allowWatchBookmarks", "true"))
        query.append(QueryItem("timeoutSeconds", String(timeoutSeconds)))
        if sendInitialEvents { query.append(QueryItem("sendInitialEvents", "true")) }
        return APIRequest(.get, path: path(type, namespace: namespace), query: query)
    }

    package static func create(_ object: KubeObject, fieldManager: String, dryRun: Bool = false) -> APIRequest {
        APIRequest(
            .post, path: path(object.type, namespace: object.namespace),
            query: [QueryItem("fieldManager", fieldManager)] + dryRunQuery(dryRun), contentType: "application/json",
            body: object.content.bytes)
    }

    /// Replaces an object; its `metadata.resourceVersion`, where given, must be the current one.
    package static func replace(
        _ object: KubeObject, subresource: String? = nil, fieldManager: String, dryRun: Bool = false
    ) -> APIRequest {
        APIRequest(
            .put, path: path(object.key, subresource: subresource),
            query: [QueryItem("fieldManager", fieldManager)] + dryRunQuery(dryRun), contentType: "application/json",
            body: object.content.bytes)
    }

    /// Server-side apply. JSON is YAML, so the body is JSON under YAML's media type.
    package static func apply(
        _ object: KubeObject, subresource: String? = nil, fieldManager: String, force: Bool, dryRun: Bool = false
    ) -> APIRequest {
        APIRequest(
            .patch, path: path(object.key, subresource: subresource),
            query: [QueryItem("fieldManager", fieldManager), QueryItem("force", String(force))] + dryRunQuery(dryRun),
            contentType: "application/apply-patch+yaml", body: object.content.bytes)
    }

    package static func patch(
        _ key: ObjectKey, _ kind: PatchKind, body: JSONValue, subresource: String? = nil, fieldManager: String,
        dryRun: Bool = false
    ) -> APIRequest {
        APIRequest(
            .patch, path: path(key, subresource: subresource),
            query: [QueryItem("fieldManager", fieldManager)] + dryRunQuery(dryRun), contentType: kind.rawValue,
            body: body.bytes)
    }

    package static func delete(
        _ key: ObjectKey, preconditions: Preconditions = Preconditions(), propagationPolicy: String = "Background",
        dryRun: Bool = false
    ) -> APIRequest {
        var options: JSONObject = [
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagationPolicy),
        ]
        var conditions = JSONObject()
        if let uid = preconditions.uid { conditions["uid"] = .string(uid) }
        if let version = preconditions.resourceVersion { conditions["resourceVersion"] = .string(version) }
        if !conditions.isEmpty { options["preconditions"] = .object(conditions) }
        return APIRequest(
            .delete, path: path(key), query: dryRunQuery(dryRun), contentType: "application/json",
            body: JSONValue.object(options).bytes)
    }

    /// Asks for a token of a ServiceAccount (TokenRequest API).
    ///
    /// - Parameters:
    ///   - audiences: whom the token is for; empty for the API server itself.
    ///   - expirationSeconds: at least 600; the server may grant less.
    ///   - boundObject: a Secret or Pod with whose end the token becomes invalid, and its UID.
    package static func token(
        of serviceAccount: ObjectKey, audiences: [String] = [], expirationSeconds: Int,
        boundTo boundObject: (key: ObjectKey, uid: String)? = nil
    ) -> APIRequest {
        var spec: JSONObject = [
            "audiences": .array(audiences.map { .string($0) }),
            "expirationSeconds": .integer(Int64(expirationSeconds)),
        ]
        if let (key, uid) = boundObject {
            spec["boundObjectRef"] = [
                "apiVersion": .string(key.type.apiVersion), "kind": .string(key.type.kind), "name": .string(key.name),
                "uid": .string(uid),
            ]
        }
        let body: JSONValue = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": .object(spec),
        ]
        return APIRequest(
            .post, path: path(serviceAccount, subresource: "token"), contentType: "application/json", body: body.bytes)
    }

    /// The segments of a collection's path.
    package static func path(_ type: ResourceType, namespace: String?) -> [String] {
        let root = type.group.isEmpty ? ["api", type.version] : ["apis", type.group, type.version]
        guard type.isNamespaced, let namespace else { return root + [type.plural] }
        return root + ["namespaces", namespace, type.plural]
    }

    /// The segments of an object's path, or of one of its subresources.
    package static func path(_ key: ObjectKey, subresource: String? = nil) -> [String] {
        path(key.type, namespace: key.namespace) + [key.name] + (subresource.map { [$0] } ?? [])
    }

    private static func dryRunQuery(_ dryRun: Bool) -> [QueryItem] { dryRun ? [QueryItem("dryRun", "All")] : [] }
}
