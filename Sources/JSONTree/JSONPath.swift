/// One step from a value to one inside it.
package enum JSONPathElement: Sendable {
    /// The member of an object.
    case name(String)
    /// The element of an array; in an object, the member whose name is the number, as a JSON pointer has it.
    case index(Int)
}

extension JSONPathElement: Hashable {
    /// Names are compared byte for byte, as those of members are.
    package static func == (left: JSONPathElement, right: JSONPathElement) -> Bool {
        switch (left, right) {
        case (.name(let left), .name(let right)): left.hasSameBytes(as: right)
        case (.index(let left), .index(let right)): left == right
        case (.name, .index), (.index, .name): false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .name(let name): hasher.combine(name)
        case .index(let index): hasher.combine(index)
        }
    }
}

/// Where a value lies inside another: the way there from the root.
///
/// People read it as `spec.groups[0].path`; names that are not plain are written `["idmon.dev/groups"]`. JSON Patch
/// writes it as a pointer, `/spec/groups/0/path`.
package struct JSONPath: Hashable, Sendable {
    package var elements: [JSONPathElement]

    /// The root.
    package init() { elements = [] }

    package init(_ elements: [JSONPathElement]) { self.elements = elements }

    package var isRoot: Bool { elements.isEmpty }

    /// The path of the array or object that holds this value; nil for the root.
    package var parent: JSONPath? { isRoot ? nil : JSONPath(Array(elements.dropLast())) }

    package func appending(name: String) -> JSONPath { appending(.name(name)) }

    package func appending(index: Int) -> JSONPath { appending(.index(index)) }

    private func appending(_ element: JSONPathElement) -> JSONPath {
        var longer: [JSONPathElement] = []
        longer.reserveCapacity(elements.count + 1)
        longer.append(contentsOf: elements)
        longer.append(element)
        return JSONPath(longer)
    }

    /// The way of `right`, begun where `left` ends.
    package static func + (left: JSONPath, right: JSONPath) -> JSONPath { JSONPath(left.elements + right.elements) }
}

/// Why a text is no path.
package struct JSONPathError: Error, Sendable, Hashable, CustomStringConvertible {
    package let text: String
    /// The offset, in bytes, of what is wrong.
    package let offset: Int
    package let message: String

    package var description: String { "the path \"\(text)\" is wrong at byte \(offset): \(message)" }
}
