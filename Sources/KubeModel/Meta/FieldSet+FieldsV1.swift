package import JSONTree

/// The `fieldsV1` form of a field set: an object whose names are steps and in which `.` stands for the field itself.
extension FieldSet {
    /// Reads a `fieldsV1` object.
    ///
    /// - Throws: ``FieldSetError`` with the first name that is no step, or the first value that is no object.
    package init(fieldsV1 value: JSONValue) throws(FieldSetError) {
        try self.init(node: value, isRoot: true)
    }

    private init(node: JSONValue, isRoot: Bool) throws(FieldSetError) {
        guard case .object(let object) = node else { throw FieldSetError(offender: node.kindName) }
        var children: [FieldElement: FieldSet] = [:]
        var isMember = object.isEmpty && !isRoot
        for member in object {
            if member.name == "." {
                isMember = !isRoot
                continue
            }
            guard let element = FieldElement(serialized: member.name) else {
                throw FieldSetError(offender: member.name)
            }
            children[element] = try FieldSet(node: member.value, isRoot: false)
        }
        self.init(isMember: isMember, children: children)
    }

    /// The set as a `fieldsV1` object, its names sorted.
    package var fieldsV1: JSONValue {
        var members: [JSONObject.Member] = []
        if isMember && !children.isEmpty { members.append(JSONObject.Member(name: ".", value: [:])) }
        for (element, child) in children.sorted(by: { $0.key < $1.key }) {
            members.append(JSONObject.Member(name: element.serialized, value: child.fieldsV1))
        }
        return .object(JSONObject(uniqueMembers: members))
    }
}

/// A `fieldsV1` object that does not have its form.
package struct FieldSetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name or kind of value that has no meaning there.
    package let offender: String

    package var description: String {
        "managedFields: \(offender) is no step of a fieldsV1 object; expected f:, k:, v:, i: or \".\" with an object"
    }
}
