import JSONTree

/// The positions of a value and of all that is in it, in the same shape as the value.
struct YAMLSourceMap: Sendable {
    /// Where the value begins; of an alias, the alias.
    var value: SourcePosition
    /// Where the name of a member begins; nil for elements and the root.
    var name: SourcePosition?
    /// Of the elements or members, in the value's order.
    var children: [YAMLSourceMap] = []

    /// Follows a path as far as it goes.
    func find(_ path: [JSONPathElement], in root: JSONValue) -> YAMLSourceMap {
        var map = self
        var value = root
        for element in path {
            guard let index = Self.index(of: element, in: value), map.children.indices.contains(index) else { break }
            map = map.children[index]
            switch value {
            case .object(let object): value = object.members[index].value
            case .array(let array): value = array[index]
            case .null, .bool, .integer, .decimal, .string: break
            }
        }
        return map
    }

    private static func index(of element: JSONPathElement, in value: JSONValue) -> Int? {
        switch (value, element) {
        case (.array, .index(let index)): index
        case (.object(let object), .name(let name)):
            object.members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
        case (.object(let object), .index(let index)): object.members.firstIndex { $0.name == String(index) }
        default: nil
        }
    }
}
