package import JSONTree

/// One step of a path to a field, as `managedFields` names it.
///
/// Source: structured-merge-diff, `fieldpath.PathElement`.
package enum FieldElement: Hashable, Sendable {
    /// A member of an object: `f:name`.
    case field(String)
    /// An element of a list with keys: `k:{"name":"a"}`.
    case key(JSONObject)
    /// An element of a set: `v:"a"`.
    case value(JSONValue)
    /// An element by position: `i:0`. The API server writes none, but defines it.
    case index(Int)

    /// Reads the name of a member of a `fieldsV1` object.
    ///
    /// - Returns: nil for `.`, which is no step, and for anything malformed.
    package init?(serialized text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let rest = String(text[text.utf8.index(after: colon)...])
        switch text[..<colon] {
        case "f": self = .field(rest)
        case "k":
            guard let value = try? JSONValue(parsing: rest), case .object(let keys) = value else { return nil }
            self = .key(keys)
        case "v":
            guard let value = try? JSONValue(parsing: rest) else { return nil }
            self = .value(value)
        case "i":
            guard let index = Int(rest), index >= 0 else { return nil }
            self = .index(index)
        default: return nil
        }
    }

    /// The name of a member of a `fieldsV1` object.
    package var serialized: String {
        switch self {
        case .field(let name): "f:\(name)"
        case .key(let keys): "k:\(Self.text(.object(keys)))"
        case .value(let value): "v:\(Self.text(value))"
        case .index(let index): "i:\(index)"
        }
    }

    /// What this step leads to in a value; nil when it leads nowhere.
    package func child(of value: JSONValue) -> JSONValue? {
        switch (self, value) {
        case (.field(let name), .object(let object)): object[name]
        case (.key(let keys), .array(let elements)):
            elements.first { element in keys.allSatisfy { element[$0.name] == $0.value } }
        case (.value(let wanted), .array(let elements)): elements.first { $0 == wanted }
        case (.index(let index), .array(let elements)): elements.indices.contains(index) ? elements[index] : nil
        case (_, _): nil
        }
    }

    static func text(_ value: JSONValue) -> String { String(decoding: value.canonicalBytes, as: UTF8.self) }
}

extension FieldElement: CustomStringConvertible {
    /// The form of conflict messages: `.replicas`, `[name="a"]`, `[="a"]`, `[0]`.
    package var description: String {
        switch self {
        case .field(let name): ".\(name)"
        case .key(let keys):
            "[" + keys.sorted.map { "\($0.name)=\(Self.text($0.value))" }.joined(separator: ",") + "]"
        case .value(let value): "[=\(Self.text(value))]"
        case .index(let index): "[\(index)]"
        }
    }
}

extension FieldElement: Comparable {
    /// Fields before keys before values before indices, each in the order of its text: the order of a printed set.
    package static func < (left: FieldElement, right: FieldElement) -> Bool {
        switch (left, right) {
        case (.field(let first), .field(let second)): first.utf8.lexicographicallyPrecedes(second.utf8)
        case (.index(let first), .index(let second)): first < second
        case (_, _):
            (left.rank, left.serialized) < (right.rank, right.serialized)
        }
    }

    private var rank: Int {
        switch self {
        case .field: 0
        case .key: 1
        case .value: 2
        case .index: 3
        }
    }
}
