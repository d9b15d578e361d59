import AccessModel
import JSONTree
import KubeModel

/// What was observed in one workload namespace.
struct NamespaceObservation {
    private(set) var scopes: [LiveObject] = []
    private(set) var bindings: [LiveObject] = []
    /// nil when they are not known.
    private(set) var applications: [LiveObject]?
    private(set) var generated: [LiveObject] = []
    /// Those without a namespace belong to every one.
    private(set) var foreign: Set<ObjectKey> = []
    /// The names of the scopes that there are, whosever they are.
    private(set) var knownScopes: Set<String> = []
    private(set) var fact: NamespaceFact?
    /// nil when it is not known which templates exist.
    private(set) var templates: [TemplateKind: [String: TemplateFact]]?

    /// Whether what a judgement is made from is the same.
    func isJudged(like other: NamespaceObservation) -> Bool {
        Self.areSame(scopes, other.scopes) && Self.areSame(bindings, other.bindings)
            && (applications == nil) == (other.applications == nil)
            && Self.areSame(applications ?? [], other.applications ?? []) && knownScopes == other.knownScopes
            && fact == other.fact && templates == other.templates
    }

    /// Whether what exists under generated names is the same.
    func isFilled(like other: NamespaceObservation) -> Bool {
        foreign == other.foreign && Self.areSame(generated, other.generated)
    }

    /// Whether two lists have the same texts in the same order; lists that a store filled share them.
    static func areSame(_ left: [LiveObject], _ right: [LiveObject]) -> Bool {
        left.count == right.count && left.indices.allSatisfy { left[$0].isSame(as: right[$0]) }
    }
}

extension NamespaceObservation {
    /// Divides what was observed by namespace.
    ///
    /// - Returns: the workload namespaces, and what is left: what lies beside the installation or in no namespace. nil
    ///   when scopes or bindings lie beside the installation, or identities beside workflows, where namespaces do not
    ///   stand by themselves.
    static func divide(
        _ observation: AccessObservation, _ installation: ResourceName
    ) -> (parts: [String: NamespaceObservation], shared: NamespaceObservation)? {
        let namespace = installation.namespace
        let hasScattered = observation.generated.contains { object in
            object.key.type == .serviceAccount && object.key.namespace != namespace
                && IdentityLayout.isIdentity(object, of: installation)
        }
        guard !hasScattered else { return nil }
        var (parts, shared): ([String: NamespaceObservation], _) = ([:], NamespaceObservation())
        for scope in observation.scopes { parts[scope.key.namespace ?? "", default: .init()].scopes.append(scope) }
        for binding in observation.bindings {
            parts[binding.key.namespace ?? "", default: .init()].bindings.append(binding)
        }
        guard parts[namespace] == nil, parts[""] == nil else { return nil }
        // Neighbours mostly lie in one namespace, so that it is looked up once for many.
        for objects in runs(of: observation.generated) {
            if let place = objects.first?.key.namespace, place != namespace {
                parts[place, default: .init()].generated += objects
            } else {
                shared.generated += objects
            }
        }
        shared.foreign = observation.foreign.filter { $0.namespace == nil || $0.namespace == namespace }
        let clusterWide = shared.foreign.filter { $0.namespace == nil }
        let kinds = TemplateKind.allCases.filter(\.resourceType.isNamespaced)
        for place in parts.keys {
            parts[place]?.applications = observation.applications.map { _ in [] }
            parts[place]?.foreign = clusterWide
            parts[place]?.fact = observation.namespaces[place]
            parts[place]?.templates = observation.templates.map { table in
                Dictionary(uniqueKeysWithValues: kinds.map { ($0, table.templates($0, in: place)) })
            }
        }
        for application in observation.applications ?? [] {
            parts[application.key.namespace ?? ""]?.applications?.append(application)
        }
        for key in observation.foreign { if let place = key.namespace { parts[place]?.foreign.insert(key) } }
        for key in observation.knownNames where key.type == .workflowScope {
            parts[key.namespace ?? ""]?.knownScopes.insert(key.name)
        }
        return (parts, shared)
    }

    /// The longest stretches of objects of one namespace.
    private static func runs(of objects: [LiveObject]) -> [ArraySlice<LiveObject>] {
        var runs: [ArraySlice<LiveObject>] = []
        var start = 0
        for index in objects.indices {
            let isLast = index + 1 == objects.count
            guard isLast || objects[index + 1].key.namespace != objects[index].key.namespace else { continue }
            runs.append(objects[start...index])
            start = index + 1
        }
        return runs
    }

    /// An observation in which there is nothing but this namespace.
    func alone(in observation: AccessObservation) -> AccessObservation {
        var part = observation
        part.scopes = scopes
        part.bindings = bindings
        part.applications = applications
        part.generated = generated
        part.foreign = foreign
        return part
    }
}
