import AccessModel
import JSONTree
import KubeClient
import KubeTesting
import TestInputs
import Testing

/// A real API server with Idmon installed as `deploy/` says, shared by the tests of one suite.
struct RealCluster: Sendable {
    @TaskLocal fileprivate static var shared: RealCluster?

    /// The cluster of the running suite.
    static var current: RealCluster {
        get throws { try #require(shared, "the suite lacks the trait .realCluster") }
    }

    let plane: ControlPlane
    /// An administrator.
    let people: KubeClient
    let log = TestLog()
    private let folder: TemporaryFolder

    fileprivate init(_ plane: ControlPlane, _ folder: TemporaryFolder) async throws {
        self.plane = plane
        self.folder = folder
        let transport = try CurlTransport(try plane.configuration())
        people = KubeClient(transport: transport, options: .init(fieldManager: "people"))
        try await install()
        let token = try await kubectl("create", "token", "idmon", "--namespace=idmon-system", "--duration=4h")
        _ = try await write(kubeconfigWith: token.filter { !$0.isWhitespace }, to: Self.operatorKubeconfig)
    }

    /// The kubeconfig of the ServiceAccount that the operator runs as.
    private static let operatorKubeconfig = "operator"

    /// Everything that the documentation tells an administrator to apply.
    private func install() async throws {
        let definitions: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(IdmonCRDs.documents)]
        try await apply(definitions)
        if Self.hasArgo { try await kubectl("apply", "-k", "\(SharedFolder.path)/\(Self.argoDefinitions)") }
        try await kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all")
        try await kubectl("apply", "-k", "\(Project.root)/deploy/base")
        try await kubectl("apply", "-f", Self.sample("grantable-report-config"))
        try await eventually("the aggregation of what may be handed out") {
            let role = try await kubectl("get", "clusterrole", "idmon-grantable", "-o", "json")
            return role.contains("report-config") && role.contains("submit") ? nil : role
        }
    }

    private static let argoDefinitions = "argo/crds/minimal"
    /// Whether Argo's own kinds can be installed; without them there are no WorkflowTemplates.
    private static var hasArgo: Bool { SharedFolder.has(argoDefinitions) }

    /// Writes a kubeconfig for this cluster.
    private func write(kubeconfigWith token: String, to name: String) async throws -> String {
        var config = try JSONValue(parsing: try await kubectl("config", "view", "--raw", "-o", "json"))
        let cluster = config["contexts"]?[0]?["context"]?["cluster"] ?? "test"
        config["users"] = [["name": "user", "user": ["token": .string(token)]]]
        config["contexts"] = [
            ["name": "user", "context": ["cluster": cluster, "user": "user", "namespace": "idmon-system"]]
        ]
        config["current-context"] = "user"
        return try folder.write(name, config.text)
    }

    // MARK: - For tests

    static func sample(_ name: String) -> String { "\(Project.root)/deploy/samples/\(name).yaml" }

    func applySamples() async throws {
        let names = [
            "namespaces", "keycloakrealm", "argoinstallation", "workflowscope", "workflowbinding", "workflowtemplate",
        ]
        for name in names where Self.hasArgo || name != "workflowtemplate" {
            try await kubectl("apply", "-f", Self.sample(name))
        }
        try await kubectl("apply", "-k", "\(Project.root)/deploy/argo-namespace")
    }

    /// Runs kubectl as the administrator and expects success.
    ///
    /// - Returns: what it prints.
    @discardableResult
    func kubectl(_ arguments: String..., input: String = "", sourceLocation: SourceLocation = #_sourceLocation)
        async throws -> String
    {
        let result = try await Program.run("kubectl", ["--kubeconfig", plane.kubeconfig] + arguments, input: input)
        #expect(result.exitCode == 0, "kubectl \(arguments): \(result.errors)", sourceLocation: sourceLocation)
        return result.output
    }

    /// Whom a token stands for. It is handed over in a file, never in an argument.
    func owner(ofToken token: String) async throws -> String {
        let result = try await whoami(token)
        #expect(result.exitCode == 0, "kubectl auth whoami: \(result.errors)")
        return try JSONValue(parsing: result.output)["status"]?["userInfo"]?["username"]?.string ?? ""
    }

    /// What `kubectl auth whoami` answers to the bearer of a token.
    func whoami(_ token: String) async throws -> Program.Result {
        let path = try await write(kubeconfigWith: token, to: "token")
        return try await Program.run("kubectl", ["--kubeconfig", path, "auth", "whoami", "-o", "json"])
    }

    /// What `kubectl auth can-i` answers.
    func can(_ verb: String, _ resource: String, in namespace: String, as user: String) async throws -> Bool {
        let result = try await plane.kubectl(
            "auth", "can-i", verb, resource, "--namespace", namespace, "--as", user)
        return result.output.hasPrefix("yes")
    }

    func apply(_ object: JSONValue) async throws {
        try await kubectl("apply", "--server-side", "-f", "-", input: object.text)
    }

    /// An operator with exactly the rights that are shipped.
    func process(
        _ identity: String = "test-1", electsLeader: Bool = true, verificationInterval: Duration = .seconds(60)
    ) throws -> OperatorProcess {
        OperatorProcess(
            try transport(), identity: identity, electsLeader: electsLeader,
            verificationInterval: verificationInterval, log: log)
    }

    func transport() throws -> CurlTransport {
        try CurlTransport(
            try KubeConfiguration.load(path: "\(folder.path)/\(Self.operatorKubeconfig)"), userAgent: "idmon/test")
    }

    /// How somebody reaches the cluster who is a ServiceAccount of the operator's namespace.
    func transport(asServiceAccount name: String) async throws -> CurlTransport {
        let token = try await kubectl("create", "token", name, "--namespace=idmon-system", "--duration=1h")
        let path = try await write(kubeconfigWith: token.filter { !$0.isWhitespace }, to: name)
        return try CurlTransport(try KubeConfiguration.load(path: path), userAgent: "idmon/test")
    }

    /// A story in namespaces of its own, with Idmon's rights in the one of the installation.
    func story(_ name: String) async throws -> Story {
        let story = Story(people, named: name)
        try await story.writeNamespaces()
        try await allowTokens(in: story.argo)
        return story
    }

    func allowTokens(in namespace: String) async throws {
        for name in ["role-sso", "role-tokens"] {
            let file = "\(Project.root)/deploy/argo-namespace/\(name).yaml"
            try await kubectl("apply", "--namespace", namespace, "-f", file)
        }
    }
}

/// Starts one control plane for a suite and stops it afterwards.
struct RealClusterTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @concurrent @Sendable () async throws -> Void
    )
        async throws
    {
        let folder = try TemporaryFolder()
        do {
            try await ControlPlane.run { plane in
                let cluster = try await RealCluster(plane, folder)
                try await RealCluster.$shared.withValue(cluster) { try await body() }
            }
        } catch {
            folder.remove()
            throw error
        }
        folder.remove()
    }
}

extension Trait where Self == RealClusterTrait {
    static var realCluster: Self { RealClusterTrait() }
}
