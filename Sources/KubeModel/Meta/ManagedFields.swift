package import JSONTree

/// One entry of `metadata.managedFields`: who set which fields how and when.
package struct ManagedFieldsEntry: Hashable, Sendable {
    /// Whether fields were applied or set by another verb.
    package enum Operation: String, Sendable {
        case apply = "Apply"
        case update = "Update"
    }

    /// The name that the client gave for itself.
    package var manager: String
    /// How the fields were set.
    package var operation: Operation
    /// The version in which the fields are named.
    package var apiVersion: String
    /// When the fields last changed hands or values; nil where the server keeps no time.
    package var time: KubeTime?
    /// What is owned.
    package var fields: FieldSet
    /// `status` and the like; nil for the object itself.
    package var subresource: String?

    /// An entry for a request that is made now.
    package init(
        manager: String, operation: Operation, apiVersion: String, time: KubeTime?, fields: FieldSet,
        subresource: String? = nil
    ) {
        self.manager = manager
        self.operation = operation
        self.apiVersion = apiVersion
        self.time = time
        self.fields = fields
        self.subresource = subresource
    }

    /// Reads one entry.
    ///
    /// - Returns: nil when it lacks a known operation or a readable field set.
    package init?(_ value: JSONValue) {
        guard let operation = value["operation"]?.string.flatMap(Operation.init(rawValue:)),
            value["fieldsType"]?.string == "FieldsV1", let fields = try? FieldSet(fieldsV1: value["fieldsV1"] ?? [:])
        else { return nil }
        manager = value["manager"]?.string ?? ""
        self.operation = operation
        apiVersion = value["apiVersion"]?.string ?? ""
        time = value["time"]?.string.flatMap(KubeTime.init)
        self.fields = fields
        let subresource = value["subresource"]?.string ?? ""
        self.subresource = subresource.isEmpty ? nil : subresource
    }

    /// The entry as the API server writes it.
    package var value: JSONValue {
        var object: JSONObject = [
            "apiVersion": .string(apiVersion), "fieldsType": "FieldsV1", "fieldsV1": fields.fieldsV1,
            "manager": .string(manager), "operation": .string(operation.rawValue),
        ]
        if let subresource { object["subresource"] = .string(subresource) }
        if let time { object["time"] = .string(time.description) }
        return .object(object)
    }

    /// The entries of an object; entries that cannot be read are left out.
    package static func entries(of object: JSONValue) -> [ManagedFieldsEntry] {
        (object["metadata"]?["managedFields"]?.array ?? []).compactMap(ManagedFieldsEntry.init)
    }
}
