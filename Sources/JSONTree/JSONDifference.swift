/// One place where two values differ.
package struct JSONChange: Sendable, Hashable {
    package let path: JSONPath
    /// nil when the place was not there before.
    package let old: JSONValue?
    /// nil when the place is there no longer.
    package let new: JSONValue?

    package init(path: JSONPath, old: JSONValue?, new: JSONValue?) {
        self.path = path
        self.old = old
        self.new = new
    }
}

/// What lies between two values, place by place.
package enum JSONDifference {
    /// The innermost places that differ, in an order in which they can be applied.
    ///
    /// Members are compared by name, in the order of `old` with the new ones last; elements are compared by index, those
    /// that fall away from the last one backwards.
    package static func between(_ old: JSONValue, _ new: JSONValue) -> [JSONChange] {
        var changes: [JSONChange] = []
        collect(old, new, at: JSONPath(), into: &changes)
        return changes
    }

    /// Applies changes one after the other.
    ///
    /// - Returns: for the changes between `old` and another value, that value.
    package static func apply(_ changes: [JSONChange], to old: JSONValue) -> JSONValue {
        var value = old
        for change in changes { value[change.path] = change.new }
        return value
    }

    private static func collect(
        _ old: JSONValue, _ new: JSONValue, at path: JSONPath, into changes: inout [JSONChange]
    ) {
        switch (old, new) {
        case (.object(let old), .object(let new)):
            for member in old {
                let path = path.appending(name: member.name)
                if let after = new[member.name] {
                    collect(member.value, after, at: path, into: &changes)
                } else {
                    changes.append(JSONChange(path: path, old: member.value, new: nil))
                }
            }
            for member in new where old[member.name] == nil {
                changes.append(JSONChange(path: path.appending(name: member.name), old: nil, new: member.value))
            }
        case (.array(let old), .array(let new)):
            for (index, (before, after)) in zip(old, new).enumerated() {
                collect(before, after, at: path.appending(index: index), into: &changes)
            }
            for index in (min(old.count, new.count)..<old.count).reversed() {
                changes.append(JSONChange(path: path.appending(index: index), old: old[index], new: nil))
            }
            for index in min(old.count, new.count)..<new.count {
                changes.append(JSONChange(path: path.appending(index: index), old: nil, new: new[index]))
            }
        default:
            if old != new { changes.append(JSONChange(path: path, old: old, new: new)) }
        }
    }
}
