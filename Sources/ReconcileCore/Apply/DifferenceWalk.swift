import JSONTree
import KubeModel

/// Compares a wanted value with a live one along the fields that we own.
struct DifferenceWalk {
    /// The `managedFields` entries of everybody else, read only when there is a difference to explain.
    let others: [JSONView]
    private(set) var differences: [FieldDifference] = []

    init(others: [JSONView]) { self.others = others }

    /// - Parameters:
    ///   - desired: what is wanted at this place.
    ///   - live: what is there; nil for nothing.
    ///   - owned: what we own at and below this place.
    mutating func compare(_ desired: JSONValue, _ live: JSONView?, owned: FieldSet, at place: FieldPlace) {
        switch desired {
        case _ where owned.isEmpty: compareUnowned(desired, live, at: place)
        case _ where owned.children.isEmpty: compareWhole(desired, live, at: place)
        case .object(let object): compareMembers(object, live, owned: owned, at: place)
        case .array(let elements): compareElements(elements, live, owned: owned, at: place)
        case .null, .bool, .integer, .decimal, .string: report(.changed, at: place)
        }
    }

    // MARK: - Objects and lists whose parts have managers

    private mutating func compareMembers(
        _ desired: JSONObject, _ live: JSONView?, owned: FieldSet, at place: FieldPlace
    ) {
        for member in desired {
            compare(
                member.value, live?[member.name], owned: owned[.field(member.name)], at: place.member(member.name))
        }
        for element in owned.children.keys.sorted() {
            guard case .field(let name) = element, desired[name] == nil else { continue }
            reportDropped(owned[element], at: place.member(name))
        }
    }

    /// Reports the topmost fields of a set, where they have values of their own.
    private mutating func reportDropped(_ owned: FieldSet, at place: FieldPlace) {
        if owned.isMember { return report(.dropped, at: place) }
        for (element, child) in owned.children.sorted(by: { $0.key < $1.key }) {
            if case .field(let name) = element {
                reportDropped(child, at: place.member(name))
            } else {
                reportDropped(child, at: place.element(element))
            }
        }
    }

    /// Compares keyed lists and sets: by key or value, whatever the order.
    private mutating func compareElements(
        _ desired: [JSONValue], _ live: JSONView?, owned: FieldSet, at place: FieldPlace
    ) {
        let liveElements = (live?.elements.map { $0 } ?? []).map { (view: $0, value: $0.value) }
        var unmatched = Set(owned.children.keys)
        for (element, step) in zip(desired, steps(to: desired, owned: owned)) {
            unmatched.remove(step)
            let found = liveElements.first { step.isAt($0.value) } ?? liveElements.first { step.mayBeAt($0.value) }
            compare(element, found?.view, owned: owned[step], at: place.element(step))
        }
        for element in unmatched.sorted() { reportDropped(owned[element], at: place.element(element)) }
    }

    /// The steps that lead to the elements of a list: those that we own, and new ones for new elements.
    ///
    /// A key may be absent from an element because the server defaults it, so elements that have all keys go first.
    private func steps(to elements: [JSONValue], owned: FieldSet) -> [FieldElement] {
        var free = owned.children.keys.sorted()
        let keyNames = free.lazy.compactMap(\.keyNames).first ?? []
        func take(_ isMatch: (FieldElement) -> Bool) -> FieldElement? {
            free.firstIndex(where: isMatch).map { free.remove(at: $0) }
        }
        let exact = elements.map { element in take { $0.isAt(element) } }
        return zip(elements, exact).map { element, step in
            step ?? take { $0.mayBeAt(element) } ?? element.step(keyNames: keyNames)
        }
    }

    // MARK: - Values that are managed as a whole

    private mutating func compareWhole(_ desired: JSONValue, _ live: JSONView?, at place: FieldPlace) {
        guard let live else {
            // We own the field and it is not there: the server leaves out empty values of optional fields. Had anybody
            // removed it, we would no longer own it.
            if !desired.isZero { report(.missing, at: place) }
            return
        }
        if live.isEqual(to: desired) { return }
        // An empty map that others filled member by member is as it should be; an atomic one has no other managers.
        if case .object(let object) = desired, object.isEmpty, isFilledByOthers(place.elements) { return }
        compareAtomic(desired, live.value, at: place)
    }

