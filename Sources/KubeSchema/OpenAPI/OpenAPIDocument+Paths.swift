import JSONTree
import KubeModel

/// The paths of a kind with the operations that clients look for.
extension OpenAPIDocument.Kind {
    var paths: [JSONObject.Member] {
        let root = "/" + APIRequest.path(type, namespace: nil).dropLast().joined(separator: "/")
        let all = "\(root)/\(type.plural)"
        let collection = type.isNamespaced ? "\(root)/namespaces/{namespace}/\(type.plural)" : all
        var paths = [
            JSONObject.Member(name: collection, value: path([("get", "list"), ("post", "post")], isNamed: false)),
            JSONObject.Member(name: "\(collection)/{name}", value: path(Self.objectOperations, isNamed: true)),
        ]
        if type.isNamespaced {
            paths.append(.init(name: all, value: path([("get", "list")], isNamed: false, isEverywhere: true)))
        }
        if hasStatus {
            let operations = Self.objectOperations.filter { $0.method != "delete" }
            paths.append(.init(name: "\(collection)/{name}/status", value: path(operations, isNamed: true)))
        }
        return paths
    }

    private static let objectOperations: [(method: String, action: String)] = [
        ("get", "get"), ("put", "put"), ("patch", "patch"), ("delete", "delete"),
    ]

    /// - Parameters:
    ///   - isNamed: whether the path ends in the name of an object.
    ///   - isEverywhere: whether it spans all namespaces.
    private func path(_ operations: [(method: String, action: String)], isNamed: Bool, isEverywhere: Bool = false)
        -> JSONValue
    {
        var path = JSONObject()
        for operation in operations {
            path[operation.method] = .object(self.operation(operation.method, operation.action))
        }
        var parameters: [JSONValue] = []
        if isNamed { parameters.append(Self.parameter("name", in: "path", "The object's name.")) }
        if type.isNamespaced, !isEverywhere {
            parameters.append(Self.parameter("namespace", in: "path", "The object's namespace."))
        }
        if !parameters.isEmpty { path["parameters"] = .array(parameters) }
        return .object(path)
    }

    private func operation(_ method: String, _ action: String) -> JSONObject {
        var operation: JSONObject = [
            "responses": ["200": ["description": "OK"]], "x-kubernetes-action": .string(action),
            "x-kubernetes-group-version-kind": identity,
        ]
        let parameters = Self.parameters(of: method)
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        if method == "patch" {
            var content = JSONObject()
            for type in ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"]
            {
                content[type] = ["schema": ["type": "object"]]
            }
            operation["requestBody"] = ["content": .object(content), "required": true]
        }
        return operation
    }

    private static func parameters(of method: String) -> [JSONValue] {
        let writing = [
            parameter("dryRun", in: "query", "All: check everything, store nothing."),
            parameter("fieldManager", in: "query", "The name under which the fields of this request are owned."),
            parameter(
                "fieldValidation", in: "query",
                "What to do about unknown and repeated fields. Ignore: nothing. Warn: warn. Strict: refuse the request."
            ),
        ]
        switch method {
        case "patch":
            let force = parameter(
                "force", in: "query", "Take over fields that others own. For server-side apply only.", type: "boolean")
            return writing + [force]
        case "post", "put": return writing
        default: return []
        }
    }

    private static func parameter(
        _ name: String, in place: String, _ description: String, type: String = "string"
    ) -> JSONValue {
        var parameter: JSONObject = [
            "name": .string(name), "in": .string(place), "description": .string(description),
            "schema": ["type": .string(type)],
        ]
        if place == "path" { parameter["required"] = true }
        return .object(parameter)
    }
}
