import JSONTree
import KubeModel

/// Takes fields out of an object.
///
/// Source of the rules: structured-merge-diff, `typed.RemoveItems`.
enum FieldRemoval {
    /// The value without the fields of a set; nil when nothing is left of an object or list that had content.
    static func removing(_ fields: FieldSet, from value: JSONValue, _ shape: FieldShape) -> JSONValue? {
        let shape = shape.resolved(for: value)
        switch value {
        case .object(let object):
            guard shape.mergesMembers, !object.isEmpty else { return nil }
            var kept: [JSONObject.Member] = []
            for member in object {
                let below = fields[.field(member.name)]
                if below.isMember { continue }
                if below.isEmpty {
                    kept.append(member)
                } else {
                    let rest = removing(below, from: member.value, shape.member(member.name)) ?? .null
                    kept.append(JSONObject.Member(name: member.name, value: rest))
                }
            }
            return kept.isEmpty ? nil : .object(JSONObject(uniqueMembers: kept))
        case .array(let elements):
            guard shape.mergesElements, !elements.isEmpty else { return nil }
            let kept = elements.compactMap { element -> JSONValue? in
                guard let step = shape.step(to: element) else { return element }
                let below = fields[step]
                if below.isMember { return nil }
                return below.isEmpty ? element : removing(below, from: element, shape.element)
            }
            return kept.isEmpty ? nil : .array(kept)
        case .null, .bool, .integer, .decimal, .string: return value
        }
    }
}

extension FieldSet {
    /// The set with every declared member on the way to one of its fields.
    ///
    /// A removal then takes away a structure whose last field goes. Source: `fieldpath.EnsureNamedFieldsAreMembers`.
    func withNamedFields(_ shape: FieldShape) -> FieldSet {
        var result = FieldSet()
        for path in paths {
            result.insert(path)
            var current = shape
            var prefix: [FieldElement] = []
            for element in path.dropLast() {
                prefix.append(element)
                switch element {
                case .field(let name):
                    if current.declares(name) { result.insert(prefix) }
                    current = current.member(name)
                case .key: current = current.element
                case .value, .index: current = .atomic
                }
            }
        }
        return result
    }
}
