package import JSONTree

/// A set of fields of an object: what one manager owns.
///
/// A field of the set stands for itself, not for what is below it: owning `.metadata.labels` says that the map is there,
/// owning `.metadata.labels.app` says what that label is. Source: structured-merge-diff, `fieldpath.Set`.
package struct FieldSet: Hashable, Sendable {
    /// True when the field at which this (sub)set begins belongs to it; never for the whole object.
    package private(set) var isMember: Bool
    /// What belongs to the set below that field; no child is empty.
    package private(set) var children: [FieldElement: FieldSet]

    /// The empty set.
    package init() {
        isMember = false
        children = [:]
    }

    init(isMember: Bool, children: [FieldElement: FieldSet]) {
        self.isMember = isMember
        self.children = children.filter { !$0.value.isEmpty }
    }

    /// A set of the given paths.
    package init(_ paths: [[FieldElement]]) {
        self.init()
        for path in paths { insert(path) }
    }

    /// Whether nothing belongs to the set.
    package var isEmpty: Bool { !isMember && children.isEmpty }

    /// Adds one field; an empty path adds nothing, since nobody owns an object as a whole.
    package mutating func insert(_ path: [FieldElement]) { insert(path[...]) }

    private mutating func insert(_ path: ArraySlice<FieldElement>) {
        guard let first = path.first else { return }
        let rest = path.dropFirst()
        if rest.isEmpty {
            children[first, default: FieldSet()].isMember = true
        } else {
            children[first, default: FieldSet()].insert(rest)
        }
    }

    /// Whether a field belongs to the set; that fields below it do says nothing.
    package func contains(_ path: [FieldElement]) -> Bool {
        var set = self
        for element in path {
            guard let next = set.children[element] else { return false }
            set = next
        }
        return set.isMember
    }

    /// The set as seen from one of its children; empty when there is none.
    package subscript(element: FieldElement) -> FieldSet { children[element] ?? FieldSet() }

    /// Every field of the set: those of a level before what is below them, as conflict messages list them.
    package var paths: [[FieldElement]] {
        var paths: [[FieldElement]] = []
        collect(below: [], into: &paths)
        return paths
    }

    private func collect(below prefix: [FieldElement], into paths: inout [[FieldElement]]) {
        let sorted = children.sorted { $0.key < $1.key }
        for (element, child) in sorted where child.isMember { paths.append(prefix + [element]) }
        for (element, child) in sorted { child.collect(below: prefix + [element], into: &paths) }
    }

    /// The form of conflict messages for one path: `.spec.template.spec.containers[name="a"].image`.
    package static func text(_ path: [FieldElement]) -> String { path.map(\.description).joined() }
}

// MARK: - Algebra

extension FieldSet {
    /// The fields of either set.
    package func union(_ other: FieldSet) -> FieldSet {
        FieldSet(
            isMember: isMember || other.isMember,
            children: children.merging(other.children) { $0.union($1) })
    }

    /// The fields of both sets.
    package func intersection(_ other: FieldSet) -> FieldSet {
        var common: [FieldElement: FieldSet] = [:]
        for (element, child) in children {
            if let counterpart = other.children[element] { common[element] = child.intersection(counterpart) }
        }
        return FieldSet(isMember: isMember && other.isMember, children: common)
    }

    /// Whether a field belongs to both sets.
    package func intersects(_ other: FieldSet) -> Bool { !intersection(other).isEmpty }

    /// The fields of this set that are not in the other one.
    package func subtracting(_ other: FieldSet) -> FieldSet {
        var rest = children
        for (element, child) in children {
            if let counterpart = other.children[element] { rest[element] = child.subtracting(counterpart) }
        }
        return FieldSet(isMember: isMember && !other.isMember, children: rest)
    }

    /// The fields of this set that are neither in the other one nor below one of its fields.
    package func subtractingRecursively(_ other: FieldSet) -> FieldSet {
        var rest: [FieldElement: FieldSet] = [:]
        for (element, child) in children {
            guard let counterpart = other.children[element] else {
                rest[element] = child
                continue
            }
            if !counterpart.isMember { rest[element] = child.subtractingRecursively(counterpart) }
        }
        return FieldSet(isMember: isMember, children: rest)
    }
}

// MARK: - The part of an object that a set names

extension FieldSet {
    /// The part of an object that these fields make up; list elements keep their order.
    ///
    /// A field without fields below it stands for its whole value. That is right for scalars, atomic lists and atomic
    /// maps; for a map that was applied empty and later filled by others it returns the others' members too.
    package func extract(from value: JSONValue) -> JSONValue {
        guard !children.isEmpty else { return isMember ? value : .null }
        switch value {
        case .object(let object):
            var part = JSONObject()
            for member in object {
                guard let child = children[.field(member.name)] else { continue }
                part[member.name] = child.extract(from: member.value)
            }
            return .object(part)
        case .array(let elements):
            let part = elements.enumerated().compactMap { index, element -> JSONValue? in
                guard let child = child(ofElement: element, at: index) else { return nil }
                return child.key.extract(child.set, from: element)
            }
            return .array(part)
        case .null, .bool, .integer, .decimal, .string: return value
        }
    }

    private func child(ofElement element: JSONValue, at index: Int) -> (key: FieldElement, set: FieldSet)? {
        let match = children.first { key, _ in
            switch key {
            case .key(let keys): keys.allSatisfy { element[$0.name] == $0.value }
            case .value(let value): value == element
            case .index(let position): position == index
            case .field: false
            }
        }
        return match.map { ($0.key, $0.value) }
    }
}

extension FieldElement {
    /// An element of a keyed list keeps its keys even where only fields beside them are owned, or it could not be told apart.
    fileprivate func extract(_ set: FieldSet, from element: JSONValue) -> JSONValue {
        guard case .key(let keys) = self, !set.children.isEmpty else { return set.extract(from: element) }
        var part = JSONObject()
        for member in element.object ?? [:] {
            if let child = set.children[.field(member.name)] {
                part[member.name] = child.extract(from: member.value)
            } else if keys[member.name] != nil {
                part[member.name] = member.value
            }
        }
        return .object(part)
    }
}
