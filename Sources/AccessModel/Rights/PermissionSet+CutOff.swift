extension PermissionSet {
    /// In words, what of this set a ceiling does not allow: one phrase per resource and reason.
    ///
    /// Examples: `delete, get secrets`, `get configmaps other than report-config`, `get configmaps named a, b`.
    package func cutOff(by ceiling: PermissionSet) -> [String] {
        var verbs: [Loss: Set<String>] = [:]
        for (right, objects) in rights {
            guard let rest = Self.rest(of: objects, under: ceiling.rights[right]) else { continue }
            let resource = right.group.isEmpty ? right.resource : "\(right.resource).\(right.group)"
            verbs[Loss(resource: resource, rest: rest), default: []].insert(right.verb)
        }
        return verbs.map { loss, verbs in "\(verbs.sorted().joined(separator: ", ")) \(loss.resource)\(loss.rest)" }
            .sorted()
    }

    private struct Loss: Hashable {
        let resource: String
        let rest: String
    }

    /// The words for what remains of `objects` without `allowed`; nil when nothing does.
    private static func rest(of objects: Objects, under allowed: Objects?) -> String? {
        switch (objects, allowed) {
        case (_, .all?): return nil
        case (.all, nil): return ""
        case (.all, .named(let names)?): return " other than \(names.sorted().joined(separator: ", "))"
        case (.named(let names), nil): return " named \(names.sorted().joined(separator: ", "))"
        case (.named(let names), .named(let others)?):
            let rest = names.subtracting(others)
            return rest.isEmpty ? nil : " named \(rest.sorted().joined(separator: ", "))"
        }
    }
}
