import ClusterModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

/// A cluster with a clock and entropy of its own; every request is one line of a test.
struct ClusterUnderTest {
    var cluster: Cluster
    var time = KubeTime(seconds: 1_800_000_000)
    var user = UserInfo.administrator
    /// Whether the controllers run after each request, as a server lets them.
    var runsControllers = true
    private var count: UInt64 = 0

    /// A cluster with the namespace `team`.
    init(_ configuration: ClusterConfiguration = ClusterConfiguration()) throws {
        cluster = Cluster(configuration)
        try post("/api/v1/namespaces", ["metadata": ["name": "team"]]).expect(201)
    }

    /// What a request was answered with.
    struct Answer {
        let status: Int
        let value: JSONValue
        let headers: [String: String]

        var message: String { value["message"]?.string ?? "" }
        var reason: String { value["reason"]?.string ?? "" }
        var fields: [String] { (value["details"]?["causes"]?.array ?? []).compactMap { $0["field"]?.string } }

        @discardableResult
        func expect(_ wanted: Int, sourceLocation: SourceLocation = #_sourceLocation) throws -> JSONValue {
            try #require(status == wanted, "\(status): \(message)", sourceLocation: sourceLocation)
            return value
        }
    }

    mutating func send(
        _ method: APIRequest.Method, _ path: String, _ body: JSONValue? = nil, type: String? = nil,
        query: [String: String] = [:], accept: String? = nil
    ) throws -> Answer {
        guard case .response(let response) = reply(method, path, body?.bytes ?? [], type, query, accept) else {
            throw Failure(description: "a watch was opened")
        }
        let value = (try? JSONValue(parsing: response.body)) ?? .string(String(decoding: response.body, as: UTF8.self))
        return Answer(status: response.status, value: value, headers: response.headers)
    }

    mutating func watch(_ path: String, _ query: [String: String] = [:], accept: String? = nil) throws
        -> WatchSubscription
    {
        switch reply(.get, path, [], nil, query.merging(["watch": "true"]) { $1 }, accept) {
        case .watch(let subscription): return subscription
        case .response(let response): throw Failure(description: String(decoding: response.body, as: UTF8.self))
        }
    }

    private mutating func reply(
        _ method: APIRequest.Method, _ path: String, _ body: [UInt8], _ type: String?, _ query: [String: String],
        _ accept: String?
    ) -> ClusterReply {
        count += 1
        let items = query.sorted { $0.key < $1.key }.map { APIRequest.QueryItem($0.key, $0.value) }
        let request = APIRequest(
            method, path: path.split(separator: "/").map(String.init), query: items, contentType: type, accept: accept,
            body: body)
        let reply = cluster.handle(request, as: user, at: time, entropy: count)
        if runsControllers { cluster.step(at: time, entropy: count &* 31) }
        return reply
    }

    /// The events of a watch: type and object.
    mutating func events(_ subscription: inout WatchSubscription) throws -> [(type: String, object: JSONValue)] {
        try cluster.events(for: &subscription, at: time).lines.map { line in
            let event = try JSONValue(parsing: line)
            return (event["type"]?.string ?? "", event["object"] ?? .null)
        }
    }

    mutating func get(_ path: String, _ query: [String: String] = [:], accept: String? = nil) throws -> Answer {
        try send(.get, path, query: query, accept: accept)
    }

    @discardableResult
    mutating func post(_ path: String, _ body: JSONValue, _ query: [String: String] = [:]) throws -> Answer {
        try send(.post, path, body, type: "application/json", query: query)
    }

    @discardableResult
    mutating func put(_ path: String, _ body: JSONValue, _ query: [String: String] = [:]) throws -> Answer {
        try send(.put, path, body, type: "application/json", query: query)
    }

    @discardableResult
    mutating func merge(_ path: String, _ body: JSONValue, _ query: [String: String] = [:]) throws -> Answer {
        try send(.patch, path, body, type: "application/merge-patch+json", query: query)
    }