    /// Finds where two values that are replaced as a whole differ.
    private mutating func compareAtomic(_ desired: JSONValue, _ live: JSONValue, at place: FieldPlace) {
        switch (desired, live) {
        case (.object(let wanted), .object(let found)):
            for member in wanted {
                if let value = found[member.name] {
                    if value != member.value { compareAtomic(member.value, value, at: place.atomicMember(member.name)) }
                } else if !member.value.isEmptyListOrNull {
                    report(.missing, at: place.atomicMember(member.name))
                }
            }
            for member in found where wanted[member.name] == nil && !member.value.isEmptyListOrNull {
                report(.unwanted, at: place.atomicMember(member.name))
            }
        case (.array(let wanted), .array(let found)): compareAtomicLists(wanted, found, at: place)
        case (_, _): report(.changed, at: place)
        }
    }

    private mutating func compareAtomicLists(_ wanted: [JSONValue], _ found: [JSONValue], at place: FieldPlace) {
        let missing = indices(of: wanted, notIn: found)
        let unwanted = indices(of: found, notIn: wanted)
        if missing == unwanted {
            // The same places differ, so it is their content that changed.
            for index in missing { compareAtomic(wanted[index], found[index], at: place.index(index)) }
            let differing = Set(missing)
            let others = [wanted, found].map { list in
                list.indices.filter { !differing.contains($0) }.map { list[$0] }
            }
            if others[0] != others[1] { report(wanted.count == found.count ? .reordered : .changed, at: place) }
            return
        }
        for index in missing { report(.missing, at: place.index(index)) }
        for index in unwanted { report(.unwanted, at: place.index(index)) }
    }

    private func indices(of elements: [JSONValue], notIn others: [JSONValue]) -> [Int] {
        let known = Set(others)
        return elements.indices.filter { !known.contains(elements[$0]) }
    }

    // MARK: - What we do not own

    private mutating func compareUnowned(_ desired: JSONValue, _ live: JSONView?, at place: FieldPlace) {
        // The server records no manager for an empty list or a null, so they can never be owned.
        if desired.isEmptyListOrNull {
            if desired == [], let live, live.count > 0 {
                report(.changed, at: place, by: otherOwner(of: place.elements))
            }
            return
        }
        guard let live else { return report(.missing, at: place) }
        if case .object(let object) = desired, !object.isEmpty {
            for member in object { compareUnowned(member.value, live[member.name], at: place.member(member.name)) }
            return
        }
        let manager = otherOwner(of: place.elements)
        report(live.isEqual(to: desired) ? .notOwned : .changed, at: place, by: manager)
    }

    private func isFilledByOthers(_ path: [FieldElement]) -> Bool {
        others.contains { view in
            ManagedFieldsEntry(view.value).map { !fields(of: $0, at: path).children.isEmpty } ?? false
        }
    }

    private func otherOwner(of path: [FieldElement]) -> String? {
        for view in others {
            guard let entry = ManagedFieldsEntry(view.value) else { continue }
            if !fields(of: entry, at: path).isEmpty { return entry.manager }
        }
        return nil
    }

    private func fields(of entry: ManagedFieldsEntry, at path: [FieldElement]) -> FieldSet {
        path.reduce(entry.fields) { set, element in set[element] }
    }

    private mutating func report(_ kind: FieldDifference.Kind, at place: FieldPlace, by manager: String? = nil) {
        differences.append(FieldDifference(path: place.text, kind: kind, otherManager: manager))
    }
}

extension FieldElement {
    fileprivate var keyNames: [String]? {
        guard case .key(let keys) = self else { return nil }
        return keys.names
    }

    /// Whether an element of a list is the one that this step leads to.
    fileprivate func isAt(_ element: JSONValue) -> Bool {
        switch self {
        case .key(let keys): keys.allSatisfy { element[$0.name] == $0.value }
        case .value(let value): value == element
        case .field, .index: false
        }
    }

    /// The same, where a key that the element lacks may be one that the server defaults.
    fileprivate func mayBeAt(_ element: JSONValue) -> Bool {
        guard case .key(let keys) = self else { return false }
        return keys.allSatisfy { element[$0.name] == $0.value || element[$0.name] == nil }
            && keys.contains { element[$0.name] == $0.value }
    }
}

extension JSONValue {
    /// The step to this element of a list that has no such element yet.
    fileprivate func step(keyNames: [String]) -> FieldElement {
        guard case .object(let object) = self, !keyNames.isEmpty else { return .value(self) }
        var keys = JSONObject()
        for name in keyNames { keys[name] = object[name] }
        return .key(keys)
    }

    /// What Go leaves out of JSON where a field is `omitempty`.
    fileprivate var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .integer(let value): value == 0
        case .decimal: false
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        }
    }

    fileprivate var isEmptyListOrNull: Bool {
        switch self {
        case .null: true
        case .array(let elements): elements.isEmpty
        case .bool, .integer, .decimal, .string, .object: false
        }
    }
}
