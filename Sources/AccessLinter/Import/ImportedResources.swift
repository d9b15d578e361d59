import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// Idmon's resources for what is taken over.
struct ImportedResources {
    struct Grant {
        let group: GroupPath
        let roles: [Role]
    }

    /// The realm and the installation, unless they are there already.
    let shared: [KubeObject]
    private let installation: ResourceName

    private static let name = "imported"
    /// How many templates a binding names at most; the schema says the same.
    private static let templatesInBinding = 50

    init(_ site: ArgoSite, _ version: ArgoVersion, issuer: String?, groups: Set<GroupPath>) throws(SetupImport.Obstacle)
    {
        installation = site.installation?.name ?? ResourceName(namespace: site.namespace, name: "main")
        let found = issuer ?? site.sso?["issuer"]?.string
        let realm = site.realm?.name.name ?? Self.realmName(found ?? "")
        var shared: [KubeObject] = []
        if site.realm == nil {
            guard let found, found.hasPrefix("https://"), !found.hasSuffix("/") else {
                throw SetupImport.Obstacle(
                    message: found.map { "the issuer \($0) cannot be used" } ?? "the issuer of the realm is not known",
                    hint: "name the https URL of the realm with --issuer")
            }
            shared.append(Self.realm(realm, found, site, groups))
        }
        if site.installation == nil {
            var spec: JSONObject = ["version": .string(version.description), "realmRef": ["name": .string(realm)]]
            if let server = site.server?.key.name { spec["server"] = ["deployment": .string(server)] }
            if site.delegates == true, VersionAdvisory.delegationObjection(of: version) == nil {
                spec["identities"] = ["layout": .string(IdentitySettings.Layout.delegated.rawValue)]
            }
            shared.append(
                KubeObject(
                    .argoInstallation, namespace: site.namespace, name: installation.name,
                    fields: ["spec": .object(spec)]))
        }
        self.shared = shared
    }

    private static func realm(_ name: String, _ issuer: String, _ site: ArgoSite, _ groups: Set<GroupPath>)
        -> KubeObject
    {
        var spec: JSONObject = ["issuer": .string(issuer)]
        var written: JSONObject = [:]
        if let claim = site.sso?["customGroupClaimName"]?.string, !claim.isEmpty { written["claim"] = .string(claim) }
        if !groups.isEmpty, groups.allSatisfy(\.isLeafName) { written["fullPath"] = false }
        if !written.isEmpty { spec["groups"] = .object(written) }
        return KubeObject(.keycloakRealm, namespace: site.namespace, name: name, fields: ["spec": .object(spec)])
    }

    /// `production` of `https://keycloak.example.org/realms/production`
    private static func realmName(_ issuer: String) -> String {
        let last = issuer.split(separator: "/").last.map { $0.lowercased() } ?? ""
        return DNSName.isLabel(last) && last.utf8.count <= ResourceName.maximumLength ? last : "realm"
    }

    // MARK: - Namespaces

    /// The scope of a namespace and its bindings; nothing when nothing is granted.
    ///
    /// - Parameter environment: the namespace's own; nil where it has none, so that any will do.
    func access(in namespace: String, environment: String?, templates: [String], grants: [Grant]) -> [KubeObject] {
        guard !grants.isEmpty else { return [] }
        let groups = grants.map { grant -> JSONValue in
            ["path": .string(grant.group.text), "maxRole": .string(Self.join(grant.roles).rawValue)]
        }
        let scope = KubeObject(
            .workflowScope, namespace: namespace, name: Self.name,
            fields: [
                "spec": [
                    "environment": .string(environment ?? "unspecified"),
                    "installationRef": [
                        "name": .string(installation.name), "namespace": .string(installation.namespace),
                    ],
                    "groups": .array(groups),
                ]
            ])
        let claims = grants.flatMap { grant in
            grant.roles.map { ["group": .string(grant.group.text), "role": .string($0.rawValue)] as JSONValue }
        }
        let starts = stride(from: 0, to: templates.count, by: Self.templatesInBinding)
        return [scope]
            + starts.enumerated().map { index, start in
                let names = templates[start..<min(start + Self.templatesInBinding, templates.count)]
                return KubeObject(
                    .workflowBinding, namespace: namespace, name: index == 0 ? Self.name : "\(Self.name)-\(index + 1)",
                    fields: [
                        "spec": [
                            "scopeRef": ["name": .string(Self.name)],
                            "templates": .array(names.map { ["name": .string($0)] }), "grants": .array(claims),
                        ]
                    ])
            }
    }

    /// The least role that includes all of some.
    private static func join(_ roles: [Role]) -> Role {
        Role.allCases.first { role in roles.allSatisfy(role.includes) } ?? .admin
    }
}
