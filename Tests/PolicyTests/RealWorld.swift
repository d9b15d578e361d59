import AccessCompiler
import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import TestInputs

/// The world of the corpus on a real API server, with the policies as it evaluates them.
struct RealWorld: Sendable {
    enum Answer: Sendable, Equatable {
        /// Allowed, with the object as it would be stored: without the fields that its schema does not know.
        case allowed(JSONValue)
        /// Refused by an admission policy, with its message.
        case refused(String)
        /// Refused before any policy was asked, by RBAC or by the schema.
        case stopped(String)
    }

    let world: World
    private let plane: ControlPlane
    private let people: any Transport
    private let transports: [String: any Transport]

    static let isAvailable = ControlPlane.isAvailable && SharedFolder.has("argo/crds/minimal")

    /// - Parameter isEnforced: whether the policies refuse anything in the namespace of the cases.
    init(_ plane: ControlPlane, _ world: World? = nil, isEnforced: Bool = true) async throws {
        self.plane = plane
        let world = try world ?? World()
        self.world = world
        people = try CurlTransport(try plane.configuration())
        var transports: [String: any Transport] = [:]
        for persona in world.personas {
            var configuration = try plane.configuration()
            configuration.impersonation = .init(user: try world.username(of: persona), groups: ["system:authenticated"])
            transports[persona] = try CurlTransport(configuration)
        }
        self.transports = transports
        try await install()
        if isEnforced { try await waitForPolicies() }
    }

    // MARK: - Installing

