import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("RBAC as the API server evaluates it")
struct RoleBookTests {
    private static func book(isComplete: Bool = true) throws -> RoleBook {
        RoleBook(
            try Sample.objects(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: logs, namespace: a}
                rules:
                  - {apiGroups: [""], resources: ["*/log"], verbs: [get]}
                  - {apiGroups: [""], resources: [secrets], resourceNames: [one], verbs: ["*"]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: logs, namespace: a}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: logs}
                subjects:
                  - {kind: ServiceAccount, name: reader}
                  - {kind: Group, apiGroup: rbac.authorization.k8s.io, name: readers}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: all}
                aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: all}}]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: part, labels: {to: all}}
                rules: [{apiGroups: ["*"], resources: ["*"], verbs: [list]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: all}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
                subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ada}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: edit, namespace: a}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
                subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ed}]
                """), isComplete: isComplete)
    }

    @Test("subresources, names, groups of accounts and aggregated roles count as in Kubernetes")
    func rules() throws {
        let book = try Self.book()
        let reader = Requester.account(namespace: "a", name: "reader")
        let log = PermissionSet.Right("get", "pods/log", in: "")
        #expect(book.permits(log, in: "a", for: reader))
        #expect(!book.permits(log, in: "b", for: reader))
        #expect(!book.permits(PermissionSet.Right("get", "pods", in: ""), in: "a", for: reader))
        #expect(!book.permits(log, in: "a", for: .account(namespace: "b", name: "reader")))
        let secret = PermissionSet.Right("get", "secrets", in: "")
        #expect(book.permits(secret, on: "one", in: "a", for: reader))
        #expect(!book.permits(secret, on: "two", in: "a", for: reader))
        #expect(!book.permits(secret, in: "a", for: reader))
        let ada = Requester(user: "ada", groups: ["readers"])
        #expect(book.permits(PermissionSet.Right("list", "x", in: "y"), in: nil, for: ada))
        #expect(book.ways(log, in: "a", for: ada).map(\.role.name) == ["logs"])
        #expect(book.permits(secret, in: "b", for: Requester(user: "root", groups: ["system:masters"])))
    }

    @Test("a role that is not known leaves open what it gives; in a cluster that was read it gives nothing")
    func unknownRole() throws {
        let right = PermissionSet.Right("create", "workflows", in: "argoproj.io")
        let ed = Requester(user: "ed", groups: [])
        #expect(try Self.book().answer(right, in: "a", for: ed) == .no)
        guard case .unknown = try Self.book(isComplete: false).answer(right, in: "a", for: ed) else {
            Issue.record("not unknown")
            return
        }
        #expect(try Self.book(isComplete: false).answer(right, in: "b", for: ed) == .no)
    }
}
