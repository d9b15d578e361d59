import DevCluster
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import TestInputs
import Testing

/// The model and the real server answer the same requests in the same words.
extension ConformanceTests.Real {
    private static let sequences = 40
    private static let requestsInSequence = 25

    @Test("sequences of changes and applies to ConfigMaps are answered alike by the model and the real server")
    func sequencesAgree() async throws {
        let real = try #require(Place.current).administrator
        let model = InMemoryTransport(ClusterHost.forTests())
        let seed = Seed.value
        print("differential: IDMON_SEED=\(seed)")
        var compared = 0
        for number in 0..<Self.sequences {
            let namespace = "differential-\(String(seed, radix: 36))-\(number)"
            let create = APIRequest.create(
                KubeObject(.namespace, namespace: nil, name: namespace), fieldManager: "tests")
            for server in [real, model] as [any Transport] { _ = try await server.send(create, timeout: .seconds(30)) }
            var requests = RequestSequence(seed: seed &+ UInt64(number), namespace: namespace)
            for step in 0..<Self.requestsInSequence {
                let request = requests.next()
                let expected = try await Self.answer(real, request)
                let seen = try await Self.answer(model, request)
                compared += 1
                guard expected != seen else { continue }
                let changes = JSONDifference.between(expected, seen).map { change in
                    "\(change.path): real \(change.old?.text ?? "absent"), model \(change.new?.text ?? "absent")"
                }
                Issue.record(
                    """
                    seed \(seed), sequence \(number), request \(step): \(request.method.rawValue) \
                    \(request.path.joined(separator: "/")) \(request.contentType ?? "") \(request.query) \
                    \(String(decoding: request.body, as: UTF8.self)): \(changes.joined(separator: "; "))
                    """)
                break
            }
            _ = try await real.send(
                .delete(ObjectKey(.namespace, namespace: nil, name: namespace)), timeout: .seconds(30))
        }
        print("differential: \(compared) answers compared")
    }

    /// An answer without what differs between any two servers: UIDs, versions, times.
    private static func answer(_ server: any Transport, _ request: APIRequest) async throws -> JSONValue {
        let response = try await server.send(request, timeout: .seconds(30))
        var body = try JSONValue(parsing: response.body)
        for path in ["metadata.uid", "metadata.resourceVersion", "metadata.creationTimestamp", "details.uid"] {
            body[try JSONPath(parsing: path)] = nil
        }
        let deletion = try JSONPath(parsing: "metadata.deletionTimestamp")
        if body[deletion] != nil { body[deletion] = "some time" }
        let entries = try JSONPath(parsing: "metadata.managedFields")
        if let fields = body[entries]?.array {
            // Entries of one second are in an order of their own on every server.
            body[entries] = .array(fields.map(withoutTime).sorted { $0.text < $1.text })
        }
        let causes = try JSONPath(parsing: "details.causes")
        // Conflicts with several managers come in the order of a hash table.
        if let list = body[causes]?.array { body[causes] = .array(list.sorted { $0.text < $1.text }) }
        return ["status": .integer(Int64(response.status)), "body": body]
    }

    private static func withoutTime(_ entry: JSONValue) -> JSONValue {
        var entry = entry.object ?? [:]
        entry["time"] = nil
        return .object(entry.sorted)
    }
}
