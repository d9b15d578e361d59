import JSONTree
import KubeModel
import KubeSchema

/// What a table row carries of its object.
enum TableObject: Hashable, Sendable { case nothing, metadata, object }

/// Objects as the table that `kubectl get` prints: `meta.k8s.io/v1`, `Table`.
struct ObjectTableView {
    /// A printed column with the way to its cells.
    struct Column: Sendable {
        let name: String
        let type: String
        let format: String
        let description: String
        let priority: Int64
        let cell: @Sendable (JSONValue, KubeTime) -> JSONValue

        init(
            _ name: String, type: String = "string", format: String = "", _ description: String, priority: Int64 = 0,
            cell: @escaping @Sendable (JSONValue, KubeTime) -> JSONValue
        ) {
            self.name = name
            self.type = type
            self.format = format
            self.description = description
            self.priority = priority
            self.cell = cell
        }
    }

    private let columns: [Column]
    private let time: KubeTime
    private let includes: TableObject

    init(_ served: ServedResource, at time: KubeTime, includes: TableObject) {
        columns = served.isCustom ? Column.custom(served.columns) : Column.builtIn(served.type)
        self.time = time
        self.includes = includes
    }

    func table(_ objects: [JSONValue], resourceVersion: String) -> JSONValue {
        let rows = objects.map { object -> JSONValue in
            var row: JSONObject = ["cells": .array(columns.map { $0.cell(object, time) })]
            switch includes {
            case .nothing: row["object"] = .null
            case .metadata: row["object"] = object.partialMetadata
            case .object: row["object"] = object
            }
            return .object(row)
        }
        let definitions = columns.map { column -> JSONValue in
            [
                "name": .string(column.name), "type": .string(column.type), "format": .string(column.format),
                "description": .string(column.description), "priority": .integer(column.priority),
            ]
        }
        return [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": ["resourceVersion": .string(resourceVersion)],
            "columnDefinitions": .array(definitions), "rows": .array(rows),
        ]
    }
}

extension RequestContext {
    var includeObject: TableObject {
        switch request.queryValue("includeObject") {
        case "None": .nothing
        case "Object": .object
        default: .metadata
        }
    }
}

extension ObjectTableView.Column {
    static let name = ObjectTableView.Column("Name", format: "name", "The name of the object.") { object, _ in
        .string(object.objectName.name)
    }

    static let age = ObjectTableView.Column("Age", "How long ago the object was created.") { object, time in
        .string(HumanDuration.text(since: object.metadata["creationTimestamp"]?.string, at: time))
    }

    /// The columns of a custom resource: what its definition lists, and the age where it lists nothing.
    static func custom(_ columns: [CRDDocument.PrinterColumn]) -> [ObjectTableView.Column] {
        guard !columns.isEmpty else { return [name, age] }
        return [name]
            + columns.map { column in
                let path = ColumnPath(column.jsonPath)
                return ObjectTableView.Column(
                    column.name, type: column.kind.rawValue, format: column.format,
                    column.description.isEmpty
                        ? "Custom resource definition column (in JSONPath format): \(column.jsonPath)"
                        : column.description,
                    priority: column.priority
                ) { object, time in
                    cell(path.values(in: object), column.kind, time)
                }
            }
    }

    /// Source: `k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor`.
    private static func cell(_ values: [JSONValue], _ kind: CRDDocument.PrinterColumn.Kind, _ time: KubeTime)
        -> JSONValue
    {
        guard let first = values.first, !first.isNull else { return .null }
        switch kind {
        case .integer: return first.integer.map(JSONValue.integer) ?? .null
        case .number:
            guard case .decimal = first else { return first.integer == nil ? .null : first }
            return first
        case .boolean: return first.bool.map(JSONValue.bool) ?? .null
        case .date: return .string(HumanDuration.text(since: first.string, at: time))
        case .string:
            let texts = values.map { value in value.string ?? value.text }
            return .string(texts.joined(separator: " "))
        }
    }
}
