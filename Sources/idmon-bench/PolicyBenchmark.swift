import AccessCompiler
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import ReconcileCore

/// What admission policies add to a request of a real API server: for a person of Argo's, and for somebody else.
enum PolicyBenchmark {
    private static let requests = 1_000
    private static let namespace = "team-0"

    static func run() async throws {
        guard ControlPlane.isAvailable else {
            print("  SKIPPED: \(ControlPlane.absence)")
            return
        }
        try await ControlPlane.run { server in try await measure(server) }
    }

    private static func measure(_ server: ControlPlane) async throws {
        let people = KubeClient(
            transport: try CurlTransport(try server.configuration()), options: .init(fieldManager: "people"))
        let observations = AccessObservation.rendering(ManyBindings.resources, now: KubeTime(seconds: 1_800_000_000))
        let objects = observations.flatMap { AccessPlanner().plan($0).desired.map(\.object) }
        let (policies, others) = (objects.filter(isPolicy), objects.filter { !isPolicy($0) })
        _ = try await people.apply(workflows, force: true)
        for object in ManyBindings.resources where object.type == .namespace {
            _ = try await people.apply(object, force: true)
        }
        for object in others + [role, binding] { _ = try await people.apply(object, force: true) }
        guard let account = others.first(where: { $0.type == .serviceAccount && $0.name.contains("team-0-leads") })
        else {
            print("  SKIPPED: no account")
            return
        }
        let users = [
            ("a person of Argo's", "system:serviceaccount:\(account.namespace ?? ""):\(account.name)"),
            ("somebody else", "somebody"),
        ]
        // The server takes up new kinds and new policies after a moment.
        try await wait(for: 201, run: run, as: users[0].1, server)
        var before: [[Double]] = []
        for (_, user) in users { before.append(try await times(as: user, server)) }
        for object in policies { _ = try await people.apply(object, force: true) }
        for (field, value) in [("podSpecPatch", "{}"), ("entrypoint", "other")] {
            var refused = run
            refused[field] = .string(value)
            try await wait(for: 403, run: refused, as: users[0].1, server)
        }
        print("  \(policies.count) objects of policies for 1,000 bindings; \(requests) dry runs each")
        for ((who, user), before) in zip(users, before) {
            report(who, before: before, after: try await times(as: user, server))
        }
    }

    private static func isPolicy(_ object: KubeObject) -> Bool { object.type.group == "admissionregistration.k8s.io" }

    /// What is submitted: a template that the account may submit.
    private static let run: JSONObject = [
        "workflowTemplateRef": ["name": "report-0"], "arguments": ["parameters": [["name": "a", "value": "b"]]],
    ]

    /// A creation of a Workflow that is only tried.
    private static func creation(of run: JSONObject) -> APIRequest {
        let body: JSONValue = [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
            "metadata": ["name": "bench", "namespace": .string(namespace)], "spec": .object(run),
        ]
        return APIRequest(
            .post, path: ["apis", "argoproj.io", "v1alpha1", "namespaces", namespace, "workflows"],
            query: [.init("dryRun", "All")], contentType: "application/json", body: Array(body.text.utf8))
    }

    private static func transport(as user: String, _ server: ControlPlane) throws -> CurlTransport {
        var configuration = try server.configuration()
        configuration.impersonation = .init(user: user)
        return try CurlTransport(configuration)
    }

    /// Waits until the server answers a creation with a status, for a minute at most.
    private static func wait(for status: Int, run: JSONObject, as user: String, _ server: ControlPlane) async throws {
        let transport = try transport(as: user, server)
        for attempt in 1...300 {
            let response = try await transport.send(creation(of: run), timeout: .seconds(20))
            if response.status == status { break }
            if attempt == 300 { print("  not \(status): \(String(decoding: response.body, as: UTF8.self))") }
            try await Task.sleep(for: .milliseconds(200))
        }
        await transport.shutDown()
    }

    /// How long each creation of a Workflow takes that is only tried, in milliseconds, shortest first.
    private static func times(as user: String, _ server: ControlPlane) async throws -> [Double] {
        let transport = try transport(as: user, server)
        let request = creation(of: run)
        var times: [Double] = []
        var refusal: String?
        for number in 0..<(requests + 20) {
            let start = Measurement.now
            let response = try await transport.send(request, timeout: .seconds(20))
            if number >= 20 { times.append((Measurement.now - start) * 1000) }
            if response.status != 201 { refusal = String(decoding: response.body, as: UTF8.self) }
        }
        await transport.shutDown()
        if let refusal { print("  refused: \(refusal)") }
        return times.sorted()
    }

    private static func report(_ who: String, before: [Double], after: [Double]) {
        let median = (before[before.count / 2], after[after.count / 2])
        let late = (before[before.count * 99 / 100], after[after.count * 99 / 100])
        print(
            "  " + Measurement.padded(who, 24)
                + "median \(rounded(median.0)) ms without, \(rounded(median.1)) with (\(rounded(median.1 / median.0))×); "
                + "99 % \(rounded(late.0)) without, \(rounded(late.1)) with")
    }

    private static func rounded(_ value: Double) -> String { Measurement.rounded(value) }

    // MARK: - The cluster

    private static let workflows = KubeObject(
        .customResourceDefinition, namespace: nil, name: "workflows.argoproj.io",
        fields: [
            "spec": [
                "group": "argoproj.io", "scope": "Namespaced",
                "names": [
                    "plural": "workflows", "singular": "workflow", "kind": "Workflow", "listKind": "WorkflowList",
                ],
                "versions": [
                    [
                        "name": "v1alpha1", "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                        ],
                    ]
                ],
            ]
        ])

    private static let role = KubeObject(
        .role, namespace: namespace, name: "somebody",
        fields: ["rules": [["apiGroups": ["argoproj.io"], "resources": ["workflows"], "verbs": ["create"]]]])

    private static let binding = KubeObject(
        .roleBinding, namespace: namespace, name: "somebody",
        fields: [
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "somebody"],
            "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "somebody"]],
        ])
}
