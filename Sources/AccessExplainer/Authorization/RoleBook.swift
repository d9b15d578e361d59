package import AccessModel
import JSONTree
package import KubeModel

/// Roles and what gives them, asked as the API server's RBAC authorizer is asked; indexed by subject.
///
/// Source: `k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac` and `pkg/registry/rbac/validation/rule.go`.
package struct RoleBook: Sendable {
    /// What RBAC says of a right.
    package enum Answer: Hashable, Sendable {
        case yes
        case no
        /// Something that may give it was not read.
        case unknown(String)
    }

    private enum Subject: Hashable {
        case user(String)
        case group(String)
    }

    private struct Entry {
        let binding: Int
        let subject: Int
    }

    private struct Binding {
        let key: ObjectKey
        let role: ObjectKey
        /// nil when the role is not known.
        let rules: [RoleRule]?
    }

    private let bindings: [Binding]
    /// What each subject is given, by namespace; under the empty name what it is given everywhere.
    private let entries: [Subject: [String: [Entry]]]
    /// What could not be read of roles and bindings.
    private let unread: [UnreadPart]
    /// Whether a role that is not there does not exist at all.
    private let isComplete: Bool
    /// Whether something gives a role that is not known.
    private let hasUnknownRole: Bool

    private static let kinds: Set<ResourceType> = [.role, .roleBinding, .clusterRole, .clusterRoleBinding]

    /// - Parameters:
    ///   - objects: Roles, ClusterRoles and their bindings; others are passed over.
    ///   - isComplete: whether a role that is not among them, and not ``UnreadPart``, does not exist.
    package init(_ objects: some Sequence<KubeObject>, unread: [UnreadPart] = [], isComplete: Bool) {
        self.unread = unread.filter { Self.kinds.contains($0.type) }
        self.isComplete = isComplete
        var given: [KubeObject] = []
        var roles: [ObjectKey: [RoleRule]] = [:]
        let objects = Array(objects)
        let clusterRoles = objects.filter { $0.type == .clusterRole }
        for object in objects {
            switch object.type {
            case .roleBinding, .clusterRoleBinding: given.append(object)
            case .role, .clusterRole: roles[object.key] = RoleRule.rules(of: object, among: clusterRoles)
            default: break
            }
        }
        var entries: [Subject: [String: [Entry]]] = [:]
        bindings = given.enumerated().map { index, object in
            let place = object.type == .roleBinding ? object.namespace ?? "" : ""
            for (number, subject) in (object.content["subjects"]?.array ?? []).enumerated() {
                guard let subject = Self.subject(subject, in: place) else { continue }
                entries[subject, default: [:]][place, default: []].append(Entry(binding: index, subject: number))
            }
            let role = Self.role(of: object)
            return Binding(key: object.key, role: role, rules: roles[role])
        }
        self.entries = entries
        hasUnknownRole = bindings.contains { $0.rules == nil }
    }

    /// The role that a binding gives.
    static func role(of binding: KubeObject) -> ObjectKey {
        let reference = binding.content["roleRef"]
        let type: ResourceType = reference?["kind"]?.string == "Role" ? .role : .clusterRole
        return ObjectKey(
            type, namespace: type == .role ? binding.namespace ?? "" : nil, name: reference?["name"]?.string ?? "")
    }

    /// A ServiceAccount without a namespace is one of the binding's own.
    private static func subject(_ subject: JSONValue, in place: String) -> Subject? {
        guard let name = subject["name"]?.string else { return nil }
        switch subject["kind"]?.string {
        case "User": return .user(name)
        case "Group": return .group(name)
        case "ServiceAccount":
            let named = subject["namespace"]?.string ?? ""
            let namespace = named.isEmpty ? place : named
            return namespace.isEmpty ? nil : .user("system:serviceaccount:\(namespace):\(name)")
        default: return nil
        }
    }

    /// The bindings whose roles are not known, so that whom they are for may have any right.
    package var unknownRoles: [(binding: ObjectKey, role: ObjectKey)] {
        bindings.filter { binding in
            guard binding.rules == nil else { return false }
            return !isComplete || unread.contains { $0.concerns(binding.role.type, in: binding.role.namespace) }
        }.map { ($0.key, $0.role) }
    }

    // MARK: - Asking

    /// Whether somebody may use a right.
    ///
    /// - Parameters:
    ///   - name: the object; nil for all objects of the resource.
    ///   - namespace: nil for a resource of the cluster, or for all namespaces at once.
    package func permits(
        _ right: PermissionSet.Right, on name: String? = nil, in namespace: String?, for requester: Requester
    ) -> Bool {
        // Source: the authorizer of privileged groups stands before RBAC.
        if requester.groups.contains("system:masters") { return true }
        var isPermitted = false
        visit(requester, in: namespace) { binding, _ in
            isPermitted = binding.rules?.contains { $0.permits(right, on: name) } ?? false
            return !isPermitted
        }
        return isPermitted
    }

    package func answer(
        _ right: PermissionSet.Right, on name: String? = nil, in namespace: String?, for requester: Requester
    ) -> Answer {
        if permits(right, on: name, in: namespace, for: requester) { return .yes }
        return gap(in: namespace, for: requester).map(Answer.unknown) ?? .no
    }

    /// Every way in which somebody has a right; none for members of `system:masters`, whom no role is asked for.
    package func ways(
        _ right: PermissionSet.Right, on name: String? = nil, in namespace: String?, for requester: Requester
    ) -> [RoleWay] {
        var ways: [RoleWay] = []
        visit(requester, in: namespace) { binding, subject in
            if let rule = binding.rules?.firstIndex(where: { $0.permits(right, on: name) }) {
                ways.append(RoleWay(binding: binding.key, role: binding.role, rule: rule, subject: subject))
            }
            return true
        }
        return ways
    }

    /// What gives somebody anything in a namespace.
    package func bindings(of requester: Requester, in namespace: String?) -> [ObjectKey] {
        var keys: [ObjectKey] = []
        visit(requester, in: namespace) { binding, _ in
            keys.append(binding.key)
            return true
        }
        return keys
    }

    /// Why somebody may have more rights in a namespace than are known; nil when all are known.
    package func gap(in namespace: String?, for requester: Requester) -> String? {
        gaps(in: namespace, for: requester).first
    }

    /// All reasons why somebody may have more rights in a namespace than are known; where bindings were not read, that
    /// alone.
    package func gaps(in namespace: String?, for requester: Requester) -> [String] {
        if unread.isEmpty && (isComplete || !hasUnknownRole) { return [] }
        let parts = unread.filter { part in
            part.type == .clusterRoleBinding || part.type == .clusterRole
                || namespace != nil && part.concerns(part.type, in: namespace)
        }
        if let first = parts.first(where: { $0.type == .clusterRoleBinding || $0.type == .roleBinding }) {
            return ["not read: \(first)"]
        }
        var gaps: [String] = []
        visit(requester, in: namespace) { binding, _ in
            guard binding.rules == nil else { return true }
            if let part = parts.first(where: { $0.type == binding.role.type }) {
                gaps.append("not read: \(part), and \(binding.key) gives \(binding.role)")
            } else if !isComplete {
                gaps.append("\(binding.key) gives \(binding.role), which is not known")
            }
            return true
        }
        return gaps
    }

    /// Goes through all that gives somebody something, until told to stop.
    private func visit(_ requester: Requester, in namespace: String?, _ body: (Binding, Int) -> Bool) {
        func visit(_ subject: Subject) -> Bool {
            guard let places = entries[subject] else { return true }
            for place in namespace.map({ $0.isEmpty ? [""] : ["", $0] }) ?? [""] {
                for entry in places[place] ?? [] where !body(bindings[entry.binding], entry.subject) { return false }
            }
            return true
        }
        guard visit(.user(requester.user)) else { return }
        for group in requester.groups where !visit(.group(group)) { return }
    }

    // MARK: - Everybody

    /// Somebody with a right, whoever it is.
    package struct Possessor: Hashable, Sendable {
        /// `User ada`, `Group admins`, `ServiceAccount argo/argo`
        package let subject: String
        package let way: RoleWay
    }

    /// Everybody who is named in a binding that gives a right.
    package func possessors(of right: PermissionSet.Right, on name: String? = nil, in namespace: String?) -> [Possessor]
    {
        let places = namespace.map { ["", $0] } ?? [""]
        var found: [Possessor] = []
        for (subject, given) in entries {
            for place in places {
                for entry in given[place] ?? [] {
                    let binding = bindings[entry.binding]
                    guard let rule = binding.rules?.firstIndex(where: { $0.permits(right, on: name) }) else { continue }
                    let way = RoleWay(binding: binding.key, role: binding.role, rule: rule, subject: entry.subject)
                    found.append(Possessor(subject: Self.words(subject), way: way))
                }
            }
        }
        return found.sorted { ($0.subject, $0.way.binding) < ($1.subject, $1.way.binding) }
    }

    private static func words(_ subject: Subject) -> String {
        switch subject {
        case .group(let name): return "Group \(name)"
        case .user(let name):
            let parts = name.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
            return parts.count == 4 && name.hasPrefix("system:serviceaccount:")
                ? "ServiceAccount \(parts[2])/\(parts[3])" : "User \(name)"
        }
    }
}
