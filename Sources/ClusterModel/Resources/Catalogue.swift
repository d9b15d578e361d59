import KubeModel

/// The kinds that a cluster serves: the built-in ones and those of its CustomResourceDefinitions.
struct Catalogue: Sendable {
    private(set) var resources: [ServedResource]
    private var places: [GroupVersionPlural: Int] = [:]

    private struct GroupVersionPlural: Hashable {
        let group: String
        let version: String
        let plural: String
    }

    init(_ resources: [ServedResource]) {
        self.resources = resources
        for (index, resource) in resources.enumerated() {
            let type = resource.type
            places[GroupVersionPlural(group: type.group, version: type.version, plural: type.plural)] = index
        }
    }

    func resource(group: String, version: String, plural: String) -> ServedResource? {
        places[GroupVersionPlural(group: group, version: version, plural: plural)].map { resources[$0] }
    }

    /// The resource in the version in which the model stores it.
    func resource(_ name: ResourceName) -> ServedResource? {
        resources.first { $0.type.group == name.group && $0.type.plural == name.plural }
    }

    func resource(apiVersion: String, kind: String) -> ServedResource? {
        resources.first { $0.type.apiVersion == apiVersion && $0.type.kind == kind && $0.use == .stored }
    }

    var namespaced: [ServedResource] { resources.filter { $0.type.isNamespaced && $0.use == .stored } }
    var stored: [ServedResource] { resources.filter { $0.use == .stored } }

    func serves(group: String) -> Bool { resources.contains { $0.type.group == group } }
    func serves(group: String, version: String) -> Bool {
        resources.contains { $0.type.group == group && $0.type.version == version }
    }

    /// The groups with their versions, in the order of discovery: core first, then built-in, then custom.
    var groups: [(name: String, versions: [String])] {
        var groups: [(name: String, versions: [String])] = []
        for resource in resources {
            if let index = groups.firstIndex(where: { $0.name == resource.type.group }) {
                if !groups[index].versions.contains(resource.type.version) {
                    groups[index].versions.append(resource.type.version)
                }
            } else {
                groups.append((resource.type.group, [resource.type.version]))
            }
        }
        return groups
    }
}
