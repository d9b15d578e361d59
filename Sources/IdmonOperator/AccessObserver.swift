import AccessCompiler
import AccessModel
import KubeClient
import KubeModel
import KubeRuntime
import ReconcileCore

/// Gathers what a plan is made from: one look at the stores, after reading what no watch shows.
struct AccessObserver: Sendable {
    let stores: AccessStores
    let secrets: ReadLedger
    let deployments: ReadLedger
    let configMaps: ReadLedger
    let client: KubeClient
    let confirmsRemovals: Bool
    let now: @Sendable () -> KubeTime

    /// - Parameter inTheWay: objects without our label that the last plans of this key met under its names.
    /// - Throws: when something could not be read; a plan from half an observation might take access away.
    func observe(_ key: ReconcileKey, inTheWay: Set<ObjectKey>) async throws(KubeError) -> AccessObservation {
        var observation = AccessObservation(key: key, now: now())
        observation.confirmsRemovals = confirmsRemovals
        switch key {
        case .installation(let name): try await observe(name, &observation)
        case .unassigned(let object): observe(object, &observation)
        }
        if case .installation(let name) = key { try await look(at: inTheWay, name, &observation) }
        observation.knownNames = Set((stores.installations.all + stores.scopes.all).map(\.key))
        return observation
    }

    private func observe(_ name: ResourceName, _ observation: inout AccessObservation) async throws(KubeError) {
        let key = ObjectKey(.argoInstallation, namespace: name.namespace, name: name.name)
        observation.installation = stores.installations.object(key)
        observation.installationsBeside = stores.installations
            .objects(where: AccessStores.IndexName.namespace, is: name.namespace).filter { $0.key != key }
        observation.realms = stores.realms.objects(where: AccessStores.IndexName.namespace, is: name.namespace)
        observation.scopes = stores.scopes.objects(where: AccessStores.IndexName.installation, is: name.description)
        let beside = Set(observation.scopes.compactMap(\.key.namespace)).flatMap {
            stores.scopes.objects(where: AccessStores.IndexName.namespace, is: $0)
        }
        observation.scopesBeside = beside.filter { ReconcileKeys.key(ofScope: $0) != observation.key }
        observation.installationsElsewhere = Set(
            observation.scopesBeside.compactMap { WorkflowScope.installation(of: $0.root) }
        ).compactMap {
            stores.installations.object(ObjectKey(.argoInstallation, namespace: $0.namespace, name: $0.name))
        }
        observation.bindings = observation.scopes.flatMap { scope in
            let scopeName = ResourceName(namespace: scope.key.namespace ?? "", name: scope.key.name)
            return stores.bindings.objects(where: AccessStores.IndexName.scope, is: scopeName.description)
        }
        for namespace in Set([name.namespace] + observation.scopes.compactMap(\.key.namespace)) {
            let key = ObjectKey(.namespace, namespace: nil, name: namespace)
            observation.namespaces[namespace] = stores.namespaces.object(key).map { NamespaceFact($0) }
        }
        observation.applications = Set(observation.scopes.compactMap(\.key.namespace)).sorted().flatMap {
            stores.applications.objects(where: AccessStores.IndexName.namespace, is: $0)
        }
        observation.generated = stores.generated.flatMap {
            $0.objects(where: AccessStores.IndexName.installation, is: name.description)
        }
        observation.policies = stores.policies.flatMap {
            $0.objects(where: AccessStores.IndexName.installation, is: name.description)
        }
        observation.generated += try await tokenSecrets(of: observation.generated, name, &observation.unreadable)
        observation.templates = templates(of: observation.bindings)
        try await observeServer(&observation)
    }

    /// The templates that bindings can mean.
    private func templates(of bindings: [LiveObject]) -> TemplateTable {
        let namespaces = Set(bindings.compactMap(\.key.namespace))
        return TemplateTable(
            stores.templates.flatMap { store in
                store.type.isNamespaced
                    ? namespaces.flatMap { store.objects(where: AccessStores.IndexName.namespace, is: $0) } : store.all
            })
    }

    private func observe(_ object: ObjectKey, _ observation: inout AccessObservation) {
        let live = stores.watched.first { $0.type == object.type }?.object(object)
        guard let live else { return }
        switch object.type {
        case .workflowScope: observation.scopes = [live]
        case .keycloakRealm: observation.realms = [live]
        default: observation.bindings = [live]
        }
        if let namespace = object.namespace {
            let fact = stores.namespaces.object(ObjectKey(.namespace, namespace: nil, name: namespace))
            observation.namespaces[namespace] = fact.map { NamespaceFact($0) }
        }
        if object.type == .workflowBinding {
            observation.generated = stores.generated.flatMap(\.all).filter {
                $0.key.namespace == object.namespace && $0.label(WellKnown.Label.binding) == object.name
            }
        }
    }

