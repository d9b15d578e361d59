import AccessCompiler
package import AccessModel
import JSONTree
package import KubeClient
package import KubeModel
import KubeRuntime
import ReconcileCore

/// What is uninstalled.
package enum UninstallExtent: Sendable, Hashable {
    /// One installation and everything that was made for it; its scopes and bindings stay.
    case installation(ResourceName)
    /// All of Idmon's resources and everything that was made for them.
    case everything

    func covers(_ installation: ResourceName?) -> Bool {
        switch self {
        case .installation(let name): installation == name
        case .everything: true
        }
    }
}

/// What there is of Idmon in a cluster.
package struct UninstallSurvey: Sendable, Equatable {
    /// The resources that go, people's own.
    package private(set) var resources: [ObjectKey] = []
    /// The objects that Idmon made.
    package private(set) var generated: [ObjectKey] = []
    /// The objects that carry Idmon's labels and that Idmon did not make; they stay.
    package private(set) var lookalikes: [ObjectKey] = []
    /// Whether the cluster knows Idmon's kinds.
    package private(set) var hasDefinitions = true

    package var isEmpty: Bool { resources.isEmpty && generated.isEmpty }

    /// Looks at a cluster; Secrets are read as metadata only.
    package init(of extent: UninstallExtent, _ client: KubeClient) async throws(KubeError) {
        for type in ResourceType.idmonKinds { try await addResources(type, extent, client) }
        let stores = AccessStores()
        for type in (stores.generated + stores.policies).map(\.type) + [.secret] {
            try await addGenerated(type, extent, client)
        }
        resources.sort()
        generated.sort()
        lookalikes.sort()
    }

    private mutating func addResources(_ type: ResourceType, _ extent: UninstallExtent, _ client: KubeClient)
        async throws(KubeError)
    {
        do throws(KubeError) {
            let keys = try await client.list(type, metadataOnly: true).items.compactMap { item in
                LiveObject(type, document: item)?.key
            }
            switch extent {
            case .everything: resources += keys
            case .installation(let name):
                resources += keys.filter {
                    type == .argoInstallation && $0.namespace == name.namespace && $0.name == name.name
                }
            }
        } catch {
            guard error.code == .notFound else { throw error }
            hasDefinitions = false
        }
    }

    private mutating func addGenerated(_ type: ResourceType, _ extent: UninstallExtent, _ client: KubeClient)
        async throws(KubeError)
    {
        let selector = "\(WellKnown.Label.managedBy)=\(WellKnown.Label.managedByIdmon)"
        let items: [JSONDocument]
        do throws(KubeError) {
            items = try await client.list(type, .init(labelSelector: selector), metadataOnly: true).items
        } catch {
            // Before 1.30 there are no ValidatingAdmissionPolicies.
            guard error.code == .notFound else { throw error }
            return
        }
        for object in items.compactMap({ LiveObject(type, document: $0) })
        where extent.covers(ObjectOwner.installation(of: object)) {
            if Differ.hasApplied(object, fieldManager: WellKnown.fieldManager) {
                generated.append(object.key)
            } else {
                lookalikes.append(object.key)
            }
        }
    }
}
