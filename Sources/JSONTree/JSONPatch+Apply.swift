extension JSONPatch {
    /// Applies all operations in their order.
    ///
    /// - Throws: ``JSONPatchError`` naming the first operation that could not be applied; nothing is changed then.
    package func apply(to target: JSONValue) throws(JSONPatchError) -> JSONValue {
        var value = target
        for (index, operation) in operations.enumerated() {
            do throws(Refusal) {
                try operation.apply(to: &value)
            } catch {
                throw JSONPatchError(code: error.code, operation: index, message: error.message)
            }
        }
        return value
    }

    /// Why one operation cannot be applied.
    fileprivate struct Refusal: Error {
        let code: JSONPatchError.Code
        let message: String

        static func missing(_ path: JSONPath) -> Refusal {
            Refusal(code: .missingPath, message: "there is nothing at \"\(path.pointer)\"")
        }
    }
}

extension JSONPatch.Operation {
    fileprivate func apply(to value: inout JSONValue) throws(JSONPatch.Refusal) {
        switch self {
        case .add(let path, let new): try Self.add(new, at: path, to: &value)
        case .remove(let path): _ = try Self.remove(path, from: &value)
        case .replace(let path, let new):
            guard value[path] != nil else { throw .missing(path) }
            value[path] = new
        case .move(let from, let path):
            guard path == from || !path.elements.starts(with: from.elements) else {
                throw JSONPatch.Refusal(
                    code: .moveIntoItself,
                    message: "\"\(from.pointer)\" cannot be moved into itself, to \"\(path.pointer)\"")
            }
            try Self.add(try Self.remove(from, from: &value), at: path, to: &value)
        case .copy(let from, let path):
            guard let copied = value[from] else { throw .missing(from) }
            try Self.add(copied, at: path, to: &value)
        case .test(let path, let expected):
            guard let found = value[path] else { throw .missing(path) }
            guard found.meansSame(as: expected) else {
                // Neither value is quoted: a patch may be about a Secret.
                throw JSONPatch.Refusal(
                    code: .testFailed, message: "the value at \"\(path.pointer)\" is not the one tested for")
            }
        }
    }

    private static func remove(_ path: JSONPath, from value: inout JSONValue) throws(JSONPatch.Refusal) -> JSONValue {
        guard let removed = value[path] else { throw .missing(path) }
        value[path] = nil
        return removed
    }

    private static func add(
        _ new: JSONValue, at path: JSONPath, to value: inout JSONValue
    ) throws(JSONPatch.Refusal) {
        guard let parent = path.parent, let last = path.elements.last else {
            value = new
            return
        }
        switch (value[parent], last) {
        case (.object, _): value[path] = new
        case (.array(var array), .index(let index)) where index <= array.count:
            array.insert(new, at: index)
            value[parent] = .array(array)
        case (.array(var array), .name("-")):
            array.append(new)
            value[parent] = .array(array)
        case (.array, _): throw .missing(path)
        default: throw .missing(parent)
        }
    }
}

extension JSONValue {
    /// Whether two values are equal in the sense of a patch's `test`: numbers are equal when they mean the same.
    fileprivate func meansSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.meansSame(as: $1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.allSatisfy { member in right[member.name].map { member.value.meansSame(as: $0) } ?? false }
        default:
            if let left = numberText, let right = other.numberText { return JSONNumber.areEqual(left, right) }
            return self == other
        }
    }

    /// The text of a number.
    package var numberText: String? {
        switch self {
        case .integer(let value): String(value)
        case .decimal(let text): text
        case .null, .bool, .string, .array, .object: nil
        }
    }
}
