package import JSONTree

extension FieldSet {
    /// The fields that an applied configuration claims: every scalar, atomic value, element and free name in it.
    ///
    /// Source: structured-merge-diff, `typed.TypedValue.ToFieldSet`.
    ///
    /// - Parameter shape: how the value is merged; without one objects are granular and lists atomic.
    package init(describing value: JSONValue, shape: FieldShape = .untyped) {
        self.init()
        // An object as a whole is owned by nobody, so the root itself is not a member.
        self = FieldSet(isMember: false, children: FieldSet.node(value, shape).children)
    }

    /// The set that begins at a value, a member of it where the value is owned as a whole.
    private static func node(_ value: JSONValue, _ shape: FieldShape) -> FieldSet {
        let shape = shape.resolved(for: value)
        switch (shape, value) {
        case (.object, .object(let object)):
            var children: [FieldElement: FieldSet] = [:]
            for member in object {
                var child = node(member.value, shape.member(member.name))
                if !shape.declares(member.name) || isEmptyObjectOrNull(member.value) {
                    child = FieldSet(isMember: true, children: child.children)
                }
                children[.field(member.name)] = child
            }
            return FieldSet(isMember: false, children: children)
        case (.set, .array(let elements)), (.keyedList, .array(let elements)):
            return FieldSet(isMember: false, children: elementNodes(elements, shape))
        case (.object, .null), (.set, .null), (.keyedList, .null): return FieldSet()
        case (_, _): return FieldSet(isMember: true, children: [:])
        }
    }

    private static func elementNodes(_ elements: [JSONValue], _ shape: FieldShape) -> [FieldElement: FieldSet] {
        var children: [FieldElement: FieldSet] = [:]
        for element in elements {
            guard let step = shape.step(to: element) else { continue }
            guard case .keyedList(_, let elementShape) = shape else {
                children[step] = FieldSet(isMember: true, children: [:])
                continue
            }
            children[step] = FieldSet(isMember: true, children: node(element, elementShape).children)
        }
        return children
    }

    private static func isEmptyObjectOrNull(_ value: JSONValue) -> Bool {
        switch value {
        case .null: true
        case .object(let object): object.isEmpty
        case .bool, .integer, .decimal, .string, .array: false
        }
    }
}
