import AccessModel
import JSONTree
import KubeModel

/// How many objects Idmon made for an installation, by kind and by namespace.
struct Inventory {
    private let objects: [ObjectKey]

    /// The most namespaces that are named: a status has to stay small however many there are.
    private static let maximumNamespaces = 50

    init(_ live: LiveAccess) { objects = live.sorted.filter { Authorship.isOurs($0) }.map(\.key) }

    var value: JSONValue {
        let kinds = Dictionary(grouping: objects, by: \.type.kind).map { (name: $0.key, count: $0.value.count) }
        let namespaces = Dictionary(grouping: objects) { $0.namespace ?? "the cluster" }.map {
            (name: $0.key, count: $0.value.count)
        }
        let largest = namespaces.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.prefix(Self.maximumNamespaces)
        return [
            "objects": .integer(Int64(objects.count)), "kinds": Self.list(kinds),
            "namespaces": Self.list(Array(largest)),
        ]
    }

    private static func list(_ counts: [(name: String, count: Int)]) -> JSONValue {
        .array(
            counts.sorted { $0.name < $1.name }.map {
                ["name": .string($0.name), "objects": .integer(Int64($0.count))]
            })
    }
}