    /// The Secrets of the accounts among the generated objects, as metadata.
    ///
    /// - Parameter unreadable: gets those that may not be read.
    private func tokenSecrets(
        of generated: [LiveObject], _ installation: ResourceName, _ unreadable: inout Set<ObjectKey>
    ) async throws(KubeError) -> [LiveObject] {
        var owners: [ObjectKey: (account: LiveObject, kind: TokenKind)] = [:]
        // An account beside workflows that Idmon did not make and that says it has a token only says so.
        for account in generated
        where IdentityLayout.isIdentity(account, of: installation)
            && (account.key.namespace == installation.namespace
                || Differ.hasApplied(account, fieldManager: WellKnown.fieldManager))
        {
            for kind in TokenKind.allCases {
                let name = GeneratedName.token(ofAccount: account.key.name, kind)
                owners[ObjectKey(.secret, namespace: account.key.namespace, name: name)] = (account, kind)
            }
        }
        let keys = owners.keys.sorted()
        for (_, keys) in Dictionary(grouping: keys, by: \.namespace) {
            do {
                try await secrets.refresh(keys) { key, secret in
                    owners[key].map { Self.freshness($0.account, $0.kind, secret) } ?? .now
                }
            } catch  where error.code == .forbidden {
                // Access must be taken away also while Secrets of a namespace cannot be read. What was seen before still
                // counts; what was never seen is planned, and the refusal of that is told.
                unreadable.formUnion(keys)
            }
        }
        return keys.compactMap { stores.secrets.object($0) }.filter { secret in
            // One that lost its labels is ours all the same.
            ObjectOwner(of: secret, for: installation) != .foreign
                || Differ.hasApplied(secret, fieldManager: WellKnown.fieldManager)
        }
    }

    /// How fresh the knowledge of an account's Secret has to be.
    private static func freshness(_ account: LiveObject, _ kind: TokenKind, _ secret: LiveObject?)
        -> ReadLedger.Freshness
    {
        let isNamed =
            account.annotation(WellKnown.Annotation.tokenName) == GeneratedName.token(ofAccount: account.key.name, kind)
        // Of a kind that the account does not name there is none, unless the kind was changed; what is written then is
        // known without reading it.
        guard isNamed || secret != nil else { return .once }
        // A Secret is looked at each time until its account's own token is in it: it may be absent, empty, or that of an
        // account of the same name that was deleted. And as long as the account has no rule: it is not to get one because
        // of a token that somebody took away since.
        let isSettled =
            account.annotation(WellKnown.Annotation.rule) != nil
            && TokenFact(secret, kind: kind, of: account).isPresent
        return isSettled ? .interval : .now
    }

    /// Looks whose the objects are that were in the way: no watch tells when they go or are handed over.
    private func look(
        at keys: Set<ObjectKey>, _ installation: ResourceName, _ observation: inout AccessObservation
    ) async throws(KubeError) {
        for key in keys.sorted() {
            do throws(KubeError) {
                let document = key.type == .secret ? try await client.getMetadata(key) : try await client.get(key)
                guard let object = LiveObject(key.type, document: document) else { continue }
                switch ObjectOwner(of: object, for: installation) {
                case .foreign: observation.foreign.insert(key)
                // Shown to the planner, which makes anew what cannot be changed.
                case .adoptable: observation.generated.append(object)
                case .ours: break
                }
            } catch {
                guard error.code == .notFound else { throw error }
            }
        }
    }

    /// Reads argo-server's Deployment, and the ConfigMap with its settings when these are Idmon's to write.
    private func observeServer(_ observation: inout AccessObservation) async throws(KubeError) {
        guard let installation = observation.installation else { return }
        var findings: [Finding] = []
        guard let spec = ArgoInstallation.decode(installation.root, findings: &findings) else { return }
        let namespace = installation.key.namespace
        let deployment = ObjectKey(.deployment, namespace: namespace, name: spec.server.deployment)
        observation.deployments = try await read(deployment, with: deployments, &observation) { live in
            // A restart under way is looked at each time.
            spec.sso == nil || live.map { ServerRollout($0) == .done } ?? true ? .interval : .now
        }
        guard let sso = spec.sso else { return }
        let configMap = ObjectKey(.configMap, namespace: namespace, name: sso.configMap)
        observation.configMaps = try await read(configMap, with: configMaps, &observation) { _ in .interval }
    }

    /// Reads an object that is somebody else's; access does not depend on it, so that a missing right is only told.
    private func read(
        _ key: ObjectKey, with ledger: ReadLedger, _ observation: inout AccessObservation,
        freshness: (LiveObject?) -> ReadLedger.Freshness
    ) async throws(KubeError) -> [LiveObject] {
        do {
            return try await ledger.read(key, freshness: freshness).map { [$0] } ?? []
        } catch  where error.code == .forbidden {
            observation.unreadable.insert(key)
            return []
        }
    }

    /// The AccessTests that name an installation, in the order of their keys.
    func accessTests(of installation: ResourceName) -> [LiveObject] {
        stores.accessTests.objects(where: AccessStores.IndexName.installation, is: installation.description)
            .sorted { $0.key < $1.key }
    }

    /// Has objects read again that a plan could not write: they may have changed without a watch that tells.
    func distrust(_ keys: [ObjectKey]) {
        for (type, ledger) in [(ResourceType.secret, secrets), (.deployment, deployments), (.configMap, configMaps)] {
            ledger.distrust(keys.filter { $0.type == type })
        }
    }
}
