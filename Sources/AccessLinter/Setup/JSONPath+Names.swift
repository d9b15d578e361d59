import JSONTree

extension JSONPath {
    /// The path of members one inside the other: `.of("metadata", "name")`.
    static func of(_ names: String...) -> JSONPath { JSONPath(names.map { .name($0) }) }

    /// The path of an annotation.
    static func annotation(_ name: String) -> JSONPath { .of("metadata", "annotations", name) }
}
