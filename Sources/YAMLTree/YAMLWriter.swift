package import JSONTree

/// Writes values as YAML in kubectl's style.
///
/// Two spaces a level, sequences not indented below their name, members in the object's own order, quotes only where
/// kubectl, libyaml or another reader would otherwise see something else than the text (``YAMLScalarStyle``). Unlike
/// kubectl it never folds a long line: a word more would change the lines behind it, which spoils a diff.
package enum YAMLWriter {
    /// One document; ends with a line break.
    package static func text(_ value: JSONValue) -> String {
        var emitter = YAMLEmitter()
        emitter.document(value)
        return String(decoding: emitter.bytes, as: UTF8.self)
    }

    /// Several documents with a line `---` between each two; empty for none.
    package static func stream(_ values: [JSONValue]) -> String {
        var emitter = YAMLEmitter()
        for (index, value) in values.enumerated() {
            if index > 0 { emitter.separator() }
            emitter.document(value)
        }
        return String(decoding: emitter.bytes, as: UTF8.self)
    }
}
