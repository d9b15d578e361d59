import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import KubeSchema

/// Everything that is wrong with a set of manifests, and what can be planned from them.
struct ManifestCheck: Sendable {
    /// A finding at its place in a file.
    struct PlacedFinding: Sendable {
        let manifest: Manifest
        let finding: Finding
    }

    private(set) var findings: [PlacedFinding] = []
    /// What a plan can be made from; empty while a resource is malformed.
    private(set) var observations: [AccessObservation] = []
    /// How many objects are of kinds that Idmon does not read.
    private(set) var passedOver = 0
    private(set) var checked = 0
    /// All objects that matter for access, right or wrong, with the defaults of their schemas.
    private(set) var objects: [KubeObject] = []
    /// Where each of them stands; of several of one name the first.
    private(set) var manifests: [ObjectKey: Manifest] = [:]

    /// - Parameters:
    ///   - at: the time at which grants with a beginning or an end are judged.
    ///   - comparesResources: whether what resources say of each other is checked too, where each is right by itself.
    init(_ manifests: [Manifest], at time: KubeTime, comparesResources: Bool = true) {
        var objects: [(manifest: Manifest, object: KubeObject)] = []
        var foreign: [(manifest: Manifest, object: KubeObject)] = []
        for manifest in manifests {
            if let type = Self.type(of: manifest) {
                checked += 1
                let object = check(manifest, type)
                objects.append((manifest, object))
            } else if let type = Self.templateType(of: manifest) {
                objects.append((manifest, KubeObject(type, content: Self.placed(manifest.value, type))))
            } else if manifest.apiVersion == ResourceType.namespace.apiVersion && manifest.kind == "Namespace" {
                objects.append((manifest, KubeObject(.namespace, content: manifest.value)))
            } else if let finding = Self.unserved(manifest) {
                findings.append(PlacedFinding(manifest: manifest, finding: finding))
                passedOver += 1
            } else {
                noteUnknownKind(manifest)
                if let type = Self.foreignType(of: manifest) {
                    foreign.append((manifest, KubeObject(type, content: Self.placed(manifest.value, type))))
                }
            }
        }
        noteDuplicates(objects + foreign)
        self.objects = (foreign.map(\.object).filter { Self.access.contains($0.type) }) + objects.map(\.object)
        self.manifests = Dictionary(objects.map { ($0.object.key, $0.manifest) }) { first, _ in first }
        guard !hasErrors else { return }
        observations = AccessObservation.rendering(objects.map(\.object), now: time)
        if comparesResources { noteMisfits(objects) }
    }

    var hasErrors: Bool { findings.contains { $0.finding.severity == .error } }

    // MARK: - Each by itself

    private static func type(of manifest: Manifest) -> ResourceType? {
        ResourceType.idmonKinds.first { $0.apiVersion == manifest.apiVersion && $0.kind == manifest.kind }
    }

    private static func templateType(of manifest: Manifest) -> ResourceType? {
        TemplateKind.allCases.map(\.resourceType).first {
            $0.apiVersion == manifest.apiVersion && $0.kind == manifest.kind
        }
    }

    /// The kinds of Kubernetes's own that give access.
    private static let access: [ResourceType] = [
        .serviceAccount, .role, .roleBinding, .clusterRole, .clusterRoleBinding,
    ]

    /// The kinds of others that say something of access: checked by nobody here, and counted as passed over.
    private static func foreignType(of manifest: Manifest) -> ResourceType? {
        (access + [.secret, .configMap, .deployment, .workflow]).first {
            $0.apiVersion == manifest.apiVersion && $0.kind == manifest.kind
        }
    }

    /// An object in namespace `default` where it names none and its kind has one.
    private static func placed(_ value: JSONValue, _ type: ResourceType) -> JSONValue {
        var content = value
        if type.isNamespaced, content["metadata"]?["namespace"] == nil {
            content["metadata"]?["namespace"] = "default"
        }
        return content
    }

    /// Checks one object as the API server would, and as the operator would.
    ///
    /// - Returns: the object with the defaults of its schema, in namespace `default` where it names none.
    private mutating func check(_ manifest: Manifest, _ type: ResourceType) -> KubeObject {
        let content = Self.placed(manifest.value, type)
        guard let schema = Self.schema(of: type) else { return KubeObject(type, content: content) }
        var found = Self.unknownFields(of: content, type)
        let defaulted = schema.defaulted(content)
        _ = Self.decode(defaulted, type, &found)
        for violation in schema.violations(of: defaulted) where !found.contains(where: { $0.path == violation.path }) {
            found.append(Finding(.refusedBySchema, at: violation.path, violation.message))
        }
        findings += found.map { PlacedFinding(manifest: manifest, finding: $0) }
        return KubeObject(type, content: defaulted)
    }

