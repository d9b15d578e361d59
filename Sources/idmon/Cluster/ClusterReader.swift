import AccessExplainer
import AccessModel
import JSONTree
import KubeClient
import KubeModel

/// Reads a cluster as far as one may: a kind that is not installed has no objects, and what is forbidden is named.
///
/// Of Secrets only metadata is asked for; no value of one is ever sent.
struct ClusterReader {
    let client: KubeClient
    private let tell: (String) -> Void
    /// What may not be read.
    private(set) var unread: [UnreadPart] = []

    /// - Parameter tell: is told what is being read.
    init(_ transport: CurlTransport, tell: @escaping (String) -> Void = { _ in }) {
        client = KubeClient(transport: transport, options: .init(fieldManager: "idmon"))
        self.tell = tell
    }

    /// The objects of a type.
    ///
    /// - Parameters:
    ///   - namespace: nil for all.
    ///   - elsewhere: the namespaces to try where the whole cluster may not be read.
    /// - Throws: ``CommandFailure`` with status `unreachable` when the API server cannot be asked at all.
    mutating func list(
        _ type: ResourceType, in namespace: String? = nil, elsewhere: [String] = [], labels: String? = nil,
        metadataOnly: Bool = false
    ) async throws(CommandFailure) -> [LiveObject] {
        let client = client
        var options = APIRequest.ListOptions()
        options.labelSelector = labels
        func answer(in namespace: String?) async throws(CommandFailure) -> Answer<[LiveObject]> {
            try await ask(type) { () async throws(KubeError) in
                let list = try await client.list(
                    type, namespace: namespace, options, metadataOnly: metadataOnly || type == .secret)
                return list.items.compactMap { LiveObject(type, document: $0) }
            }
        }
        switch try await answer(in: namespace) {
        case .read(let objects): return objects
        case .absent: return []
        case .forbidden(let reason):
            var objects: [LiveObject] = []
            var places: Set<String> = []
            for place in type.isNamespaced ? elsewhere : [] {
                guard case .read(let found) = try await answer(in: place) else { continue }
                objects += found
                places.insert(place)
            }
            unread.append(UnreadPart(type, namespace: namespace, except: places, reason: reason))
            return objects
        }
    }

    /// The objects of a kind of Idmon's without which nothing can be said.
    ///
    /// - Parameter hint: what to do where the cluster does not know the kind.
    func listOwn(_ type: ResourceType, hint: String) async throws(CommandFailure) -> [LiveObject] {
        let items = try await ask(type) { () async throws(KubeError) in try await client.list(type).items }
        switch items {
        case .read(let items): return items.compactMap { LiveObject(type, document: $0) }
        case .absent:
            throw CommandFailure(
                "the cluster has no \(type.qualifiedPlural)", hint: hint, status: ExitStatus.unreachable)
        case .forbidden(let reason):
            throw CommandFailure("\(type.qualifiedPlural) cannot be read: \(reason)", status: ExitStatus.unreachable)
        }
    }

    /// What came of a question.
    enum Answer<Value> {
        case read(Value)
        /// There is no such object, or no such kind.
        case absent
        /// With the API server's message.
        case forbidden(String)
    }

    /// Names something as unread.
    mutating func note(_ part: UnreadPart) { unread.append(part) }

    /// Asks the API server.
    ///
    /// - Throws: ``CommandFailure`` with status `unreachable` when the API server cannot be asked at all.
    func ask<Value>(
        _ type: ResourceType, _ question: () async throws(KubeError) -> Value
    ) async throws(CommandFailure) -> Answer<Value> {
        tell(type.plural)
        do throws(KubeError) {
            return .read(try await question())
        } catch {
            switch error.code {
            case .notFound: return .absent
            case .forbidden: return .forbidden(error.message)
            default:
                throw CommandFailure("the cluster cannot be read: \(error)", status: ExitStatus.unreachable)
            }
        }
    }
}
