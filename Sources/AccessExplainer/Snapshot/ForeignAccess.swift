import AccessCompiler
package import AccessModel
import JSONTree
package import KubeModel
import ReconcileCore

/// What others made in a cluster that lets people in beside what Idmon makes: ServiceAccounts with a rule, and the RBAC of
/// all accounts as which people act.
package struct ForeignAccess: Sendable, Equatable {
    /// What counts; each is without its managed fields.
    package private(set) var objects: [KubeObject] = []
    /// What could not be read.
    package private(set) var unread: [UnreadPart] = []
    /// The namespaces in which argo-server looks for accounts.
    package let places: Set<String>

    package init(places: Set<String>) { self.places = places }

    /// - Parameter namespaces: the workload namespaces of the installation.
    package init(beside installation: ArgoInstallation, serving namespaces: Set<String>) {
        self.init(
            places: Set([nil] + namespaces.map(Optional.some)).reduce(into: []) {
                $0.insert(installation.identityNamespace(for: $1))
            })
    }

    /// Takes in an object if it counts.
    ///
    /// What Idmon made for an installation is left out, since what is planned stands for it. It is known by the API server's
    /// record of who applied it: labels can be copied.
    package mutating func take(_ live: LiveObject) {
        guard counts(live), !Self.isIdmons(live) else { return }
        var content = live.root.value
        content["metadata"]?["managedFields"] = nil
        objects.append(KubeObject(live.key.type, content: content))
    }

    package mutating func note(_ part: UnreadPart) { unread.append(part) }

    /// The roles that the bindings give which were taken in, sorted.
    package var givenRoles: [ObjectKey] {
        Set(objects.filter(Self.isBinding).map(RoleBook.role)).sorted()
    }

    /// The same without bindings that give what could not be read, for who takes that as unchanged.
    ///
    /// - Parameter known: roles that are known from elsewhere.
    package func leavingOutUnread(_ known: Set<ObjectKey>) -> [KubeObject] {
        let there = known.union(objects.map(\.key))
        return objects.filter { object in
            guard Self.isBinding(object) else { return true }
            let role = RoleBook.role(of: object)
            return there.contains(role) || !unread.contains { $0.concerns(role.type, in: role.namespace) }
        }
    }

    private static func isBinding(_ object: KubeObject) -> Bool {
        [.roleBinding, .clusterRoleBinding].contains(object.type)
    }

    private static func isIdmons(_ live: LiveObject) -> Bool {
        ObjectOwner.installation(of: live) != nil
            && Differ.hasApplied(live, fieldManager: WellKnown.fieldManager)
    }

    private func counts(_ live: LiveObject) -> Bool {
        switch live.key.type {
        case .serviceAccount:
            places.contains(live.key.namespace ?? "") && live.annotation(WellKnown.Annotation.rule) != nil
        case .roleBinding, .clusterRoleBinding:
            live.root["subjects"]?.elements.contains { concerns($0, of: live.key) } ?? false
        case .role, .clusterRole: true
        default: false
        }
    }

    /// Whether a subject is, or has in it, an account as which people may act.
    private func concerns(_ subject: JSONView, of binding: ObjectKey) -> Bool {
        let name = subject["name"]?.string ?? ""
        switch subject["kind"]?.string {
        case "ServiceAccount":
            let named = subject["namespace"]?.string ?? ""
            return places.contains(named.isEmpty ? binding.namespace ?? "" : named)
        case "User": return places.contains { name.hasPrefix("system:serviceaccount:\($0):") }
        case "Group":
            return places.contains { Requester.account(namespace: $0, name: "").groups.contains(name) }
        default: return false
        }
    }
}