    private static func decode(_ content: JSONValue, _ type: ResourceType, _ findings: inout [Finding]) -> Bool {
        let root = JSONDocument(content).root
        return switch type {
        case .argoInstallation: ArgoInstallation.decode(root, findings: &findings) != nil
        case .keycloakRealm: KeycloakRealm.decode(root, findings: &findings) != nil
        case .workflowScope: WorkflowScope.decode(root, findings: &findings) != nil
        case .accessTest: AccessTest.decode(root, findings: &findings) != nil
        default: WorkflowBinding.decode(root, findings: &findings) != nil
        }
    }

    /// What is said of an object that looks like access and that no API server takes; nil for all others.
    ///
    /// Source: the Kubernetes deprecation guide, "RBAC resources", for v1beta1; CHANGELOG-1.23 for v1alpha1.
    static func unserved(_ manifest: Manifest) -> Finding? {
        let ends = ["rbac.authorization.k8s.io/v1beta1": "1.22", "rbac.authorization.k8s.io/v1alpha1": "1.23"]
        guard let end = ends[manifest.apiVersion] else { return nil }
        return Finding(
            .unservedVersion, at: JSONPath().appending(name: "apiVersion"),
            "Kubernetes has not served \(manifest.apiVersion) since \(end), so this \(manifest.kind) is not looked at")
    }

    /// The fields of an object of Idmon's that its kind does not have.
    static func unknownFields(of content: JSONValue, _ type: ResourceType) -> [Finding] {
        (schema(of: type)?.pruned(content).unknownFields ?? []).map {
            Finding(.unknownField, at: $0.path, "the field does not exist")
        }
    }

    private static func schema(of type: ResourceType) -> StructuralSchema? {
        IdmonCRDs.definitions.first { $0.names.kind == type.kind }?.versions.first?.schema
    }

    private mutating func noteUnknownKind(_ manifest: Manifest) {
        guard manifest.apiVersion.hasPrefix("idmon.dev/") || manifest.kind.isEmpty || manifest.apiVersion.isEmpty else {
            passedOver += 1
            return
        }
        let kinds = ResourceType.idmonKinds.map(\.kind).joined(separator: ", ")
        let message =
            manifest.kind.isEmpty || manifest.apiVersion.isEmpty
            ? "the object has no apiVersion or no kind"
            : "there is no kind \(manifest.kind) in \(manifest.apiVersion)"
        let hint = "Idmon's kinds are \(kinds), all in idmon.dev/v1alpha1"
        let path = JSONPath().appending(name: manifest.apiVersion.isEmpty ? "apiVersion" : "kind")
        findings.append(
            PlacedFinding(manifest: manifest, finding: Finding(.unknownKind, at: path, message, hint: hint)))
    }

    // MARK: - All together

    private mutating func noteDuplicates(_ objects: [(manifest: Manifest, object: KubeObject)]) {
        var first: [ObjectKey: Manifest] = [:]
        // What gets its name from the API server is nothing twice.
        for (manifest, object) in objects where !object.name.isEmpty {
            let path = JSONPath().appending(name: "metadata").appending(name: "name")
            guard let earlier = first[object.key] else {
                first[object.key] = manifest
                continue
            }
            let message = "\(object.key) stands already at \(earlier.place(of: path))"
            findings.append(PlacedFinding(manifest: manifest, finding: Finding(.duplicate, at: path, message)))
        }
    }

    /// What one resource says about another is judged only where objects of the other's kind are among the files:
    /// teams check their bindings without having the platform's files at hand.
    private mutating func noteMisfits(_ objects: [(manifest: Manifest, object: KubeObject)]) {
        let byKey = Dictionary(objects.map { ($0.object.key, $0.manifest) }) { first, _ in first }
        let kinds = Set(objects.map(\.object.type))
        for entry in observations.flatMap(AccessFindings.all(in:)) {
            let needed: ResourceType? =
                switch entry.finding.code {
                case .scopeNotFound: .workflowScope
                case .installationNotFound: .argoInstallation
                case .realmNotFound: .keycloakRealm
                default: nil
                }
            if let needed, !kinds.contains(needed) { continue }
            guard let manifest = byKey[entry.key] else { continue }
            findings.append(PlacedFinding(manifest: manifest, finding: entry.finding))
        }
    }
}
