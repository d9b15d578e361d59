package import AccessModel

/// Changes that are read together: the same for several holders, in one namespace.
package struct ChangeLine: Hashable, Sendable {
    package let direction: AccessChange.Direction
    package let isGrave: Bool
    package let installation: ResourceName
    /// nil for the cluster as a whole.
    package let namespace: String?
    /// Sorted, one or more.
    package let holders: [AccessHolder]
    /// What changes, the gravest first: `submit nightly-report, settlement`, `stop`.
    package let phrases: [String]

    private struct Place: Hashable {
        let isGrave: Bool
        let installation: ResourceName
        let namespace: String?
        let holder: AccessHolder
    }

    private struct Content: Hashable {
        let isGrave: Bool
        let installation: ResourceName
        let namespace: String?
        let phrases: [String]
    }

    /// The lines of one direction, the gravest first.
    package static func lines(
        of changes: [AccessChange], _ direction: AccessChange.Direction
    ) -> [ChangeLine] {
        let own = changes.filter { $0.direction == direction }
        let byPlace = Dictionary(grouping: own) {
            Place(isGrave: $0.isGrave, installation: $0.installation, namespace: $0.namespace, holder: $0.holder)
        }
        var holders: [Content: [AccessHolder]] = [:]
        for (place, changes) in byPlace {
            let content = Content(
                isGrave: place.isGrave, installation: place.installation, namespace: place.namespace,
                phrases: phrases(changes.sorted()))
            holders[content, default: []].append(place.holder)
        }
        return holders.map { content, holders in
            ChangeLine(
                direction: direction, isGrave: content.isGrave, installation: content.installation,
                namespace: content.namespace, holders: holders.sorted(), phrases: content.phrases)
        }.sorted(by: precedes)
    }

    private static func precedes(_ left: ChangeLine, _ right: ChangeLine) -> Bool {
        if left.isGrave != right.isGrave { return left.isGrave }
        if left.installation != right.installation { return left.installation < right.installation }
        if left.namespace != right.namespace { return left.namespace ?? "" < right.namespace ?? "" }
        return left.holders.lexicographicallyPrecedes(right.holders)
    }

    /// - Parameter changes: of one holder and namespace, in their order.
    private static func phrases(_ changes: [AccessChange]) -> [String] {
        var phrases: [String] = []
        var templates: [AccessAction: [String]] = [:]
        for change in changes {
            guard case .action(let action) = change.subject, let template = change.template, change.limits == nil else {
                phrases.append(change.phrase)
                continue
            }
            // The first template of an action holds the place of all.
            if templates[action] == nil { phrases.append(action.rawValue) }
            templates[action, default: []].append(template.description)
        }
        let joined = Dictionary(
            uniqueKeysWithValues: templates.map {
                ($0.key.rawValue, "\($0.key.words) \($0.value.joined(separator: ", "))")
            })
        return phrases.map { joined[$0] ?? $0 }
    }
}

extension AccessChange {
    /// What limits say of it; nil where it is without limits, or lost as a whole.
    package var limits: String? {
        switch (before, after) {
        case (let before?, let after?):
            let (was, now) = (Self.words(before), Self.words(after))
            return "\(now); was \(was)"
        case (nil, let after?): return after == .whole || after == .anySubmission ? nil : after.description
        case (_, nil): return nil
        }
    }

    private static func words(_ extent: AccessExtent) -> String {
        extent == .whole ? "without limits" : extent.description
    }

    /// What changes, with its limits: `submit nightly-report (region one of eu, us; was region one of eu)`.
    package var phrase: String { limits.map { "\(words) (\($0))" } ?? words }
}
