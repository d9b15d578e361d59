package import JSONTree
package import KubeModel

/// What happens to one object that Idmon makes.
package struct ObjectChange: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case created
        /// The fields that differ; one whole list or object counts as one.
        case changed([JSONPath])
        case removed
    }

    package let key: ObjectKey
    package let kind: Kind

    /// The changes between two sets of objects, in the order of their keys.
    package static func changes(
        from before: [ObjectKey: KubeObject], to after: [ObjectKey: KubeObject]
    ) -> [ObjectChange] {
        Set(before.keys).union(after.keys).sorted().compactMap { key in
            switch (before[key], after[key]) {
            case (nil, _?): return ObjectChange(key: key, kind: .created)
            case (_?, nil): return ObjectChange(key: key, kind: .removed)
            case (let old?, let new?):
                guard old.content != new.content else { return nil }
                let paths = JSONDifference.between(old.content, new.content).map(\.path)
                return ObjectChange(key: key, kind: .changed(paths))
            case (nil, nil): return nil
            }
        }
    }
}