    private func install() async throws {
        try await kubectl("apply", "-k", SharedFolder.path + "/argo/crds/minimal")
        try await apply(IdmonCRDs.documents)
        // A definition that has no conditions yet makes kubectl give up at once.
        for attempt in 1...20 {
            do {
                try await kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all")
                break
            } catch {
                if attempt == 20 { throw error }
                try await Task.sleep(for: .milliseconds(250))
            }
        }
        try await apply(
            ["argo", "payments", "payouts", "billing"].map {
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string($0)]]
            })
        try await apply(["payments", "argo"].flatMap(outsiders) + claimants + [administrators])
        try await apply(world.generated.map(\.content))
        try await apply(
            ClaimPolicy.policies.flatMap { [$0.document(labels: [:]), $0.binding(labels: [:])] }.map(\.content))
    }

    /// The API server takes new policies up within a second or so; each kind of request is tried until it is refused.
    private func waitForPolicies() async throws {
        let probes = ["inline-templates", "pod-mounts-token", "bind"]
        let attacks = try CorpusCase.all("attacks")
        for policy in [
            "limits", "submit", "change", "schedule", "event", "sso-rule", "token-name", "pod-account", "bind",
        ]
            + probes
        {
            guard let probe = attacks.first(where: { $0.refused == policy && $0.base == nil }) else { continue }
            for _ in 0..<100 {
                if case .refused = try await answer(probe) { break }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func outsiders(_ namespace: String) throws -> [JSONValue] {
        try World.outsiders.flatMap { persona -> [JSONValue] in
            let metadata: JSONValue = ["name": .string("outsider-\(persona)"), "namespace": .string(namespace)]
            return [
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": metadata,
                    "rules": World.outsiderRules(of: persona),
                ],
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": metadata,
                    "roleRef": [
                        "apiGroup": "rbac.authorization.k8s.io", "kind": "Role",
                        "name": .string("outsider-\(persona)"),
                    ],
                    "subjects": [
                        [
                            "kind": "User", "apiGroup": "rbac.authorization.k8s.io",
                            "name": .string(try world.username(of: persona)),
                        ]
                    ],
                ],
            ]
        }
    }

    /// People who may write scopes, so that it is not RBAC that refuses them.
    private var claimants: [JSONValue] {
        get throws {
            let metadata: JSONValue = ["name": "claimants", "namespace": "payments"]
            let verbs: JSONValue = ["get", "create", "update", "patch"]
            let subjects = try ["submitter", "step-approver", "operator", "maintainer", "admin"].map {
                persona -> JSONValue in
                [
                    "kind": "User", "apiGroup": "rbac.authorization.k8s.io",
                    "name": .string(try world.username(of: persona)),
                ]
            }
            let elsewhere: JSONValue = ["name": "claimants", "namespace": "billing"]
            return [
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": elsewhere,
                    "rules": World.claiming,
                ],
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": elsewhere,
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "claimants"],
                    "subjects": [
                        ["kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "developer"],
                        [
                            "kind": "User", "apiGroup": "rbac.authorization.k8s.io",
                            "name": .string(try world.username(of: "submitter")),
                        ],
                    ],
                ],
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": metadata,
                    "rules": [["apiGroups": ["idmon.dev"], "resources": ["workflowscopes"], "verbs": verbs]],
                ],
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": metadata,
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "claimants"],
                    "subjects": .array(subjects),
                ],
            ]
        }
    }

    private var administrators: JSONValue {
        get throws {
            let subjects = try World.administrators.sorted().map { persona -> JSONValue in
                [
                    "kind": "User", "apiGroup": "rbac.authorization.k8s.io",
                    "name": .string(try world.username(of: persona)),
                ]
            }
            return [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
                "metadata": ["name": "administrators"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"],
                "subjects": .array(subjects),
            ]
        }
    }

    private func apply(_ documents: [JSONValue]) async throws {
        let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(documents)]
        try await kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", input: list.text)
    }

    private func kubectl(_ arguments: String..., input: String = "") async throws {
        let result = try await Program.run("kubectl", ["--kubeconfig", plane.kubeconfig] + arguments, input: input)
        guard result.isSuccess else { throw World.Missing(what: "kubectl \(arguments): \(result.errors)") }
    }

    // MARK: - Asking

    /// What the API server says of a case; nothing but its base is ever stored, and that for the moment only.
    func answer(_ example: CorpusCase) async throws -> Answer {
        guard let transport = transports[example.persona] else { throw World.Missing(what: example.persona) }
        var path = APIRequest.path(
            ObjectKey(example.type, namespace: example.namespace, name: example.objectName))
        guard let base = example.base else {
            if let subresource = example.subresource {
                path.append(subresource)
                try await ensure(account: example.objectName, in: example.namespace)
            } else {
                if example.operation == .create { try await remove(path) }
                path.removeLast()
            }
            if let account = example.object["spec"]?["serviceAccountName"]?.string, example.type == .pod {
                try await ensure(account: account, in: example.namespace)
            }
            if example.operation == .apply {
                path.append(example.objectName)
                return try await send(.patch, path, example.object, "application/apply-patch+yaml", transport)
            }
            return try await send(.post, path, example.object, "application/json", transport)
        }
        if let owner = base["metadata"]?["annotations"]?[WellKnown.Annotation.serviceAccountName]?.string {
            try await ensure(account: owner, in: example.namespace)
        }
        let stored = try await store(base, at: path)
        var answer: Answer
        switch example.operation {
        case .mergePatch:
            answer = try await send(
                .patch, path, example.patch ?? .null, "application/merge-patch+json", transport)
        case .jsonPatch:
            answer = try await send(.patch, path, example.patch ?? .null, "application/json-patch+json", transport)
        case .create, .update, .apply:
            answer = try await replace(stored, by: example, at: path)
        }
        try await remove(path)
        return answer
    }

    /// What the API server says of an object of somebody else's files, which is not stored.
    func creation(of document: JSONValue, in namespace: String, by persona: String) async throws -> Answer {
        guard let transport = transports[persona], let kind = document["kind"]?.string else {
            throw World.Missing(what: "a kind in \(document.text)")
        }
        var object = document
        var path = ["apis", "argoproj.io", "v1alpha1"]
        if document["apiVersion"]?.string == "v1" { path = ["api", "v1"] }
        if kind.hasPrefix("Cluster") {
            object["metadata"]?["namespace"] = nil
        } else {
            object["metadata"]?["namespace"] = .string(namespace)
            path += ["namespaces", namespace]
        }
        return try await send(.post, path + [kind.lowercased() + "s"], object, "application/json", transport)
    }

    /// How often policies objected, by the labels of the API server's own counter.
    func checks() async throws -> [String: Int] {
        let response = try await people.send(APIRequest(.get, path: ["metrics"]), timeout: .seconds(20))
        let prefix = "apiserver_validating_admission_policy_check_total{"
        return String(decoding: response.body, as: UTF8.self).split(separator: "\n").reduce(into: [:]) { checks, line in
            guard line.hasPrefix(prefix), let end = line.lastIndex(of: "}") else { return }
            checks[String(line[..<end].dropFirst(prefix.count))] = Int(line[end...].dropFirst(2))
        }
    }

    /// Takes all policies out of effect.
    func removePolicies() async throws {
        try await kubectl("delete", "validatingadmissionpolicybindings", "--all")
        let probe = try CorpusCase.all("attacks").first { $0.refused == "pod-account" && $0.base == nil }
        for _ in 0..<100 {
            guard let probe, case .refused = try await answer(probe) else { return }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// What the API server says of several changes of one base, or of one creation.
    func answers(_ examples: [CorpusCase]) async throws -> [Answer] {
        guard let first = examples.first, let base = first.base else {
            var answers: [Answer] = []
            for example in examples { answers.append(try await answer(example)) }
            return answers
        }
        let path = APIRequest.path(ObjectKey(first.type, namespace: first.namespace, name: first.objectName))
        let stored = try await store(base, at: path)
        var answers: [Answer] = []
        for example in examples { answers.append(try await replace(stored, by: example, at: path)) }
        try await remove(path)
        return answers
    }

    private func replace(_ stored: JSONValue, by example: CorpusCase, at path: [String]) async throws -> Answer {
        guard let transport = transports[example.persona] else { throw World.Missing(what: example.persona) }
        var object = example.object
        for field in ["uid", "resourceVersion", "creationTimestamp"] {
            object["metadata"]?[field] = stored["metadata"]?[field]
        }
        // Kubernetes' own kinds may be replaced whatever their version, and its controllers change them meanwhile.
        if example.type.group.isEmpty { object["metadata"]?["resourceVersion"] = nil }
        return try await send(.put, path, object, "application/json", transport)
    }

    private func send(
        _ method: APIRequest.Method, _ path: [String], _ body: JSONValue, _ contentType: String,
        _ transport: any Transport
    ) async throws -> Answer {
        var query = [APIRequest.QueryItem("dryRun", "All")]
        if contentType == "application/apply-patch+yaml" {
            query += [.init("fieldManager", "corpus"), .init("force", "true")]
        }
        let request = APIRequest(
            method, path: path, query: query, contentType: contentType, body: Array(body.text.utf8))
        let response = try await transport.send(request, timeout: .seconds(20))
        if (200..<300).contains(response.status) { return .allowed(try JSONValue(parsing: response.body)) }
        let status = try? JSONValue(parsing: response.body)
        let message = status?["message"]?.string ?? "\(response.status)"
        return message.contains("ValidatingAdmissionPolicy") ? .refused(message) : .stopped(message)
    }

    /// Tokens are of accounts that exist.
    private func ensure(account: String, in namespace: String) async throws {
        let path = APIRequest.path(ObjectKey(.serviceAccount, namespace: namespace, name: account))
        let object: JSONValue = ["metadata": ["name": .string(account)]]
        _ = try await people.send(
            APIRequest(.post, path: path.dropLast(), contentType: "application/json", body: Array(object.text.utf8)),
            timeout: .seconds(20))
    }

    /// Stores what a case begins with.
    private func store(_ base: JSONValue, at path: [String]) async throws -> JSONValue {
        var object = base
        for field in ["uid", "resourceVersion", "creationTimestamp"] { object["metadata"]?[field] = nil }
        try await remove(path)
        let request = APIRequest(
            .post, path: path.dropLast(), contentType: "application/json", body: Array(object.text.utf8))
        let response = try await people.send(request, timeout: .seconds(20))
        guard response.status == 201 else {
            throw World.Missing(what: "a base: \(String(decoding: response.body, as: UTF8.self))")
        }
        return try JSONValue(parsing: response.body)
    }

    private func remove(_ path: [String]) async throws {
        let noFinalizers: JSONValue = ["metadata": ["finalizers": .null]]
        _ = try await people.send(
            APIRequest(
                .patch, path: path, contentType: "application/merge-patch+json", body: Array(noFinalizers.text.utf8)),
            timeout: .seconds(20))
        _ = try await people.send(
            APIRequest(.delete, path: path, query: [.init("gracePeriodSeconds", "0")]), timeout: .seconds(20))
    }
}
