package import KubeModel

/// The objects of one kind as a watch last showed them.
package struct ObjectTable: Sendable {
    /// What happened to one object. With two different UIDs it is another object under the same name.
    package struct Change: Sendable {
        package let key: ObjectKey
        package let old: LiveObject?
        package let new: LiveObject?
    }

    /// The last complete picture, with the events since.
    package private(set) var objects: [ObjectKey: LiveObject] = [:]
    /// The picture that is being completed.
    private var next: [ObjectKey: LiveObject]?
    /// True once one picture was complete.
    package private(set) var isComplete = false

    package init() {}

    package subscript(key: ObjectKey) -> LiveObject? { objects[key] }

    /// Takes in an event.
    ///
    /// - Returns: what changed for readers, ordered by key; objects that are the same as before are left out.
    package mutating func apply(_ event: StoreEvent) -> [Change] {
        switch event {
        case .initialize:
            next = [:]
            return []
        case .initApply(let objects):
            for object in objects { next?[object.key] = object }
            return []
        case .initDone: return swap()
        case .apply(let object):
            next?[object.key] = object
            return replace(object.key, with: object).map { [$0] } ?? []
        case .delete(let object):
            next?[object.key] = nil
            return replace(object.key, with: nil).map { [$0] } ?? []
        }
    }

    private mutating func swap() -> [Change] {
        guard let complete = next else { return [] }
        next = nil
        isComplete = true
        let gone = objects.keys.filter { complete[$0] == nil }.map { ($0, LiveObject?.none) }
        let present = complete.map { ($0.key, LiveObject?.some($0.value)) }
        return (gone + present).compactMap { replace($0.0, with: $0.1) }.sorted { $0.key < $1.key }
    }

    private mutating func replace(_ key: ObjectKey, with new: LiveObject?) -> Change? {
        let old = objects[key]
        if old == nil && new == nil { return nil }
        // What is the same stays the same document: others hold it as well, and would hold it beside a second one.
        if let old, let new, old.uid == new.uid, old.resourceVersion == new.resourceVersion { return nil }
        objects[key] = new
        return Change(key: key, old: old, new: new)
    }
}
