import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import KubeSchema

/// Puts together what a snapshot has of each argo-server.
struct InstallationBuilder {
    private let source: AccessSnapshot.Source
    private let objects: [ObjectKey: KubeObject]
    private let generated: Set<ObjectKey>
    private let unread: [UnreadPart]
    private let now: KubeTime
    private let accounts: [KubeObject]

    init(
        _ source: AccessSnapshot.Source, _ objects: [ObjectKey: KubeObject], generated: Set<ObjectKey>,
        unread: [UnreadPart], now: KubeTime
    ) {
        self.source = source
        self.objects = objects
        self.generated = generated
        self.unread = unread
        self.now = now
        accounts = objects.filter { $0.key.type == .serviceAccount }.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Those that ArgoInstallations describe, and those that only Argo's own settings tell of.
    func installations(_ judged: [JudgedAccess]) -> [InstallationAccess] {
        let described = judged.map(access)
        let known = Set(judged.map(\.name.namespace))
        let others = objects.values.filter {
            $0.type == .configMap && !known.contains($0.namespace ?? "") && hasSSO($0) && isRead($0)
        }.sorted { $0.key < $1.key }
        return described + others.map(access(undescribed:))
    }

    private func hasSSO(_ configMap: KubeObject) -> Bool {
        let data = configMap.content["data"]
        return data?["sso"] != nil || data?["config"]?.string?.contains("sso:") == true
    }

    /// Whether argo-server reads it, as far as its Deployment is there.
    private func isRead(_ configMap: KubeObject) -> Bool {
        server(in: configMap.namespace ?? "").flatMap(Self.flags).map { $0.configMap == configMap.name } ?? true
    }

    private func server(in namespace: String) -> KubeObject? {
        objects.values.filter { $0.type == .deployment && $0.namespace == namespace && Self.isServer($0) }
            .sorted { $0.key < $1.key }.first
    }

    private func access(_ judged: JudgedAccess) -> InstallationAccess {
        let namespace = judged.name.namespace
        let server = judged.spec.flatMap { spec in
            objects[ObjectKey(.deployment, namespace: namespace, name: spec.server.deployment)]
        }
        let flags = server.flatMap(Self.flags)
        let configMap = flags?.configMap ?? judged.spec?.sso?.configMap ?? "workflow-controller-configmap"
        let settings = settings(
            ObjectKey(.configMap, namespace: namespace, name: configMap), version: judged.spec?.version)
        // Where the installation could not be read, its layout is not known.
        let isDelegated = judged.spec.map { $0.identities.layout == .delegated } ?? (source == .files ? false : nil)
        return InstallationAccess(
            name: judged.name, judged: judged,
            gate: gate(in: flags?.accountNamespace ?? namespace, delegates: flags.map(\.delegates) ?? isDelegated),
            filter: filter(judged, settings, configMap), sharesServer: settings?.sharesServer ?? false,
            serverAccount: server.flatMap { flags == nil ? nil : Self.account(of: $0) },
            groupsClaim: judged.realm?.groupsClaim ?? settings?.groupsClaim ?? "groups")
    }

    private func access(undescribed configMap: KubeObject) -> InstallationAccess {
        let namespace = configMap.namespace ?? ""
        let settings = settings(configMap.key, version: nil)
        let server = server(in: namespace)
        let flags = server.flatMap(Self.flags)
        return InstallationAccess(
            name: ResourceName(namespace: namespace, name: "argo-server"), judged: nil,
            gate: gate(
                in: flags?.accountNamespace ?? namespace,
                delegates: flags.map(\.delegates) ?? (source == .files ? false : nil)),
            filter: settings?.filter ?? .all, sharesServer: settings?.sharesServer ?? false,
            serverAccount: server.map(Self.account), groupsClaim: settings?.groupsClaim ?? "groups")
    }

    private static func flags(_ deployment: KubeObject) -> ServerFlags? {
        ServerFlags(deployment: JSONDocument(deployment.content).root, namespace: deployment.namespace ?? "")
    }

    /// Whether a Deployment that nothing names looks like argo-server.
    private static func isServer(_ deployment: KubeObject) -> Bool {
        let containers = deployment.content["spec"]?["template"]?["spec"]?["containers"]?.array ?? []
        return containers.contains {
            ServerFlags.imageName($0["image"]?.string) == "argocli" || $0["name"]?.string == "argo-server"
        }
    }

    /// The ServiceAccount as which argo-server runs.
    private static func account(of deployment: KubeObject) -> ObjectKey {
        let name = deployment.content["spec"]?["template"]?["spec"]?["serviceAccountName"]?.string
        return ObjectKey(.serviceAccount, namespace: deployment.namespace, name: name ?? "default")
    }

    // MARK: - Settings

    private func settings(_ key: ObjectKey, version: ArgoVersion?) -> ServerSettings? {
        objects[key].map { ServerSettings($0, version: version ?? ConfigurationKeys.newestListed) }
    }

    /// In files what Idmon would write counts; in a cluster what stands there.
    private func filter(_ judged: JudgedAccess, _ settings: ServerSettings?, _ configMap: String) -> SessionFilter {
        if source == .files, let sso = judged.spec?.sso, sso.configMap == configMap {
            guard sso.groupFilter == .inScopes else { return .all }
            let listed = judged.scopes.flatMap { $0.spec.map { Array($0.ceiling.maximumRoles.keys) } ?? [] }
            let granted = judged.bindings.flatMap { $0.grants.filter { $0.role != nil }.map(\.claim.group) }
            return .exactly(Set(listed).union(granted).union(sso.keptGroups))
        }
        if let settings { return settings.filter }
        let part = unread.first { $0.concerns(.configMap, in: judged.name.namespace) }
        return part.map { .unknown($0.description) } ?? .all
    }

    // MARK: - Accounts

    private func gate(in namespace: String, delegates: Bool?) -> ArgoGate {
        ArgoGate(
            in: namespace, delegates: delegates,
            accounts: accounts.filter { delegates != false || $0.namespace == namespace }, unread: unread, token: token)
    }

    private func token(of account: KubeObject, in secret: ObjectKey) -> TokenState {
        if generated.contains(account.key) { return .present }
        guard let found = objects[secret] else {
            if let part = unread.first(where: { $0.concerns(.secret, in: secret.namespace) }) {
                return .unknown("not read: \(part)")
            }
            // Of files it is only known what stands in them.
            return source == .files ? .unknown("\(secret) is not among the files") : .absent
        }
        return SecretFact(found, source: source).token(of: account, at: now)
    }
}
