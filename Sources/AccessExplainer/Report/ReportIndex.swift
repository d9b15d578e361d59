import AccessCompiler
import AccessModel

/// Numbers for what a report names again and again.
struct ReportIndex {
    /// A group as one installation knows it: another one may have another realm.
    struct Group: Hashable, Comparable {
        let installation: Int
        let path: GroupPath

        static func < (left: Group, right: Group) -> Bool {
            left.path == right.path ? left.installation < right.installation : left.path < right.path
        }
    }

    /// A template as it runs in a namespace.
    struct Template: Hashable, Comparable {
        let namespace: String
        let kind: TemplateKind
        let name: String

        static func < (left: Template, right: Template) -> Bool {
            (left.namespace, left.name, left.kind) < (right.namespace, right.name, right.kind)
        }
    }

    let namespaces: [String]
    let groups: [Group]
    let templates: [Template]
    private let namespaceNumbers: [String: Int]
    private let groupNumbers: [Group: Int]
    private let templateNumbers: [Template: Int]

    /// - Parameter overviews: their places are the numbers of the installations.
    init(_ overviews: [AccessOverview]) {
        var namespaces: Set<String> = []
        var groups: Set<Group> = []
        var templates: Set<Template> = []
        for (installation, overview) in overviews.enumerated() {
            for scope in overview.scopes {
                namespaces.insert(scope.name.namespace)
                for path in scope.spec?.ceiling.groups ?? [] {
                    groups.insert(Group(installation: installation, path: path))
                }
            }
            for binding in overview.bindings {
                namespaces.insert(binding.name.namespace)
                for grant in binding.grants {
                    groups.insert(Group(installation: installation, path: grant.claim.group))
                }
                for use in binding.uses {
                    templates.insert(
                        Template(namespace: binding.name.namespace, kind: use.kind, name: use.name.text))
                }
            }
            for (namespace, kinds) in overview.existing ?? [:] {
                for (kind, names) in kinds where kind != .clusterWorkflowTemplate {
                    for name in names { templates.insert(Template(namespace: namespace, kind: kind, name: name)) }
                }
            }
            for path in overview.members.flatMap(\.groups) + overview.identities.flatMap(\.holder.groups) {
                groups.insert(Group(installation: installation, path: path))
            }
        }
        namespaces.formUnion(templates.map(\.namespace))
        self.namespaces = namespaces.sorted()
        self.groups = groups.sorted()
        self.templates = templates.sorted()
        namespaceNumbers = Self.numbers(self.namespaces)
        groupNumbers = Self.numbers(self.groups)
        templateNumbers = Self.numbers(self.templates)
    }

    func number(ofNamespace name: String) -> Int { namespaceNumbers[name] ?? -1 }

    func number(of path: GroupPath, in installation: Int) -> Int {
        groupNumbers[Group(installation: installation, path: path)] ?? -1
    }

    func number(of use: AccessOverview.Use, in namespace: String) -> Int {
        templateNumbers[Template(namespace: namespace, kind: use.kind, name: use.name.text)] ?? -1
    }

    private static func numbers<Key: Hashable>(_ keys: [Key]) -> [Key: Int] {
        Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
    }
}
