import AccessModel
import JSONTree
import KubeClient
import KubeModel

/// Idmon's resources of a cluster, and what they refer to.
struct ClusterResources {
    private(set) var objects: [KubeObject] = []
    /// What could not be read, in words; what depends on it is the same on both sides of a comparison.
    private(set) var unread: [String] = []

    /// Reads a cluster.
    ///
    /// - Throws: ``CommandFailure`` when Idmon's own resources cannot be read: nothing could be said then.
    init(_ client: KubeClient) async throws(CommandFailure) {
        for type in ResourceType.idmonKinds where type != .accessTest {
            do throws(KubeError) {
                try await read(type, client, metadataOnly: false)
            } catch {
                throw CommandFailure(
                    error.code == .notFound
                        ? "the cluster has no \(type.plural).\(type.group)" : "\(type.plural) cannot be read: \(error)",
                    hint: error.code == .notFound
                        ? "install Idmon's definitions, or compare with files: --against" : nil,
                    status: ExitStatus.unreachable)
            }
        }
        for type in [.namespace] + TemplateKind.allCases.map(\.resourceType) {
            do throws(KubeError) {
                try await read(type, client, metadataOnly: true)
            } catch {
                // Where there is no Argo there are no templates.
                if error.code != .notFound { unread.append("\(type.qualifiedPlural): \(error)") }
            }
        }
    }

    private mutating func read(_ type: ResourceType, _ client: KubeClient, metadataOnly: Bool) async throws(KubeError) {
        let items = try await client.list(type, metadataOnly: metadataOnly).items
        objects += items.map { KubeObject(type, content: $0.root.value) }
    }
}
