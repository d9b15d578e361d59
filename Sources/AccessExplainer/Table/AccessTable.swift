package import AccessCompiler
package import AccessModel
import JSONTree
package import KubeModel
import ReconcileCore

/// Who may do what: every holder × namespace × action × template, as resources say it.
///
/// It holds what is decided for each account and each holder's account; a cell is looked up, never guessed.
package struct AccessTable: Sendable {
    /// One cell's place.
    package struct Cell: Hashable, Sendable {
        package let installation: ResourceName
        /// nil for the cluster as a whole.
        package let namespace: String?
        package let action: AccessAction
        /// nil for what is about no template.
        package let template: TemplateTarget?

        package init(
            _ action: AccessAction, on template: TemplateTarget? = nil, in namespace: String?,
            of installation: ResourceName
        ) {
            self.installation = installation
            self.namespace = namespace
            self.action = action
            self.template = template
        }
    }

    package let installations: [ResourceName: InstallationTable]
    /// What Idmon makes of the resources.
    package let generated: [ObjectKey: KubeObject]

    /// The table of resources as they would be in a cluster that settled on them.
    ///
    /// - Parameters:
    ///   - objects: Idmon's resources, Namespaces, templates; ServiceAccounts and RBAC of others take part.
    ///   - now: the time at which grants with a beginning or an end are judged.
    ///   - knowsRoles: whether a role that is not among the objects does not exist at all.
    package init(rendering objects: [KubeObject], now: KubeTime, knowsRoles: Bool = false) {
        self.init(AccessObservation.rendering(objects, now: now), beside: objects, knowsRoles: knowsRoles)
    }

    /// The table of an installation of a cluster as a plan makes it.
    ///
    /// - Parameters:
    ///   - desired: all objects of the plan.
    ///   - others: what others made in the cluster; what depends on a part that was not read is unknown.
    package init(planned observation: AccessObservation, _ desired: [KubeObject], beside others: ForeignAccess) {
        let generated = Dictionary(desired.map { ($0.key, $0) }) { first, _ in first }
        let foreign = others.objects.filter { generated[$0.key] == nil }
        let book = RoleBook(Self.withInstalled(foreign + desired), unread: others.unread, isComplete: true)
        installations =
            GrantedAccess(observation).map { review in
                let delegates = Self.delegates(review.installation, observation.deployments)
                let unread = delegates == false ? [] : Self.unread(review, others.places, delegates: delegates)
                return [
                    review.installation.name: InstallationTable(
                        review, foreign: foreign, book: book, unread: others.unread + unread, delegates: delegates)
                ]
            } ?? [:]
        self.generated = generated
    }

    /// Whether argo-server also looks for accounts in the namespace of a request; nil when that is not known.
    ///
    /// - Parameter deployments: among which its own may be; where it is not, it runs as the layout needs it.
    private static func delegates(_ installation: ArgoInstallation, _ deployments: [LiveObject] = []) -> Bool? {
        if installation.identities.layout == .delegated { return true }
        let key = ObjectKey(
            .deployment, namespace: installation.name.namespace, name: installation.server.deployment)
        let flags = deployments.first { $0.key == key }.flatMap {
            ServerFlags(deployment: $0.root, namespace: installation.name.namespace)
        }
        return flags.map(\.delegates) ?? false
    }

    /// The accounts among which argo-server may choose and which nobody read.
    private static func unread(_ review: GrantedAccess, _ places: Set<String>, delegates: Bool?) -> [UnreadPart] {
        let reason =
            delegates == true
            ? "argo-server runs with \(ServerFlags.delegation)=true and looks for accounts there as well"
            : "argo-server may look there as well: set its variable \(ServerFlags.delegation) to a value"
        return review.namespaces.filter { !places.contains($0) }.map {
            UnreadPart(.serviceAccount, namespace: $0, reason: reason)
        }
    }

    /// - Parameters:
    ///   - observations: as resources are rendered: every token is there, nothing else is.
    ///   - others: objects among which those of others are taken.
    ///   - knowsRoles: whether a role that is neither made nor among the others does not exist at all.
    package init(
        _ observations: [AccessObservation], beside others: [KubeObject] = [], knowsRoles: Bool = false
    ) {
        var generated: [ObjectKey: KubeObject] = [:]
        for observation in observations {
            for planned in AccessPlanner().plan(observation).desired { generated[planned.key] = planned.object }
        }
        let foreign = others.filter { Self.taken.contains($0.type) && generated[$0.key] == nil }
        let book = RoleBook(Self.withInstalled(foreign + generated.values), isComplete: knowsRoles)
        var installations: [ResourceName: InstallationTable] = [:]
        for review in observations.compactMap({ GrantedAccess($0) }) {
            installations[review.installation.name] = InstallationTable(
                review, foreign: foreign, book: book, delegates: Self.delegates(review.installation))
        }
        self.installations = installations
        self.generated = generated
    }

    private static let taken: Set<ResourceType> = [
        .serviceAccount, .role, .roleBinding, .clusterRole, .clusterRoleBinding,
    ]

    /// Objects with the role that is installed with the operator and that is among no files; whom it is given to is asked
    /// for otherwise.
    private static func withInstalled(_ objects: [KubeObject]) -> [KubeObject] {
        let role = KubeObject(
            .clusterRole, namespace: nil, name: WellKnown.clusterTemplatesRole, fields: ["rules": []])
        return objects.contains { $0.key == role.key } ? objects : objects + [role]
    }

    /// Whether somebody may do something.
    ///
    /// - Parameter accepts: whether the extent of what is permitted covers what is asked.
    package func verdict(_ holder: AccessHolder, _ cell: Cell, accepts: (AccessExtent) -> Bool = { _ in true })
        -> Verdict
    {
        guard let table = installations[cell.installation], let groups = table.groups(of: holder) else { return .no }
        let choice = table.choice(holder, in: groups, about: cell.namespace)
        if case .unknown(let reason) = choice { return .unknown(reason: reason) }
        let extent = table.grid(of: choice, in: cell.namespace)[AccessGrid.Row(cell.action, cell.template)]
        if extent.map(accepts) == true { return .yes }
        return table.gaps(of: choice, in: cell.namespace).first.map(Verdict.unknown) ?? .no
    }
}
