/// A JSON patch, RFC 6902: operations that are applied one after the other, all or none.
package struct JSONPatch: Sendable, Hashable {
    package enum Operation: Sendable, Hashable {
        /// Adds a member or replaces it, inserts an element, or appends it where the pointer ends in `-`.
        case add(JSONPath, JSONValue)
        case remove(JSONPath)
        case replace(JSONPath, JSONValue)
        case move(from: JSONPath, to: JSONPath)
        case copy(from: JSONPath, to: JSONPath)
        /// Fails the whole patch unless the value is this one; numbers are compared by what they mean.
        case test(JSONPath, JSONValue)
    }

    package var operations: [Operation]

    package init(_ operations: [Operation]) { self.operations = operations }

    /// Reads a patch document: an array of operations. Members that RFC 6902 does not define are ignored, as it demands.
    package init(parsing document: JSONValue) throws(JSONPatchError) {
        guard let list = document.array else {
            throw JSONPatchError(
                code: .malformed, operation: nil, message: "an array of operations is wanted, not \(document.kindName)")
        }
        operations = []
        for (index, element) in list.enumerated() { operations.append(try Operation(parsing: element, at: index)) }
    }

    /// The patch document.
    package var value: JSONValue { .array(operations.map(\.value)) }
}

// MARK: - Reading and writing

extension JSONPatch.Operation {
    fileprivate init(parsing document: JSONValue, at index: Int) throws(JSONPatchError) {
        guard let name = document["op"]?.string else {
            throw JSONPatchError(code: .malformed, operation: index, message: "the member \"op\" must be a string")
        }
        let path = try Self.path("path", of: document, at: index)
        switch name {
        case "add": self = .add(path, try Self.operand(of: document, at: index))
        case "remove": self = .remove(path)
        case "replace": self = .replace(path, try Self.operand(of: document, at: index))
        case "move": self = .move(from: try Self.path("from", of: document, at: index), to: path)
        case "copy": self = .copy(from: try Self.path("from", of: document, at: index), to: path)
        case "test": self = .test(path, try Self.operand(of: document, at: index))
        default:
            throw JSONPatchError(
                code: .malformed, operation: index,
                message: "the operation \"\(name)\" is not one of add, remove, replace, move, copy and test")
        }
    }

    private static func path(
        _ member: String, of document: JSONValue, at index: Int
    ) throws(JSONPatchError) -> JSONPath {
        guard let pointer = document[member]?.string else {
            throw JSONPatchError(
                code: .malformed, operation: index, message: "the member \"\(member)\" must be a JSON pointer")
        }
        do {
            return try JSONPath(pointer: pointer)
        } catch {
            throw JSONPatchError(code: .malformed, operation: index, message: error.description)
        }
    }

    private static func operand(of document: JSONValue, at index: Int) throws(JSONPatchError) -> JSONValue {
        guard let value = document["value"] else {
            throw JSONPatchError(code: .malformed, operation: index, message: "the member \"value\" is missing")
        }
        return value
    }

    fileprivate var value: JSONValue {
        switch self {
        case .add(let path, let value): ["op": "add", "path": .string(path.pointer), "value": value]
        case .remove(let path): ["op": "remove", "path": .string(path.pointer)]
        case .replace(let path, let value): ["op": "replace", "path": .string(path.pointer), "value": value]
        case .move(let from, let path):
            ["op": "move", "from": .string(from.pointer), "path": .string(path.pointer)]
        case .copy(let from, let path):
            ["op": "copy", "from": .string(from.pointer), "path": .string(path.pointer)]
        case .test(let path, let value): ["op": "test", "path": .string(path.pointer), "value": value]
        }
    }
}
