/// The members of a JSON object, in the order in which they were added.
///
/// Two objects are equal when they have the same members, whatever their order: that is JSON's own notion, and the API
/// server sorts members as it likes. Look-up is linear; Kubernetes objects have few members a level.
package struct JSONObject: Sendable {
    package struct Member: Sendable, Hashable {
        package var name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }

        package static func == (left: Member, right: Member) -> Bool {
            left.name.hasSameBytes(as: right.name) && left.value == right.value
        }
    }

    package private(set) var members: [Member]

    package init() { members = [] }

    /// Takes members whose names are known to differ, as a reader that checked them has them.
    package init(uniqueMembers members: [Member]) { self.members = members }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }
    package var names: [String] { members.map(\.name) }

    /// The value of a member. Setting an absent member appends it; setting nil removes it.
    package subscript(name: String) -> JSONValue? {
        get { index(of: name).map { members[$0].value } }
        set {
            switch (index(of: name), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The members in the order of their names' UTF-8 bytes: the order of a canonical text.
    package var sorted: JSONObject {
        JSONObject(uniqueMembers: members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }

    // Names are compared as bytes: String's own comparison would take two Unicode spellings of one text for equal.
    private func index(of name: String) -> Int? {
        members.firstIndex { $0.name.hasSameBytes(as: name) }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init()
        for (name, value) in elements { self[name] = value }
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        // Members mostly come in the same order; only where they do not is one looked for.
        for (index, member) in left.members.enumerated() {
            let other = right.members[index]
            let value = other.name.hasSameBytes(as: member.name) ? other.value : right[member.name]
            guard value == member.value else { return false }
        }
        return true
    }

    package func hash(into hasher: inout Hasher) {
        // Order must not matter, so the members' hashes are added up.
        var sum = 0
        for member in members { sum &+= member.hashValue }
        hasher.combine(count)
        hasher.combine(sum)
    }
}
