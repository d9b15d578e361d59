package import JSONTree

/// A request that the API server is about to carry out, as admission sees it.
package struct AdmissionRequest: Hashable, Sendable {
    package enum Operation: String, Hashable, Sendable, CaseIterable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
    }

    package var operation: Operation
    /// `argoproj.io`; empty for the core group.
    package var group: String
    /// `workflows`, `serviceaccounts/token`
    package var resource: String
    package var namespace: String
    package var name: String
    package var username: String
    /// The object as it would be; null for a deletion.
    package var object: JSONValue
    /// The object as it was; null for a creation.
    package var oldObject: JSONValue

    package init(
        _ operation: Operation, _ resource: String, in group: String, namespace: String, name: String = "",
        as username: String, object: JSONValue = .null, oldObject: JSONValue = .null
    ) {
        self.operation = operation
        self.group = group
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.username = username
        self.object = Self.decoded(object)
        self.oldObject = oldObject
    }

    /// A label or annotation that is null is an empty text, as the API server decodes the metadata of every object.
    ///
    /// Source: k8s.io/apimachinery, `ObjectMeta`, whose labels are a map of texts; seen on a real API server.
    private static func decoded(_ object: JSONValue) -> JSONValue {
        var object = object
        for field in ["labels", "annotations"] {
            guard let texts = object["metadata"]?[field]?.object, texts.contains(where: { $0.value == .null }) else {
                continue
            }
            for text in texts where text.value == .null { object["metadata"]?[field]?[text.name] = "" }
        }
        return object
    }

    subscript(field: PolicyRequestField) -> String {
        switch field {
        case .username: username
        case .namespace: namespace
        case .name: name
        case .operation: operation.rawValue
        }
    }
}

/// Says what the requesting account may do, as the API server's authorizer does.
package protocol PolicyAuthorizer: Sendable {
    /// - Parameters:
    ///   - namespace: empty for a resource of the cluster.
    ///   - name: empty for all objects of the resource.
    func allows(_ verb: String, resource: String, group: String, namespace: String, name: String) -> Bool
}
