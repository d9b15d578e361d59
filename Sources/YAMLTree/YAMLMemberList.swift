import JSONTree

/// The members of one mapping as they are read: finds names that stand twice, and lets merges fill in and override.
struct YAMLMemberList {
    private struct Entry {
        let member: Int
        /// Where the name stands in the text; nil when it came by a merge only.
        var position: SourcePosition?
    }

    private let firstMember: Int
    private let firstMap: Int
    private let firstName: Int
    /// All names, once the mapping is large or has a merge; until then every member was written, and the stack has its
    /// name.
    private var index: [YAMLNameKey: Entry]?

    /// Up to this many names are compared one by one, by their hashes.
    private static let linearLimit = 24

    /// Begins a mapping inside those that are open.
    init(in open: borrowing YAMLOpenMembers) {
        firstMember = open.members.count
        firstMap = open.maps.count
        firstName = open.names.count
    }

    /// Takes note of a name in the text, whose value must be appended next.
    ///
    /// - Returns: where the same name stood before; nil when it is new.
    @inline(__always)
    mutating func conflict(
        of name: YAMLName, at position: SourcePosition, in open: inout YAMLOpenMembers
    ) -> SourcePosition? {
        let count = open.members.count &- firstMember
        guard index == nil, count < Self.linearLimit else { return indexedConflict(of: name, at: position, in: open) }
        for member in 0..<count where open.names[firstName &+ member].hash == name.hash {
            if name.text.utf8.elementsEqual(open.members[firstMember &+ member].name.utf8) {
                return open.names[firstName &+ member].position
            }
        }
        open.names.push(YAMLOpenMembers.Name(hash: name.hash, position: position))
        return nil
    }

    /// Adds the value of the name that was noted last.
    @inline(__always)
    func append(
        _ name: consuming YAMLName, _ value: consuming JSONValue, _ map: YAMLSourceMap?, in open: inout YAMLOpenMembers
    ) {
        guard index == nil else {
            appendIndexed(name.text, value, map, in: &open)
            return
        }
        open.members.push(JSONObject.Member(name: name.text, value: value))
        if let map { open.maps.push(map) }
    }

    /// Takes over the members of a merged mapping: they override what stands before the merge.
    mutating func merge(_ object: JSONObject, _ map: YAMLSourceMap?, in open: inout YAMLOpenMembers) {
        buildIndex(open)
        for (offset, member) in object.members.enumerated() {
            let key = YAMLNameKey(text: member.name)
            if index?[key] == nil { index?[key] = Entry(member: open.members.count, position: nil) }
            appendIndexed(member.name, member.value, map?.children[offset], in: &open)
        }
    }

    /// Ends the mapping: its members leave the stack.
    @inline(__always)
    func finish(_ open: inout YAMLOpenMembers) -> (members: [JSONObject.Member], maps: [YAMLSourceMap]) {
        open.names.drop(from: firstName)
        return (open.members.take(from: firstMember), open.maps.take(from: firstMap))
    }

    @inline(never)
    private func appendIndexed(
        _ name: String, _ value: JSONValue, _ map: YAMLSourceMap?, in open: inout YAMLOpenMembers
    ) {
        if let entry = index?[YAMLNameKey(text: name)], entry.member < open.members.count {
            open.members[entry.member].value = value
            if let map { open.maps[firstMap + entry.member - firstMember] = map }
        } else {
            open.members.push(JSONObject.Member(name: name, value: value))
            if let map { open.maps.push(map) }
        }
    }

    @inline(never)
    private mutating func indexedConflict(
        of name: YAMLName, at position: SourcePosition, in open: borrowing YAMLOpenMembers
    ) -> SourcePosition? {
        buildIndex(open)
        let key = YAMLNameKey(text: name.text)
        let earlier = index?[key]
        if let position = earlier?.position { return position }
        index?[key] = Entry(member: earlier?.member ?? open.members.count, position: position)
        return nil
    }

    private mutating func buildIndex(_ open: borrowing YAMLOpenMembers) {
        guard index == nil else { return }
        var entries: [YAMLNameKey: Entry] = [:]
        for member in firstMember..<open.members.count {
            entries[YAMLNameKey(text: open.members[member].name)] = Entry(
                member: member, position: open.names[firstName + member - firstMember].position)
        }
        index = entries
    }
}
