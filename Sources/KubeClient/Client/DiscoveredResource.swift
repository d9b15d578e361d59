import JSONTree
package import KubeModel

/// A type of objects that an API server serves.
package struct DiscoveredResource: Sendable, Hashable {
    package let type: ResourceType
    package let singular: String
    package let shortNames: [String]
    package let categories: [String]
    package let verbs: [String]
    /// Such as `status` and `scale`.
    package let subresources: [String]
}

extension DiscoveredResource {
    /// Reads the aggregated form, `APIGroupDiscoveryList` of version v2 or v2beta1 (KEP-3352).
    ///
    /// - Returns: the resources of the groups in the server's order, its preferred version of each first.
    static func aggregated(_ document: JSONDocument) -> [DiscoveredResource] {
        var found: [DiscoveredResource] = []
        for group in document.root["items"]?.elements.map({ $0 }) ?? [] {
            let groupName = group["metadata"]?["name"]?.string ?? ""
            for version in group["versions"]?.elements.map({ $0 }) ?? [] {
                guard let versionName = version["version"]?.string else { continue }
                for resource in version["resources"]?.elements.map({ $0 }) ?? [] {
                    guard let plural = resource["resource"]?.string,
                        let kind = resource["responseKind"]?["kind"]?.string, !kind.isEmpty
                    else { continue }
                    found.append(
                        DiscoveredResource(
                            type: ResourceType(
                                group: groupName, version: versionName, plural: plural, kind: kind,
                                isNamespaced: resource["scope"]?.string == "Namespaced"),
                            singular: resource["singularResource"]?.string ?? "",
                            shortNames: resource.strings("shortNames"), categories: resource.strings("categories"),
                            verbs: resource.strings("verbs"),
                            subresources: (resource["subresources"]?.elements.map { $0 } ?? [])
                                .compactMap { $0["subresource"]?.string }))
                }
            }
        }
        return found
    }

    /// Reads the older form, an `APIResourceList` of one group and version.
    static func legacy(_ document: JSONDocument, group: String, version: String) -> [DiscoveredResource] {
        let entries = document.root["resources"]?.elements.map { $0 } ?? []
        let names = entries.compactMap { $0["name"]?.string }
        return entries.compactMap { entry in
            guard let plural = entry["name"]?.string, !plural.contains("/"), let kind = entry["kind"]?.string,
                let isNamespaced = entry["namespaced"]?.bool
            else { return nil }
            let prefix = plural + "/"
            return DiscoveredResource(
                type: ResourceType(
                    group: group, version: version, plural: plural, kind: kind, isNamespaced: isNamespaced),
                singular: entry["singularName"]?.string ?? "", shortNames: entry.strings("shortNames"),
                categories: entry.strings("categories"), verbs: entry.strings("verbs"),
                subresources: names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
        }
    }
}

extension JSONView {
    fileprivate func strings(_ name: String) -> [String] { self[name]?.elements.compactMap(\.string) ?? [] }
}
