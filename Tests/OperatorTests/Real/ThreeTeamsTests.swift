import AccessCompiler
import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import TestInputs
import Testing

extension RealClusterTests {
    /// `deploy/samples/three-teams` in both layouts: eight groups, people in several of them.
    @Suite("three teams: every person, in every namespace, for every action", .serialized)
    struct ThreeTeamsTests {}
}

extension RealClusterTests.ThreeTeamsTests {
    private static let namespaces = ["payments", "data", "web"]

    private struct Person {
        let name: String
        let groups: [String]
        /// The roles in each of the namespaces, as the files are meant; "" for none.
        let roles: [String]
        /// The templates that may be submitted, and those whose steps may be approved.
        let submits: Set<String>
        let approves: Set<String>

        init(
            _ name: String, _ groups: [String], _ roles: [String], submits: Set<String> = [],
            approves: Set<String> = []
        ) {
            self.name = name
            self.groups = groups
            self.roles = roles
            self.submits = submits
            self.approves = approves
        }

        var subject: String {
            switch name {
            case "bob": "0b0b0b0b-0000-4000-8000-000000000001"
            case "frank": "0b0b0b0b-0000-4000-8000-000000000002"
            case "grace": "0b0b0b0b-0000-4000-8000-000000000003"
            case "judy": "0b0b0b0b-0000-4000-8000-000000000004"
            case "kim": "0b0b0b0b-0000-4000-8000-000000000005"
            default: name
            }
        }
    }

    /// The intended access, written by hand.
    private static let people = [
        Person("alice", ["/payments/developers"], ["submitter", "", ""], submits: ["nightly-report"]),
        Person(
            "bob", ["/payments/developers", "/payments/leads"], ["submitter approver", "", "viewer"],
            submits: ["nightly-report"], approves: ["nightly-report", "settlement"]),
        Person("carol", ["/data/engineers"], ["", "maintainer", ""], submits: ["ingest"], approves: ["ingest"]),
        Person(
            "dave", ["/platform/sre"], ["operator", "operator", "admin"],
            submits: ["nightly-report", "ingest", "cleanup"], approves: ["nightly-report", "ingest", "cleanup"]),
        Person("erin", ["/audit"], ["viewer", "viewer", "viewer"]),
        Person(
            "frank", ["/audit", "/web/developers"], ["viewer", "viewer", "submitter"],
            submits: ["deploy-web", "cleanup"]),
        Person(
            "grace", ["/data/stewards", "/web/operators"], ["", "approver", "operator"], submits: ["deploy-web"],
            approves: ["ingest", "deploy-web"]),
        Person("heidi", [], ["", "", ""]),
        Person("ivan", ["/Payments/Developers", "payments/developers"], ["", "", ""]),
        Person(
            "judy", ["/data/stewards", "/payments/leads", "/web/developers"], ["approver", "approver", "submitter"],
            submits: ["deploy-web", "cleanup"], approves: ["nightly-report", "settlement", "ingest"]),
        Person(
            "kim", ["/audit", "/platform/sre"], ["operator", "operator", "admin"],
            submits: ["nightly-report", "ingest", "cleanup"], approves: ["nightly-report", "ingest", "cleanup"]),
        Person(
            "leo", ["/payments/developers", "/somewhere/else"], ["submitter", "", ""], submits: ["nightly-report"]),
    ]

    private static let templates = ["nightly-report", "settlement", "ingest", "deploy-web", "cleanup"]
    private static let home = [
        "nightly-report": "payments", "settlement": "payments", "ingest": "data", "deploy-web": "web", "cleanup": "web",
    ]

    /// What the API server is asked, by what it is for, and the roles that answer yes.
    private static let actions: [(name: String, review: AccessReview, roles: Set<String>)] = [
        ("see workflows", argo("list", "workflows"), all),
        ("read a step's logs", AccessReview(verb: "get", group: "", resource: "pods", subresource: "log"), all),
        ("start a workflow", argo("create", "workflows"), ["submitter", "operator", "maintainer", "admin"]),
        ("approve a step", argo("update", "workflows"), ["approver", "operator", "maintainer", "admin"]),
        ("stop a workflow", argo("patch", "workflows"), ["operator", "maintainer", "admin"]),
        (
            "retry a workflow", AccessReview(verb: "delete", group: "", resource: "pods"),
            ["operator", "maintainer", "admin"]
        ),
        ("delete a workflow", argo("delete", "workflows"), ["maintainer", "admin"]),
        ("change a template", argo("update", "workflowtemplates"), ["maintainer", "admin"]),
        ("change a cron workflow", argo("update", "cronworkflows"), ["maintainer", "admin"]),
        ("delete all workflows", argo("deletecollection", "workflows"), ["admin"]),
        ("read a Secret", AccessReview(verb: "get", group: "", resource: "secrets"), []),
        ("change a ConfigMap", AccessReview(verb: "update", group: "", resource: "configmaps"), []),
        ("open a shell in a pod", AccessReview(verb: "create", group: "", resource: "pods", subresource: "exec"), []),
        (
            "hand out rights",
            AccessReview(verb: "create", group: "rbac.authorization.k8s.io", resource: "rolebindings"), []
        ),
        (
            "take a token", AccessReview(verb: "create", group: "", resource: "serviceaccounts", subresource: "token"),
            []
        ),
    ]
    private static let all: Set<String> = ["viewer", "submitter", "approver", "operator", "maintainer", "admin"]

    private static func argo(_ verb: String, _ resource: String, _ name: String? = nil) -> AccessReview {
        AccessReview(verb: verb, group: "argoproj.io", resource: resource, name: name)
    }

