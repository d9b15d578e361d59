package import JSONTree
package import KubeModel

/// What a server publishes about the kinds of one group and version, in OpenAPI v3.
///
/// `kubectl explain` reads the schemas, and `kubectl apply` looks whether PATCH takes `fieldValidation` before it leaves
/// the checks to the server. Schemas of lists, of answers and of errors are not part of it: no client asks for them.
/// Source: what kube-apiserver 1.36 serves under `/openapi/v3/apis/…`, and what kubectl 1.32 asks for.
package struct OpenAPIDocument: Sendable {
    /// A kind and what is known of its objects.
    package struct Kind: Sendable {
        package let type: ResourceType
        /// Nil for kinds of which only the metadata is described.
        package let schema: StructuralSchema?
        package let hasStatus: Bool

        package init(_ type: ResourceType, schema: StructuralSchema? = nil, hasStatus: Bool = false) {
            self.type = type
            self.schema = schema
            self.hasStatus = hasStatus
        }

        /// A version of a custom kind.
        package init(_ definition: CRDDocument, _ version: CRDDocument.Version) {
            self.init(definition.resourceType(version), schema: version.schema, hasStatus: version.hasStatus)
        }
    }

    package let group: String
    package let version: String
    package let kinds: [Kind]

    /// - Parameter kinds: the kinds of this group and version.
    package init(group: String, version: String, kinds: [Kind]) {
        self.group = group
        self.version = version
        self.kinds = kinds
    }

    /// The document's name in the index: `api/v1`, `apis/idmon.dev/v1alpha1`.
    package var name: String { group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)" }

    /// The answer to `GET /openapi/v3`: where each document is found.
    package static func index(of documents: [OpenAPIDocument]) -> JSONValue {
        var paths = JSONObject()
        for document in documents {
            paths[document.name] = ["serverRelativeURL": .string("/openapi/v3/\(document.name)")]
        }
        return ["paths": .object(paths)]
    }

    /// The answer to `GET /openapi/v3/<name>`.
    package var value: JSONValue {
        var paths = JSONObject()
        var schemas: JSONObject = [ObjectMetaSchema.name: ObjectMetaSchema.schema.value]
        for kind in kinds {
            for path in kind.paths { paths[path.name] = path.value }
            schemas[kind.schemaName] = kind.publishedSchema
        }
        return [
            "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "v1"], "paths": .object(paths),
            "components": ["schemas": .object(schemas)],
        ]
    }
}

// MARK: - Schemas

extension OpenAPIDocument.Kind {
    /// `dev.idmon.v1alpha1.WorkflowBinding`: the group backwards, the version, the kind.
    var schemaName: String {
        let group = type.group.isEmpty ? ["io", "k8s", "api", "core"] : type.group.split(separator: ".").reversed()
        return (group.map(String.init) + [type.version, type.kind]).joined(separator: ".")
    }

    var identity: JSONValue {
        ["group": .string(type.group), "version": .string(type.version), "kind": .string(type.kind)]
    }

    fileprivate var publishedSchema: JSONValue {
        var schema = self.schema ?? StructuralSchema(.object)
        if self.schema == nil { schema.description = "Only what every object has is described here." }
        let standard = StructuralSchema.object {
            Field(
                "apiVersion", StructuralSchema(.string),
                "The group and version of the object's schema: \(type.apiVersion).")
            Field("kind", StructuralSchema(.string), "The kind of object: \(type.kind).")
        }
        for property in standard.properties {
            if let index = schema.properties.firstIndex(where: { $0.name == property.name }) {
                schema.properties[index] = property
            } else {
                schema.properties.append(property)
            }
        }
        schema.properties.removeAll { $0.name == "metadata" }
        var value = schema.value
        value["properties"]?["metadata"] = [
            "description":
                "What every object has: name, namespace, labels, annotations and what the server keeps about it.",
            "allOf": [["$ref": .string("#/components/schemas/\(ObjectMetaSchema.name)")]],
        ]
        value["x-kubernetes-group-version-kind"] = [identity]
        return value
    }
}
