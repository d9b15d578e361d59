import JSONTree

private let rbac = "rbac.authorization.k8s.io/v1"
private let roles = Paths.roles
private let bindings = Paths.roleBindings
private let alice = Persona("{ns}:alice")

/// A review of what `{ns}:alice` may do to pods in the case's namespace.
///
/// - Parameter attributes: further members of `resourceAttributes`; a later member of one name wins.
private func review(
    _ verb: String, _ resource: String, name: String = "", user: String = "{ns}:alice", groups: String = "[]",
    namespace: String = "{ns}", subresource: String = "", group: String = ""
) -> String {
    let attributes = """
        {"namespace":"\(namespace)","verb":"\(verb)","group":"\(group)","resource":"\(resource)","name":"\(name)",\
        "subresource":"\(subresource)"}
        """
    return """
        {"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview",\
        "spec":{"user":"\(user)","groups":\(groups),"resourceAttributes":\(attributes)}}
        """
}

private func allows(_ review: String) -> ConformanceStep {
    .eventually(.post(Paths.reviews, review, .status(201), .equal("/status/allowed", true)))
}

private func denies(_ review: String) -> ConformanceStep {
    .eventually(.post(Paths.reviews, review, .status(201), .equal("/status/allowed", false)))
}

func role(_ name: String, _ rules: String, kind: String = "Role") -> String {
    object(rbac, kind, name, "\"rules\":[\(rules)]")
}

/// - Parameters:
///   - role: `Role/name` or `ClusterRole/name`.
///   - subject: `User/name`, `Group/name`, or `ServiceAccount/name` in the case's namespace.
func binding(_ name: String, _ role: String, _ subject: String, kind: String = "RoleBinding") -> String {
    let (roleParts, parts) = (role.split(separator: "/", maxSplits: 1), subject.split(separator: "/", maxSplits: 1))
    let place =
        parts[0] == "ServiceAccount"
        ? "\"namespace\":\"{ns}\"" : "\"apiGroup\":\"rbac.authorization.k8s.io\""
    return object(
        rbac, kind, name,
        """
        "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"\(roleParts[0])","name":"\(roleParts[1])"},\
        "subjects":[{"kind":"\(parts[0])","name":"\(parts[1])",\(place)}]
        """)
}

private let readPods = #"{"apiGroups":[""],"resources":["pods"],"verbs":["get","list"]}"#

