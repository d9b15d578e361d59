/// JSON merge patches, RFC 7396.
package enum JSONMergePatch {
    /// The value that a patch makes of another.
    package static func apply(_ patch: JSONValue, to target: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = target.object ?? JSONObject()
        for change in changes {
            result[change.name] =
                change.value.isNull ? nil : apply(change.value, to: result[change.name] ?? .null)
        }
        return .object(result)
    }

    /// The patch that makes `new` of `old`; an empty object where they are equal.
    ///
    /// A merge patch says `null` for "remove", so it cannot set a member to null: where a member of `new` is null, the
    /// patch removes it.
    package static func between(_ old: JSONValue, _ new: JSONValue) -> JSONValue {
        guard case .object(let newObject) = new else { return new }
        let oldObject = old.object ?? JSONObject()
        var patch = JSONObject()
        for member in oldObject where newObject[member.name] == nil { patch[member.name] = .null }
        for member in newObject {
            guard let before = oldObject[member.name] else {
                patch[member.name] = member.value
                continue
            }
            if before != member.value { patch[member.name] = between(before, member.value) }
        }
        return .object(patch)
    }
}
