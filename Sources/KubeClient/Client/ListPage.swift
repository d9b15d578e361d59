package import JSONTree

/// One page of a list.
package struct ListPage: Sendable {
    /// True for the first page, and again when a list had to begin anew: what came before it counts no more.
    package let isFirst: Bool
    package let items: [JSONDocument]
    /// The version of the whole list, the same on all its pages.
    package let resourceVersion: String
    /// Names the next page; nil on the last one.
    package let continueToken: String?
}

/// All objects of a list, and the version at which they were so.
package struct ObjectList: Sendable {
    package let items: [JSONDocument]
    /// The version from which a watch goes on where this list ends.
    package let resourceVersion: String
}

extension ListPage {
    /// Reads the body of a list; nil when it is none.
    init?(_ document: JSONDocument, isFirst: Bool) {
        let metadata = document.root["metadata"]
        guard let items = document.root["items"], let version = metadata?["resourceVersion"]?.string else { return nil }
        // Go writes an empty list as null where it has none.
        guard items.isNull || items.kindName == "array" else { return nil }
        self.items = items.elements.map { JSONDocument($0) }
        self.isFirst = isFirst
        resourceVersion = version
        let token = metadata?["continue"]?.string ?? ""
        continueToken = token.isEmpty ? nil : token
    }
}
