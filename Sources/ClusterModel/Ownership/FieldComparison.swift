import JSONTree
import KubeModel

/// Which fields differ between two states of an object.
///
/// Source of the rules: structured-merge-diff, `typed.Compare`.
struct FieldComparison {
    private(set) var added = FieldSet()
    private(set) var modified = FieldSet()
    private(set) var removed = FieldSet()

    init(_ old: JSONValue, _ new: JSONValue, _ shape: FieldShape) {
        var path: [FieldElement] = []
        compare(old, new, shape, &path)
    }

    /// The same comparison without some fields and everything below them.
    func excluding(_ fields: FieldSet) -> FieldComparison {
        var copy = self
        copy.added = added.subtractingRecursively(fields)
        copy.modified = modified.subtractingRecursively(fields)
        copy.removed = removed.subtractingRecursively(fields)
        return copy
    }

    private mutating func compare(
        _ old: JSONValue?, _ new: JSONValue?, _ shape: FieldShape, _ path: inout [FieldElement]
    ) {
        if old == new { return }
        guard let sample = new ?? old else { return }
        let resolved = shape.resolved(for: sample)
        let isContainer = resolved.mergesMembers || resolved.mergesElements
        // Two values without content are compared as a whole, which keeps empty and absent apart.
        if !isContainer || (Self.isEmpty(old) && Self.isEmpty(new)) || !Self.canDescend(old, new, resolved) {
            mark(old, new, path)
            if shape == .untyped { compareUnlike(old, new, &path) }
            return
        }
        if resolved.mergesMembers {
            members(old?.object ?? [:], new?.object ?? [:], resolved, &path)
        } else {
            elements(old?.array ?? [], new?.array ?? [], resolved, &path)
        }
        if old == nil { added.insert(path) } else if new == nil { removed.insert(path) }
    }

    /// An object of no known shape that becomes something else loses its members, and the other way round.
    private mutating func compareUnlike(_ old: JSONValue?, _ new: JSONValue?, _ path: inout [FieldElement]) {
        guard let old, let new, old.object == nil || new.object == nil else { return }
        members(old.object ?? [:], new.object ?? [:], .untyped, &path)
    }

    private mutating func mark(_ old: JSONValue?, _ new: JSONValue?, _ path: [FieldElement]) {
        switch (old, new) {
        case (nil, _?): added.insert(path)
        case (_?, nil): removed.insert(path)
        case (_, _): modified.insert(path)
        }
    }

    private mutating func members(
        _ old: JSONObject, _ new: JSONObject, _ shape: FieldShape, _ path: inout [FieldElement]
    ) {
        let names = old.names + new.names.filter { old[$0] == nil }
        for name in names {
            path.append(.field(name))
            compare(old[name], new[name], shape.member(name), &path)
            path.removeLast()
        }
    }

    private mutating func elements(
        _ old: [JSONValue], _ new: [JSONValue], _ shape: FieldShape, _ path: inout [FieldElement]
    ) {
        let oldByStep = Self.byStep(old, shape)
        let newByStep = Self.byStep(new, shape)
        for step in Set(oldByStep.keys).union(newByStep.keys) {
            path.append(step)
            compare(oldByStep[step], newByStep[step], shape.element, &path)
            path.removeLast()
        }
    }

    private static func byStep(_ elements: [JSONValue], _ shape: FieldShape) -> [FieldElement: JSONValue] {
        var result: [FieldElement: JSONValue] = [:]
        for element in elements {
            if let step = shape.step(to: element) { result[step] = element }
        }
        return result
    }

    private static func isEmpty(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null?: true
        case .object(let object)?: object.isEmpty
        case .array(let elements)?: elements.isEmpty
        case .bool?, .integer?, .decimal?, .string?: false
        }
    }

    /// Whether both values, where they are there, are of the kind that the shape descends into.
    private static func canDescend(_ old: JSONValue?, _ new: JSONValue?, _ shape: FieldShape) -> Bool {
        [old, new].allSatisfy { value in
            switch value {
            case nil, .null?: true
            case .object?: shape.mergesMembers
            case .array?: shape.mergesElements
            case .bool?, .integer?, .decimal?, .string?: false
            }
        }
    }
}
