import AccessCompiler
import AccessExplainer
import AccessModel
import ArgumentParser
import JSONTree
import KubeModel
import KubeRuntime

/// Where a question is looked up: in files, or in a cluster.
struct SnapshotOptions: ParsableArguments {
    @OptionGroup var files: FileOptions

    @OptionGroup var cluster: ClusterOptions

    @Option(
        help: ArgumentHelp(
            "With -f: the time at which notBefore and expiresAt are judged; default: now.", valueName: "time"))
    var at: KubeTime?

    /// - Parameter namespace: the only workload namespace that will be asked about; nil for all.
    func load(focus namespace: String?) async throws -> LoadedSnapshot {
        let loaded = try await loadOnce(focus: namespace)
        // It stays until the process ends: to take apart what is as large as the cluster would only delay that.
        _ = Unmanaged.passRetained(loaded)
        return loaded
    }

    private func loadOnce(focus namespace: String?) async throws -> LoadedSnapshot {
        if files.paths.isEmpty {
            guard at == nil else {
                throw CommandFailure(
                    "--at is for files: of a cluster it is known what is there now",
                    hint: "name the files with -f, or leave --at out", status: ExitStatus.badInput)
            }
            var reader = ClusterReader(try cluster.transport())
            return LoadedSnapshot(try await reader.snapshot(focus: namespace), manifests: [:], reader: reader)
        }
        return try LoadedSnapshot(files.load(), at: at ?? SystemClock.now(), focus: namespace)
    }
}

/// A snapshot with where its objects stand.
final class LoadedSnapshot {
    let snapshot: AccessSnapshot
    private let manifests: [ObjectKey: Manifest]
    /// nil for files.
    let reader: ClusterReader?

    init(_ snapshot: AccessSnapshot, manifests: [ObjectKey: Manifest], reader: ClusterReader?) {
        self.snapshot = snapshot
        self.manifests = manifests
        self.reader = reader
    }

    /// The kinds that decide access; others are passed over.
    private static let types: [String: ResourceType] = {
        let types =
            ResourceType.idmonKinds + TemplateKind.allCases.map(\.resourceType) + [
                .namespace, .serviceAccount, .secret, .configMap, .role, .roleBinding, .clusterRole,
                .clusterRoleBinding, .deployment, .workflow,
            ]
        return Dictionary(types.map { ("\($0.apiVersion)/\($0.kind)", $0) }) { first, _ in first }
    }()

    /// - Throws: ``CommandFailure`` after telling what is wrong, when a resource of Idmon's is malformed or stands twice.
    convenience init(_ manifests: [Manifest], at now: KubeTime, focus namespace: String?) throws {
        var byKey: [ObjectKey: Manifest] = [:]
        var objects: [KubeObject] = []
        var isSound = true
        for manifest in manifests {
            let value = manifest.value
            let (version, kind) = (value["apiVersion"]?.string ?? "", value["kind"]?.string ?? "")
            guard let type = Self.types["\(version)/\(kind)"] else {
                if version.hasPrefix("idmon.dev/") || kind.isEmpty { isSound = false }
                continue
            }
            var content = value
            if type.isNamespaced, content["metadata"]?["namespace"] == nil {
                content["metadata"]?["namespace"] = "default"
            }
            // A grant with a misspelt field says less than was meant, and silence would pass it off as all.
            if ResourceType.idmonKinds.contains(type), !ManifestCheck.unknownFields(of: content, type).isEmpty {
                isSound = false
            }
            let object = KubeObject(type, content: content)
            objects.append(object)
            if byKey.updateValue(manifest, forKey: object.key) != nil { isSound = false }
        }
        let snapshot = AccessSnapshot(rendering: objects, now: now, focus: namespace.map { [$0] })
        let judged = snapshot.installations.compactMap(\.judged)
        let isMalformed =
            objects.contains { Self.isMalformedRealm($0) }
            || judged.contains { installation in
                installation.spec == nil && byKey[Self.key(.argoInstallation, installation.name)] != nil
                    || installation.scopes.contains { $0.spec == nil }
                    || installation.bindings.contains { $0.spec == nil }
            }
        if !isSound || isMalformed { try Self.refuse(manifests, at: now) }
        ManifestCheck.tellUnserved(manifests)
        self.init(snapshot, manifests: byKey, reader: nil)
    }

    private static func isMalformedRealm(_ object: KubeObject) -> Bool {
        var findings: [Finding] = []
        return object.type == .keycloakRealm
            && KeycloakRealm.decode(JSONDocument(object.content).root, findings: &findings) == nil
    }

    private static func key(_ type: ResourceType, _ name: ResourceName) -> ObjectKey {
        ObjectKey(type, namespace: name.namespace, name: name.name)
    }

    private static func refuse(_ manifests: [Manifest], at now: KubeTime) throws {
        let check = ManifestCheck(manifests, at: now)
        guard check.hasErrors else { return }
        check.tell(Terminal.error)
        throw CommandFailure("nothing was explained: the files have errors", status: ExitStatus.badInput)
    }

    /// `file:line:column` of a field; nil for what stands in no file.
    func place(of field: FieldOfObject) -> String? { manifests[field.object]?.place(of: field.path) }
}

extension ResourceType {
    /// Argo's runs.
    static let workflow = ResourceType(
        group: RoleCatalogue.argo, version: "v1alpha1", plural: "workflows", kind: "Workflow", isNamespaced: true)
}