extension ConformanceSuite {
    /// Role-based access: what the server says somebody may do.
    static let access: [ConformanceCase] = [
        ConformanceCase(
            "nobody may do anything that no role allows",
            denies(review("get", "pods"))),
        ConformanceCase(
            "a Role with a RoleBinding allows its verbs on its resources in its namespace",
            .post(roles, role("r", readPods), .status(201)),
            .post(bindings, binding("b", "Role/r", "User/{ns}:alice"), .status(201)), allows(review("get", "pods")),
            allows(review("list", "pods")), denies(review("delete", "pods")), denies(review("get", "secrets")),
            denies(review("get", "pods", namespace: "default")), denies(review("get", "pods", user: "{ns}:bob")),
            denies(review("get", "pods", subresource: "log")), denies(review("get", "pods", group: "apps"))),
        ConformanceCase(
            "a review names the binding that allows",
            .post(roles, role("r", readPods)), .post(bindings, binding("b", "Role/r", "User/{ns}:alice")),
            .eventually(
                .post(
                    Paths.reviews, review("get", "pods"),
                    .equal(
                        "/status/reason",
                        #"RBAC: allowed by RoleBinding "b/{ns}" of Role "r" to User "{ns}:alice""#)))),
        ConformanceCase(
            "a right on named objects is for these alone",
            .post(
                roles,
                role(
                    "r", #"{"apiGroups":[""],"resources":["secrets"],"resourceNames":["one"],"verbs":["get","create"]}"#
                )),
            .post(bindings, binding("b", "Role/r", "User/{ns}:alice")), allows(review("get", "secrets", name: "one")),
            denies(review("get", "secrets", name: "two")), denies(review("list", "secrets")),
            denies(review("create", "secrets"))),
        ConformanceCase(
            "a right on a subresource is named with a slash",
            .post(roles, role("r", #"{"apiGroups":[""],"resources":["pods/log"],"verbs":["get"]}"#)),
            .post(bindings, binding("b", "Role/r", "User/{ns}:alice")),
            allows(review("get", "pods", subresource: "log")), denies(review("get", "pods"))),
        ConformanceCase(
            "a star stands for every resource, subresource, group or verb",
            .post(roles, role("r", #"{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}"#)),
            .post(bindings, binding("b", "Role/r", "User/{ns}:alice")),
            allows(review("patch", "deployments", subresource: "scale", group: "apps")),
            denies(review("get", "pods", namespace: "default"))),
        ConformanceCase(
            "rights of a group are its members'",
            .post(roles, role("r", readPods)), .post(bindings, binding("b", "Role/r", "Group/{ns}:team")),
            allows(review("get", "pods", groups: #"["{ns}:team"]"#)), denies(review("get", "pods"))),
        ConformanceCase(
            "rights of a ServiceAccount are those of its user name",
            .post(roles, role("r", readPods)), .post(bindings, binding("b", "Role/r", "ServiceAccount/sa")),
            allows(review("get", "pods", user: "system:serviceaccount:{ns}:sa")),
            denies(review("get", "pods", user: "sa"))),
        ConformanceCase(
            "a ClusterRole bound by a RoleBinding holds in that namespace alone",
            leavesBehind: [Paths.clusterRoles + "/{ns}:r"],
            .post(Paths.clusterRoles, role("{ns}:r", readPods, kind: "ClusterRole"), .status(201)),
            .post(bindings, binding("b", "ClusterRole/{ns}:r", "User/{ns}:alice")), allows(review("get", "pods")),
            denies(review("get", "pods", namespace: "default"))),
        ConformanceCase(
            "a ClusterRoleBinding holds everywhere",
            leavesBehind: [Paths.clusterRoles + "/{ns}:r", Paths.clusterRoleBindings + "/{ns}:b"],
            .post(Paths.clusterRoles, role("{ns}:r", readPods, kind: "ClusterRole")),
            .post(
                Paths.clusterRoleBindings,
                binding("{ns}:b", "ClusterRole/{ns}:r", "User/{ns}:alice", kind: "ClusterRoleBinding"), .status(201)),
            allows(review("get", "pods")), allows(review("get", "pods", namespace: "default")),
            allows(review("list", "pods", namespace: "")), denies(review("get", "secrets"))),
        ConformanceCase(
            "an aggregated ClusterRole has the rules of those it selects",
            leavesBehind: [Paths.clusterRoles + "/{ns}:all", Paths.clusterRoles + "/{ns}:part"],
            .post(
                Paths.clusterRoles,
                object(
                    rbac, "ClusterRole", "{ns}:all",
                    #""aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"into":"{ns}"}}]}"#), .status(201)),
            .post(
                Paths.clusterRoles,
                object(rbac, "ClusterRole", "{ns}:part", "\"rules\":[\(readPods)]", meta: #""labels":{"into":"{ns}"}"#),
                .status(201)),
            .eventually(
                .get(
                    Paths.clusterRoles + "/{ns}:all",
                    .equal(
                        "/rules",
                        [
                            ["apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]]
                        ])))),
        ConformanceCase(
            "members of system:masters may do everything",
            allows(review("delete", "nodes", groups: #"["system:masters"]"#, namespace: ""))),
        ConformanceCase(
            "a review needs to say what about",
            .post(
                Paths.reviews,
                #"{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{"user":"a"}}"#,
                .status(422), .equal("/reason", "Invalid"),
                .contains(
                    "/message", "exactly one of nonResourceAttributes or resourceAttributes must be specified"))),
        ConformanceCase(
            "a user asks about themselves",
            .post(
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                #"{"spec":{"resourceAttributes":{"verb":"get","resource":"pods","namespace":"{ns}"}}}"#, .status(201),
                .equal("/kind", "SelfSubjectAccessReview"), .equal("/status/allowed", false)
            ).by(alice)),
        ConformanceCase(
            "a user without rights is refused with Forbidden",
            .refused(
                .get(Paths.secrets), 403, "Forbidden",
                #"secrets is forbidden: User "{ns}:alice" cannot list resource "secrets" in API group "" in the "#
                    + #"namespace "{ns}""#
            ).by(alice),
            .refused(
                .delete(Paths.deployments + "/a"), 403, "Forbidden",
                #"deployments.apps "a" is forbidden: User "{ns}:alice" cannot delete resource "deployments" in API group "#
                    + #""apps" in the namespace "{ns}""#
            ).by(alice),
            .refused(
                .get("/api/v1/namespaces"), 403, "Forbidden",
                #"namespaces is forbidden: User "{ns}:alice" cannot list resource "namespaces" in API group "" at the "#
                    + "cluster scope"
            ).by(alice)),
        ConformanceCase(
            "a user with rights gets what they allow",
            .post(roles, role("r", #"{"apiGroups":[""],"resources":["configmaps"],"verbs":["get"]}"#)),
            .post(bindings, binding("b", "Role/r", "User/{ns}:alice")), .post(Paths.configMaps, configMap("a")),
            .eventually(.get(Paths.configMaps + "/a", .status(200)).by(alice)),
            .delete(Paths.configMaps + "/a", .status(403)).by(alice)),
        ConformanceCase(
            "whether an object exists is not told to whom it is forbidden",
            .get(Paths.configMaps + "/none", .status(403)).by(alice)),
        ConformanceCase(
            "a role reference does not change",
            .post(bindings, binding("b", "Role/r", "User/a"), .status(201)),
            .put(
                bindings + "/b", binding("b", "Role/s", "User/a"), .status(422),
                .equal("/details/causes/0/field", "roleRef"),
                .contains("/details/causes/0/message", "cannot change roleRef"))),
        ConformanceCase(
            "a binding's role must be of a known kind",
            .post(bindings, binding("b", "Verb/r", "User/a"), .status(422), .contains("/message", "roleRef.kind"))),
        ConformanceCase(
            "a rule without verbs is refused",
            .post(
                roles, role("r", #"{"apiGroups":[""],"resources":["pods"],"verbs":[]}"#), .status(422),
                .cause("FieldValueRequired", "rules[0].verbs", "Required value: verbs must contain at least one value"))
        ),
        ConformanceCase(
            "a rule names resources or, in a ClusterRole, paths",
            .post(
                roles, role("r", #"{"nonResourceURLs":["/x"],"verbs":["get"]}"#), .status(422),
                .contains("/message", "namespaced rules cannot apply to non-resource URLs"))),
    ]

    /// Nobody gives away more than they have.
    static let escalation: [ConformanceCase] = [
        ConformanceCase(
            "a user cannot create a Role with rights that they lack",
            .post(roles, role("editor", editRoles)),
            .post(bindings, binding("editor", "Role/editor", "User/{ns}:alice")),
            .eventually(
                .refused(
                    .post(roles, role("r", #"{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}"#)), 403,
                    "Forbidden",
                    #"roles.rbac.authorization.k8s.io "r" is forbidden: user "{ns}:alice" (groups=["system:authenticated"]) is "#
                        + "attempting to grant RBAC permissions not currently held:\n"
                        + #"{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}"#
                ).by(alice))),
        ConformanceCase(
            "a user can create a Role with rights that they have",
            .post(roles, role("editor", editRoles + "," + readPods)),
            .post(bindings, binding("editor", "Role/editor", "User/{ns}:alice")),
            .eventually(
                .post(roles, role("r", #"{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}"#), .status(201)).by(
                    alice)),
            .post(roles, role("s", readPods.replacing("\"list\"", with: "\"list\",\"watch\"")), .status(403)).by(alice)),
        ConformanceCase(
            "a user with the verb escalate can create any Role",
            .post(
                roles,
                role(
                    "editor",
                    #"{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["create","escalate"]}"#)
            ),
            .post(bindings, binding("editor", "Role/editor", "User/{ns}:alice")),
            .eventually(.post(roles, role("r", readPods), .status(201)).by(alice))),
        ConformanceCase(
            "a user cannot bind a Role with rights that they lack",
            .post(roles, role("editor", editRoles)),
            .post(bindings, binding("editor", "Role/editor", "User/{ns}:alice")),
            .post(roles, role("r", readPods)),
            .eventually(
                .post(
                    bindings, binding("mine", "Role/r", "User/{ns}:alice"), .status(403),
                    .contains("/message", "is attempting to grant RBAC permissions not currently held")
                ).by(alice))),
        ConformanceCase(
            "a user with the verb bind on a Role can bind it",
            .post(
                roles,
                role(
                    "editor",
                    editRoles
                        + #",{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"resourceNames":["r"],"verbs":["bind"]}"#
                )),
            .post(bindings, binding("editor", "Role/editor", "User/{ns}:alice")), .post(roles, role("r", readPods)),
            .post(roles, role("s", #"{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}"#)),
            .eventually(.post(bindings, binding("mine", "Role/r", "User/{ns}:alice"), .status(201)).by(alice)),
            .post(bindings, binding("other", "Role/s", "User/{ns}:alice"), .status(403)).by(alice)),
        ConformanceCase(
            "a user cannot add rights that they lack to a Role that exists",
            .post(roles, role("editor", editRoles)),
            .post(bindings, binding("editor", "Role/editor", "User/{ns}:alice")),
            .post(roles, role("r", "")),
            .eventually(
                .mergePatch(
                    roles + "/r", "{\"rules\":[\(readPods)]}", .status(403),
                    .contains("/message", "is attempting to grant RBAC permissions not currently held")
                ).by(alice))),
        ConformanceCase(
            "a user cannot change even the labels of a Role with rights that they lack",
            .post(roles, role("editor", editRoles)),
            .post(bindings, binding("editor", "Role/editor", "User/{ns}:alice")),
            .post(roles, role("r", readPods)),
            .eventually(
                .mergePatch(
                    roles + "/r", #"{"metadata":{"labels":{"x":"y"}}}"#, .status(403),
                    .contains("/message", "is attempting to grant RBAC permissions not currently held")
                ).by(alice))),
        ConformanceCase(
            "a user cannot bind a Role that does not exist",
            .post(roles, role("editor", editRoles)),
            .post(bindings, binding("editor", "Role/editor", "User/{ns}:alice")),
            .eventually(
                .post(
                    bindings, binding("mine", "Role/none", "User/{ns}:alice"), .status(404),
                    .equal("/reason", "NotFound")
                ).by(alice))),
    ]
}

private let editRoles =
    #"{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","rolebindings"],"verbs":["create","update","patch","get"]}"#