    @discardableResult
    mutating func apply(_ path: String, _ body: JSONValue, as manager: String, force: Bool = false) throws -> Answer {
        let query = ["fieldManager": manager, "force": String(force)]
        return try send(.patch, path, body, type: "application/apply-patch+yaml", query: query)
    }

    @discardableResult
    mutating func delete(_ path: String, _ options: JSONValue? = nil) throws -> Answer {
        try send(.delete, path, options, type: options == nil ? nil : "application/json")
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

/// Paths of the objects that many tests use.
enum Path {
    static let configMaps = "/api/v1/namespaces/team/configmaps"
    static let secrets = "/api/v1/namespaces/team/secrets"
    static let accounts = "/api/v1/namespaces/team/serviceaccounts"
    static let roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/team/roles"
    static let bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/team/rolebindings"
    static let deployments = "/apis/apps/v1/namespaces/team/deployments"
    static let widgets = "/apis/example.com/v1/namespaces/team/widgets"
    static let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
}

extension JSONValue {
    static func configMap(_ name: String, _ data: JSONValue = [:]) -> JSONValue {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": data]
    }

    static func widget(_ name: String, _ spec: JSONValue) -> JSONValue {
        ["apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": .string(name)], "spec": spec]
    }

    var name: String { self["metadata"]?["name"]?.string ?? "" }
    var resourceVersion: String { self["metadata"]?["resourceVersion"]?.string ?? "" }
    var uid: String { self["metadata"]?["uid"]?.string ?? "" }
    var generation: Int64? { self["metadata"]?["generation"]?.integer }
    var items: [JSONValue] { self["items"]?.array ?? [] }

    /// What a manager owns in an object: the texts of the paths.
    func owned(by manager: String) -> [String] {
        let entries = (self["metadata"]?["managedFields"]?.array ?? []).compactMap(ManagedFieldsEntry.init)
        return entries.filter { $0.manager == manager }.flatMap { $0.fields.paths.map(FieldSet.text) }.sorted()
    }

    /// A definition of widgets with lists of every kind.
    static let widgetDefinition: JSONValue = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "widgets.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced",
            "names": ["plural": "widgets", "kind": "Widget", "shortNames": ["wd"]],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                    "additionalPrinterColumns": [
                        ["name": "Color", "type": "string", "jsonPath": ".spec.color"],
                        [
                            "name": "Ready", "type": "string",
                            "jsonPath": ".status.conditions[?(@.type==\"Ready\")].status",
                        ],
                        ["name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"],
                    ],
                    "schema": ["openAPIV3Schema": widgetSchema],
                ]
            ],
        ],
    ]

    private static let widgetSchema: JSONValue = [
        "type": "object",
        "properties": [
            "spec": [
                "type": "object", "required": ["color"],
                "properties": [
                    "color": ["type": "string", "enum": ["red", "green"]], "size": ["type": "integer", "default": 2],
                    "tags": ["type": "array", "x-kubernetes-list-type": "set", "items": ["type": "string"]],
                    "plain": ["type": "array", "items": ["type": "string"]],
                    "ports": [
                        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                        "items": [
                            "type": "object", "required": ["name"],
                            "properties": ["name": ["type": "string"], "port": ["type": "integer"]],
                        ],
                    ],
                    "map": ["type": "object", "additionalProperties": ["type": "string"]],
                ],
            ],
            "status": [
                "type": "object",
                "properties": [
                    "conditions": [
                        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"],
                        "items": [
                            "type": "object", "required": ["type"],
                            "properties": ["type": ["type": "string"], "status": ["type": "string"]],
                        ],
                    ]
                ],
            ],
        ],
    ]
}

/// Numbers from a seed, so that a failure can be repeated.
extension SplitMix64 {
    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// Some of the elements, in a random order.
    mutating func some<Element>(of elements: [Element]) -> [Element] {
        var rest = elements
        var chosen: [Element] = []
        while !rest.isEmpty && below(3) > 0 { chosen.append(rest.remove(at: below(rest.count))) }
        return chosen
    }
}
