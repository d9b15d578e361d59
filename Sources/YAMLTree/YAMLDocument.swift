package import JSONTree

/// One document of a YAML stream.
package struct YAMLDocument: Sendable {
    package let value: JSONValue
    /// Where the value begins.
    package let start: SourcePosition
    private let sourceMap: YAMLSourceMap?

    init(value: JSONValue, start: SourcePosition, sourceMap: YAMLSourceMap?) {
        self.value = value
        self.start = start
        self.sourceMap = sourceMap
    }

    /// Where a value stands in the text; nil when the stream was read without positions.
    ///
    /// For a value that begins on a line below its name this is the name. What came by an alias is where its anchor is,
    /// the aliased value itself where the alias is.
    ///
    /// - Parameter path: when nothing is there, the nearest thing around it counts: the object that lacks the member.
    package func position(of path: JSONPath) -> SourcePosition? {
        sourceMap.map { map in
            let found = map.find(path.elements, in: value)
            guard let name = found.name, name.line != found.value.line else { return found.value }
            return name
        }
    }

    /// Where the name of a member stands in the text: for what is wrong with the name, not with the value.
    ///
    /// Where ``position(of:)`` for an element, for the root, and for what is absent.
    package func position(ofNameAt path: JSONPath) -> SourcePosition? {
        sourceMap.map { map in
            let found = map.find(path.elements, in: value)
            return found.name ?? found.value
        }
    }
}