    @Test(
        "the account that Argo chooses for a person may do what the files mean, cell by cell",
        arguments: IdentitySettings.Layout.allCases)
    func table(layout: IdentitySettings.Layout) async throws {
        let cluster = try RealCluster.current
        let folder = "\(Project.root)/deploy/samples/three-teams"
        try await cluster.kubectl("apply", "-f", "\(folder)/namespaces.yaml")
        try await cluster.kubectl("apply", "-k", "\(Project.root)/deploy/argo-namespace")
        if layout == .delegated {
            let file = "\(Project.root)/deploy/workload-namespace/role-tokens.yaml"
            for namespace in Self.namespaces { try await cluster.kubectl("apply", "-n", namespace, "-f", file) }
        }
        try await cluster.kubectl("apply", "-k", layout == .delegated ? "\(folder)-delegated" : folder)
        try await withOperator(try cluster.process()) { process in
            let installation = ObjectKey(.argoInstallation, namespace: "argo", name: "main")
            try await Story(cluster.people, argo: "argo", team: "web").wait(for: "Ready", "True", of: installation)
            try await process.waitUntilQuiet()
            let server = try await Server(cluster.people, layout: layout, namespaces: Self.namespaces)
            var cells = 0
            for person in Self.people { cells += try await check(person, server, cluster) }
            print("three teams, \(layout): \(Self.people.count) people, \(cells) cells, as intended")
            #expect(cells == Self.people.count * (Self.namespaces.count * (Self.actions.count + 2 * 5)))
            // Taking everything away at once would ask for a confirmation.
            let freely: JSONValue = ["spec": ["safety": ["maxRemovedPercent": 100]]]
            _ = try await cluster.people.patch(installation, .merge, body: freely)
            for file in ["web", "data", "payments", "installation"] {
                try await cluster.kubectl("delete", "-f", "\(folder)/\(file).yaml")
            }
        }
    }

    /// argo-server, as far as it chooses accounts.
    private struct Server {
        /// By the namespace in which it looks.
        private var gatekeepers: [String: ArgoGatekeeper] = [:]
        private let layout: IdentitySettings.Layout

        init(_ people: KubeClient, layout: IdentitySettings.Layout, namespaces: [String]) async throws {
            self.layout = layout
            for namespace in namespaces + ["argo"] {
                let secrets = try await Self.live(.secret, in: namespace, people)
                let filled = secrets.filter { $0.root["data"]?["token"]?.string?.isEmpty == false }.map(\.key.name)
                let accounts = try await Self.live(.serviceAccount, in: namespace, people)
                gatekeepers[namespace] = ArgoGatekeeper(
                    accounts: accounts.map { account in
                        let token =
                            account.annotation(WellKnown.Annotation.tokenName)
                            ?? "\(account.key.name).service-account-token"
                        return ArgoGatekeeper.Account(
                            name: account.key.name, rule: account.annotation(WellKnown.Annotation.rule),
                            precedence: account.annotation(WellKnown.Annotation.rulePrecedence),
                            hasToken: filled.contains(token))
                    })
            }
        }

        private static func live(_ type: ResourceType, in namespace: String, _ people: KubeClient) async throws
            -> [LiveObject]
        {
            try await people.list(type, namespace: namespace).items.compactMap { LiveObject(type, document: $0) }
        }

        /// The account as which somebody makes requests about a namespace, as `namespace:name`.
        func account(of claims: JSONObject, in namespace: String) throws -> String {
            let evaluator = RuleEvaluator(claims: claims)
            let home = try #require(gatekeepers["argo"])
            let (decision, isDelegated) =
                layout == .delegated
                ? home.decide(delegatingTo: try #require(gatekeepers[namespace])) { evaluator.outcome(of: $0) }
                : (home.decide { evaluator.outcome(of: $0) }, false)
            guard case .account(let name) = decision else { throw NeverHappened(what: "\(decision)") }
            return "\(isDelegated ? namespace : "argo"):\(name)"
        }
    }

    /// - Returns: how many questions were asked.
    private func check(_ person: Person, _ server: Server, _ cluster: RealCluster) async throws -> Int {
        let claims = SessionClaims(subject: person.subject, groups: person.groups.compactMap { GroupPath($0) })
        var cells = 0
        for (namespace, roles) in zip(Self.namespaces, person.roles) {
            let account = try server.account(of: claims.environment, in: namespace)
            let roles = Set(roles.split(separator: " ").map(String.init))
            for action in Self.actions {
                let isAllowed = try await ask(action.review, in: namespace, as: account, cluster)
                #expect(
                    isAllowed == !action.roles.isDisjoint(with: roles), "\(person.name), \(namespace): \(action.name)")
                cells += 1
            }
            for template in Self.templates {
                for (verb, templates) in [("submit", person.submits), ("approve", person.approves)] {
                    let review = Self.argo(verb, "workflowtemplates", template)
                    let isAllowed = try await ask(review, in: namespace, as: account, cluster)
                    let isIntended = templates.contains(template) && Self.home[template] == namespace
                    #expect(isAllowed == isIntended, "\(person.name), \(namespace): \(verb) \(template)")
                    cells += 1
                }
            }
        }
        return cells
    }

    private func ask(
        _ review: AccessReview, in namespace: String, as account: String, _ cluster: RealCluster
    ) async throws -> Bool {
        var review = review
        review.user = "system:serviceaccount:\(account)"
        let home = account.split(separator: ":")[0]
        review.groups = ["system:serviceaccounts", "system:serviceaccounts:\(home)", "system:authenticated"]
        review.namespace = namespace
        return try await cluster.people.subjectAccessReview(review).isAllowed
    }
}
