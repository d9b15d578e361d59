import AccessCompiler
package import AccessModel
import JSONTree
package import KubeModel

/// An Argo single sign-on set-up, Idmon's or not: everything that decides as whom people act and what they may do.
package struct ArgoSetup: Sendable {
    /// Objects that could not be read.
    package struct Unread: Hashable, Sendable {
        package let type: ResourceType
        /// Why, as the API server says it.
        package let reason: String

        package init(_ type: ResourceType, reason: String) {
            self.type = type
            self.reason = reason
        }
    }

    /// Where the objects come from.
    package enum Source: Sendable {
        /// What is not among the files may exist all the same.
        case files
        /// What is not there does not exist, unless it could not be read.
        case cluster
    }

    package let source: Source
    package let objects: [KubeObject]
    package let unread: [Unread]
    /// The groups of the realm, all of them; nil when they are not known.
    package let knownGroups: Set<GroupPath>?

    package let accounts: [SetupAccount]
    package let secrets: [ObjectKey: SecretFact]
    package let rights: RightsTable
    package let sites: [ArgoSite]
    package let programs: [ArgoProgram]
    /// Whether admission policies that Idmon made limit what people run; nil when that could not be read.
    package let hasIdmonPolicies: Bool?

    /// The kinds by which a set-up is judged, Secrets aside.
    package static let judgedKinds: [ResourceType] = [
        .serviceAccount, .configMap, .role, .roleBinding, .clusterRole, .clusterRoleBinding, .deployment,
        .validatingAdmissionPolicy, .argoInstallation, .keycloakRealm,
    ]

    /// All kinds that a set-up is made of, Secrets aside.
    package static let kinds = judgedKinds + [.namespace, .workflowTemplate]

    /// - Parameters:
    ///   - objects: those of ``kinds``, and Secrets; others are passed over. Objects of a kind with namespaces have one.
    ///   - secrets: what is known of Secrets beside those among the objects.
    ///   - version: the version of Argo Workflows where the images do not tell it.
    package init(
        _ objects: [KubeObject], secrets: [SecretFact] = [], source: Source, unread: [Unread] = [],
        knownGroups: Set<GroupPath>? = nil, version: ArgoVersion? = nil
    ) {
        self.source = source
        // Of a Secret nothing is kept but what is said about it.
        self.objects = objects.filter { $0.type != .secret }.sorted { $0.key < $1.key }
        self.unread = unread
        self.knownGroups = knownGroups
        accounts = self.objects.filter { $0.type == .serviceAccount }.map(SetupAccount.init)
        let facts = secrets + objects.filter { $0.type == .secret }.map(SecretFact.init)
        self.secrets = Dictionary(facts.map { ($0.key, $0) }) { first, _ in first }
        rights = RightsTable(self.objects)
        programs = self.objects.filter { $0.type == .deployment }.compactMap(ArgoProgram.init)
        sites = Self.sites(self.objects, programs, accounts, version)
        let isAnyIdmons = self.objects.contains {
            $0.type == .validatingAdmissionPolicy
                && $0.content["metadata"]?["labels"]?[WellKnown.Label.managedBy]?.string
                    == WellKnown.Label.managedByIdmon
        }
        hasIdmonPolicies = unread.contains { $0.type == .validatingAdmissionPolicy } ? nil : isAnyIdmons
    }

    // MARK: - Sites

    private static func sites(
        _ objects: [KubeObject], _ programs: [ArgoProgram], _ accounts: [SetupAccount], _ version: ArgoVersion?
    ) -> [ArgoSite] {
        var findings: [Finding] = []
        let roots = objects.map { ($0, JSONDocument($0.content).root) }
        let installations = roots.filter { $0.0.type == .argoInstallation }.compactMap {
            ArgoInstallation.decode($0.1, findings: &findings)
        }
        let realms = roots.filter { $0.0.type == .keycloakRealm }.compactMap {
            KeycloakRealm.decode($0.1, findings: &findings)
        }
        let configMaps = objects.filter { $0.type == .configMap }.map { ($0.key, $0.content["data"]?.object ?? [:]) }
        var namespaces = Set(programs.filter(\.isServer).compactMap(\.key.namespace))
        namespaces.formUnion(installations.map(\.name.namespace))
        namespaces.formUnion(
            configMaps.filter { $0.0.name == ArgoProgram.defaultConfigMap }.compactMap(\.0.namespace))
        if namespaces.isEmpty {
            // Nothing says where argo-server is; accounts in one place can only be beside it.
            let places = Set(accounts.filter { $0.rule != nil }.map(\.namespace))
            if places.count == 1 { namespaces = places }
        }
        return namespaces.sorted().map { namespace in
            ArgoSite(
                namespace: namespace, programs: programs.filter { $0.key.namespace == namespace },
                configMaps: Dictionary(configMaps) { first, _ in first },
                installation: installations.first { $0.name.namespace == namespace },
                realms: realms.filter { $0.name.namespace == namespace }, version: version)
        }
    }

    // MARK: - Questions

    /// Whether objects of a kind that are not there do not exist.
    package func isComplete(_ type: ResourceType) -> Bool { !unread.contains { $0.type == type } }

    /// Whether it is known what accounts may do.
    var knowsRights: Bool {
        [ResourceType.role, .roleBinding, .clusterRole, .clusterRoleBinding].allSatisfy(isComplete)
    }

    /// The accounts with a rule in a namespace, the highest precedence first.
    package func candidates(in namespace: String) -> [SetupAccount] {
        accounts.filter { $0.rule != nil && $0.namespace == namespace }.sorted {
            ($1.precedence, $0.key.name) < ($0.precedence, $1.key.name)
        }
    }

    /// The namespaces in which a site looks for accounts, its own first.
    package func accountNamespaces(of site: ArgoSite) -> [String] {
        guard site.delegates == true else { return [site.accountNamespace] }
        let others = Set(accounts.filter { $0.rule != nil }.map(\.namespace)).subtracting(sites.map(\.accountNamespace))
        return [site.accountNamespace] + others.sorted()
    }

    /// The accounts of people: those with a rule that some argo-server looks at.
    package var identities: [SetupAccount] {
        let namespaces = Set(sites.flatMap(accountNamespaces))
        return accounts.filter { $0.rule != nil && namespaces.contains($0.namespace) }
    }

    /// Whether anything of single sign-on is here.
    package var usesSSO: Bool {
        accounts.contains { $0.rule != nil } || sites.contains(where: isForSSO)
    }

    /// Whether a site is meant for single sign-on.
    func isForSSO(_ site: ArgoSite) -> Bool {
        site.sso != nil || site.settings?.faults.contains { $0.key == "sso" } ?? false
            || site.server?.flags?.authModes.contains("sso") ?? false || site.installation != nil
            || !candidates(in: site.accountNamespace).isEmpty
    }
}
