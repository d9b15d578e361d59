import JSONTree
import KubeClient
import KubeModel

/// The kinds of a cluster by what manifests call them.
struct KindDirectory {
    private let types: [String: ResourceType]

    init(_ client: KubeClient) async throws(CommandFailure) {
        do throws(KubeError) {
            let found = try await client.discover().map { ("\($0.type.apiVersion)/\($0.type.kind)", $0.type) }
            types = Dictionary(found, uniquingKeysWith: { first, _ in first })
        } catch {
            throw CommandFailure("the cluster's kinds cannot be read: \(error)", status: ExitStatus.unreachable)
        }
    }

    /// The object of a manifest, in namespace `default` where its kind has namespaces and it names none.
    func object(_ manifest: Manifest) throws(CommandFailure) -> KubeObject {
        guard let type = types["\(manifest.apiVersion)/\(manifest.kind)"] else {
            throw CommandFailure(
                "\(manifest.place(of: JSONPath())): the cluster has no kind \(manifest.kind) of \(manifest.apiVersion)",
                status: ExitStatus.badInput)
        }
        var content = manifest.value
        if type.isNamespaced && content["metadata"]?["namespace"] == nil {
            content["metadata"]?["namespace"] = "default"
        }
        return KubeObject(type, content: content)
    }
}
