package import JSONTree

extension CRDDocument {
    /// The definition as the object that is applied to a cluster.
    package var value: JSONValue {
        var metadata: JSONObject = ["name": .string(name)]
        if !labels.isEmpty { metadata["labels"] = .object(labels) }
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations) }
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": .object(metadata),
            "spec": [
                "group": .string(group), "scope": isNamespaced ? "Namespaced" : "Cluster", "names": names.value,
                "versions": .array(versions.map(\.value)),
            ],
        ]
    }
}

extension CRDDocument.Names {
    /// The names as they stand in `spec.names`.
    package var value: JSONValue {
        var object: JSONObject = [
            "kind": .string(kind), "listKind": .string(listKind), "plural": .string(plural),
            "singular": .string(singular),
        ]
        if !shortNames.isEmpty { object["shortNames"] = .array(shortNames.map(JSONValue.string)) }
        if !categories.isEmpty { object["categories"] = .array(categories.map(JSONValue.string)) }
        return .object(object)
    }
}

extension CRDDocument.Version {
    var value: JSONValue {
        var object: JSONObject = ["name": .string(name), "served": .bool(isServed), "storage": .bool(isStorage)]
        if isDeprecated { object["deprecated"] = true }
        object["deprecationWarning"] = deprecationWarning.map(JSONValue.string)
        var subresources = JSONObject()
        if hasStatus { subresources["status"] = [:] }
        subresources["scale"] = scale?.value
        if !subresources.isEmpty { object["subresources"] = .object(subresources) }
        if !columns.isEmpty { object["additionalPrinterColumns"] = .array(columns.map(\.value)) }
        if !selectableFields.isEmpty {
            object["selectableFields"] = .array(selectableFields.map { ["jsonPath": .string($0)] })
        }
        object["schema"] = ["openAPIV3Schema": schema.value]
        return .object(object)
    }
}

extension CRDDocument.PrinterColumn {
    fileprivate var value: JSONValue {
        var object: JSONObject = ["name": .string(name), "type": .string(kind.rawValue)]
        if !format.isEmpty { object["format"] = .string(format) }
        object["jsonPath"] = .string(jsonPath)
        if !description.isEmpty { object["description"] = .string(description) }
        if priority != 0 { object["priority"] = .integer(priority) }
        return .object(object)
    }
}

extension CRDDocument.Scale {
    fileprivate var value: JSONValue {
        var object: JSONObject = [
            "specReplicasPath": .string(specReplicasPath), "statusReplicasPath": .string(statusReplicasPath),
        ]
        object["labelSelectorPath"] = labelSelectorPath.map(JSONValue.string)
        return .object(object)
    }
}
