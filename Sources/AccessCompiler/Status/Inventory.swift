import AccessModel
import JSONTree
import KubeModel

/// How many objects Idmon made for an installation, by kind and by namespace.
struct Inventory {
    private var kinds: [String: Int] = [:]
    private var namespaces: [String: Int] = [:]

    /// The most namespaces that are named: a status has to stay small however many there are.
    private static let maximumNamespaces = 50

    init(_ live: LiveAccess) {
        for object in live.sorted where Authorship.isOurs(object) {
            kinds[object.key.type.kind, default: 0] += 1
            namespaces[object.key.namespace ?? "the cluster", default: 0] += 1
        }
    }

    /// Adds the objects of another place.
    mutating func add(_ other: Inventory) {
        kinds.merge(other.kinds, uniquingKeysWith: +)
        namespaces.merge(other.namespaces, uniquingKeysWith: +)
    }

    var value: JSONValue {
        let largest = namespaces.map { (name: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }.prefix(Self.maximumNamespaces)
        return [
            "objects": .integer(Int64(kinds.values.reduce(0, +))),
            "kinds": Self.list(kinds.map { (name: $0.key, count: $0.value) }),
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
