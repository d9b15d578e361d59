import ClusterModel
import JSONTree
import KubeModel
import Testing

@Suite("Authorization")
struct AuthorizationTests {
    private static let bot = UserInfo.serviceAccount("bot", namespace: "team")

    private func clusterWithBot(rules: JSONValue) throws -> ClusterUnderTest {
        var cluster = try ClusterUnderTest()
        try cluster.post(Path.accounts, ["metadata": ["name": "bot"]]).expect(201)
        try cluster.post(Path.roles, ["metadata": ["name": "r"], "rules": rules]).expect(201)
        let subjects: JSONValue = [["kind": "ServiceAccount", "name": "bot"]]
        let binding: JSONValue = [
            "metadata": ["name": "b"], "roleRef": ["kind": "Role", "name": "r"], "subjects": subjects,
        ]
        try cluster.post(Path.bindings, binding).expect(201)
        cluster.user = Self.bot
        return cluster
    }

    @Test("what no role permits is refused, in the server's words")
    func refusals() throws {
        var cluster = try clusterWithBot(
            rules: [
                ["apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"], "resourceNames": ["a"]]
            ])
        let name = Self.bot.name
        let cases: [(String, String)] = [
            (
                Path.secrets,
                "secrets is forbidden: User \"\(name)\" cannot list resource \"secrets\" in API group \"\" in the namespace "
                    + "\"team\""
            ),
            (
                "\(Path.roles)/x",
                "roles.rbac.authorization.k8s.io \"x\" is forbidden: User \"\(name)\" cannot get resource \"roles\" in API "
                    + "group \"rbac.authorization.k8s.io\" in the namespace \"team\""
            ),
            (
                "/api/v1/namespaces",
                "namespaces is forbidden: User \"\(name)\" cannot list resource \"namespaces\" in API group \"\" at the cluster "
                    + "scope"
            ),
            ("/metrics", "forbidden: User \"\(name)\" cannot get path \"/metrics\""),
        ]
        for (path, message) in cases {
            let answer = try cluster.get(path)
            #expect(answer.status == 403)
            #expect(answer.message == message)
        }
        #expect(try cluster.get("\(Path.configMaps)/a").status == 404)
        #expect(try cluster.get("\(Path.configMaps)/b").status == 403)
        #expect(try cluster.get(Path.configMaps, ["fieldSelector": "metadata.name=a"]).status == 200)
        #expect(try cluster.get("/version").status == 200)
    }

    @Test("nobody gives away rights that they do not hold")
    func escalation() throws {
        var cluster = try clusterWithBot(
            rules: [
                ["apiGroups": ["rbac.authorization.k8s.io"], "resources": ["*"], "verbs": ["*"]],
                ["apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]],
            ])
        // "*" covers escalate and bind in this namespace, so a second user gets fewer verbs.
        cluster.user = .administrator
        let verbs: JSONValue = ["create", "update", "patch", "get"]
        try cluster.merge(
            "\(Path.roles)/r",
            [
                "rules": [
                    [
                        "apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles", "rolebindings"],
                        "verbs": verbs,
                    ],
                    ["apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]],
                ]
            ]
        ).expect(200)
        cluster.user = Self.bot
        let held: JSONValue = [
            ["apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"], "resourceNames": ["a"]]
        ]
        try cluster.post(Path.roles, ["metadata": ["name": "fine"], "rules": held]).expect(201)
        let more: JSONValue = [["apiGroups": [""], "resources": ["secrets", "configmaps"], "verbs": ["get", "list"]]]
        let refused = try cluster.post(Path.roles, ["metadata": ["name": "more"], "rules": more])
        #expect(refused.status == 403)
        #expect(
            refused.message
                == "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"\(Self.bot.name)\" "
                + "(groups=[\"system:serviceaccounts\" \"system:serviceaccounts:team\" \"system:authenticated\"]) is attempting "
                + "to grant RBAC permissions not currently held:\n"
                + "{APIGroups:[\"\"], Resources:[\"configmaps\"], Verbs:[\"list\"]}\n"
                + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}")
        let binding: JSONValue = [
            "metadata": ["name": "x"], "roleRef": ["kind": "ClusterRole", "name": "cluster-admin"],
        ]
        #expect(try cluster.post(Path.bindings, binding).status == 403)
        let own: JSONValue = ["metadata": ["name": "x"], "roleRef": ["kind": "Role", "name": "fine"]]
        try cluster.post(Path.bindings, own).expect(201)
    }

    @Test("a review answers as the authorizer decides")
    func reviews() throws {
        var cluster = try clusterWithBot(
            rules: [
                [
                    "apiGroups": ["argoproj.io"], "resources": ["workflowtemplates"], "verbs": ["submit"],
                    "resourceNames": ["t"],
                ]
            ])
        cluster.user = .administrator
        func allowed(_ attributes: JSONValue, groups: JSONValue = []) throws -> JSONValue? {
            let spec: JSONValue = [
                "user": .string(Self.bot.name), "groups": groups, "resourceAttributes": attributes,
            ]
            return try cluster.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", ["spec": spec]).expect(201)[
                "status"]
        }
        let submit: JSONValue = [
            "group": "argoproj.io", "resource": "workflowtemplates", "verb": "submit", "namespace": "team", "name": "t",
        ]
        let yes = try allowed(submit)
        #expect(yes?["allowed"] == true)
        #expect(
            yes?["reason"]?.string
                == "RBAC: allowed by RoleBinding \"b/team\" of Role \"r\" to ServiceAccount \"bot/team\"")
        var other = submit
        other["name"] = "u"
        #expect(try allowed(other)?["allowed"] == false)
        #expect(try allowed(other, groups: ["system:masters"])?["allowed"] == true)
        let nothing = try cluster.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", ["spec": ["user": "a"]])
        #expect(nothing.status == 422)
        cluster.user = Self.bot
        let own = try cluster.post(
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", ["spec": ["resourceAttributes": submit]])
        #expect(try own.expect(201)["status"]?["allowed"] == true)
        let rules = try cluster.post(
            "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", ["spec": ["namespace": "team"]]
        ).expect(201)
        #expect(rules["status"]?["resourceRules"]?.array?.contains { $0["verbs"] == ["submit"] } == true)
    }

    @Test("aggregated roles take up what their selectors find")
    func aggregation() throws {
        var cluster = try ClusterUnderTest()
        let path = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
        let rules: JSONValue = [["apiGroups": ["example.com"], "resources": ["widgets"], "verbs": ["get"]]]
        let labels: JSONValue = ["rbac.authorization.k8s.io/aggregate-to-view": "true"]
        try cluster.post(path, ["metadata": ["name": "more", "labels": labels], "rules": rules]).expect(201)
        for role in ["view", "edit", "admin"] {
            let value = try cluster.get("\(path)/\(role)").expect(200)
            #expect(value["rules"]?.array?.contains { $0["apiGroups"] == ["example.com"] } == true, "\(role)")
        }
        try cluster.delete("\(path)/more").expect(200)
        let value = try cluster.get("\(path)/admin").expect(200)
        #expect(value["rules"]?.array?.contains { $0["apiGroups"] == ["example.com"] } == false)
    }

    @Test("impersonation needs the right to it, and a ServiceAccount brings its groups")
    func impersonation() throws {
        let cluster = try ClusterUnderTest().cluster
        let target = UserInfo.impersonated("system:serviceaccount:team:bot", groups: [])
        #expect(target.groups == ["system:serviceaccounts", "system:serviceaccounts:team"])
        try cluster.authorizeImpersonation(of: target, by: .administrator)
        #expect {
            try cluster.authorizeImpersonation(of: target, by: UserInfo(name: "alice"))
        } throws: { error in
            (error as? APIStatus)?.message
                == "serviceaccounts \"bot\" is forbidden: User \"alice\" cannot impersonate resource \"serviceaccounts\" in API "
                + "group \"\" in the namespace \"team\""
        }
    }

    @Test("roleRef cannot change, and a binding is validated")
    func bindings() throws {
        var cluster = try clusterWithBot(rules: [])
        cluster.user = .administrator
        let changed = try cluster.merge("\(Path.bindings)/b", ["roleRef": ["name": "other"]])
        #expect(changed.status == 422 && changed.message.hasSuffix("cannot change roleRef"))
        let bad: JSONValue = [
            "metadata": ["name": "x"], "roleRef": ["kind": "X", "name": ""], "subjects": [["kind": "Y"]],
        ]
        #expect(
            try cluster.post(Path.bindings, bad).fields == [
                "roleRef.kind", "roleRef.name", "subjects[0].name", "subjects[0].kind",
            ])
    }
}
