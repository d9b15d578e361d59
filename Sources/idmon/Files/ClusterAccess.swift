import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeClient
import KubeModel

/// What a cluster says of access through Idmon, as far as it may be read.
struct ClusterAccess {
    private var objects: [LiveObject] = []
    private var secrets: [LiveObject] = []
    private var applications: [LiveObject]?
    private(set) var unread: [UnreadPart] = []

    /// Reads a cluster; of Secrets only metadata, and only of those that hold the tokens of Idmon's accounts.
    ///
    /// - Parameter tell: is told what is being read.
    /// - Throws: ``CommandFailure`` when Idmon's own resources cannot be read: nothing could be said then.
    init(_ client: KubeClient, tell: (String) -> Void) async throws(CommandFailure) {
        for type in ResourceType.idmonKinds {
            tell(type.plural)
            do throws(KubeError) {
                objects += try await Self.list(type, client)
            } catch {
                throw CommandFailure(
                    error.code == .notFound
                        ? "the cluster has no \(type.qualifiedPlural)"
                        : "\(type.qualifiedPlural) cannot be read: \(error)",
                    hint: error.code == .notFound ? "install Idmon's definitions, or name files with -f" : nil,
                    status: ExitStatus.unreachable)
            }
        }
        for type in [.namespace] + TemplateKind.allCases.map(\.resourceType) {
            tell(type.plural)
            objects += await found(type, client, metadataOnly: true) ?? []
        }
        let made = "\(WellKnown.Label.managedBy)=\(WellKnown.Label.managedByIdmon)"
        for type in [ResourceType.serviceAccount, .role, .roleBinding, .clusterRoleBinding] {
            tell(type.plural)
            objects += await found(type, client, labels: made) ?? []
        }
        applications = await found(.application, client)
        tell("the metadata of tokens")
        await readSecrets(client)
    }

    /// The observations of the cluster, one for each installation.
    func observations(at time: KubeTime) -> [AccessObservation] {
        AccessObservation.observing(objects, secrets: secrets, applications: applications, now: time)
    }

    private static func list(
        _ type: ResourceType, _ client: KubeClient, labels: String? = nil, metadataOnly: Bool = false
    ) async throws(KubeError) -> [LiveObject] {
        var options = APIRequest.ListOptions()
        options.labelSelector = labels
        let items = try await client.list(type, options, metadataOnly: metadataOnly).items
        return items.compactMap { LiveObject(type, document: $0) }
    }

    /// The objects of a type; none where the cluster does not know it, nil where they cannot be read, which is noted.
    private mutating func found(
        _ type: ResourceType, _ client: KubeClient, labels: String? = nil, metadataOnly: Bool = false
    ) async -> [LiveObject]? {
        do throws(KubeError) {
            return try await Self.list(type, client, labels: labels, metadataOnly: metadataOnly)
        } catch {
            if error.code == .notFound { return [] }
            unread.append(UnreadPart(type, namespace: nil, reason: error.description))
            return nil
        }
    }

    private mutating func readSecrets(_ client: KubeClient) async {
        var closed: Set<String> = []
        let accounts = objects.filter {
            $0.key.type == .serviceAccount && $0.label(WellKnown.Label.binding) == nil
        }
        for account in accounts.sorted(by: { $0.key < $1.key }) {
            let namespace = account.key.namespace ?? ""
            guard !closed.contains(namespace) else { continue }
            let name =
                account.annotation(WellKnown.Annotation.tokenName)
                ?? GeneratedName.token(ofAccount: account.key.name, .permanent)
            let key = ObjectKey(.secret, namespace: namespace, name: name)
            do throws(KubeError) {
                if let secret = LiveObject(.secret, document: try await client.getMetadata(key)) {
                    secrets.append(secret)
                }
            } catch {
                if error.code == .notFound { continue }
                closed.insert(namespace)
                unread.append(UnreadPart(.secret, namespace: namespace, reason: error.description))
            }
        }
    }
}
