import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import ReconcileCore
import TestInputs

/// A real API server that is asked the same questions as an explainer.
///
/// Of what an explainer decides only two things are shared: which rights a handler needs and which write it sends. Argo's
/// choice is made from the ServiceAccounts that are really there, rights are asked by SubjectAccessReview, writes are tried.
actor RealServer {
    struct Failed: Error { let what: String }

    private let plane: ControlPlane
    private let people: KubeClient
    private let transport: any Transport
    private var transports: [String: any Transport] = [:]
    private var reviews: [AccessReview: Bool] = [:]
    private var gatekeepers: [String: ArgoGatekeeper] = [:]
    private(set) var reviewed = 0
    private(set) var tried = 0

    static let isAvailable = ControlPlane.isAvailable && SharedFolder.has("argo/crds/minimal")

    init(_ plane: ControlPlane) throws {
        self.plane = plane
        transport = try CurlTransport(try plane.configuration())
        people = KubeClient(transport: transport, options: .init(fieldManager: "people"))
    }

    // MARK: - Installing

    func installDefinitions() async throws {
        try await kubectl("apply", "-k", SharedFolder.path + "/argo/crds/minimal")
        for attempt in 1...20 {
            do {
                try await kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all")
                return
            } catch {
                if attempt == 20 { throw error }
                try await Task.sleep(for: .milliseconds(250))
            }
        }
    }

    /// Applies namespaces, what others wrote, and what Idmon makes with its policies.
    func install(_ resources: [KubeObject]) async throws {
        let foreign: Set<ResourceType> = [
            .namespace, .serviceAccount, .role, .roleBinding, .clusterRole, .clusterRoleBinding,
        ]
        let generated = AccessObservation.rendering(resources, now: Sample.now).flatMap {
            AccessPlanner().plan($0).desired.map(\.object)
        }
        // Tokens are not asked for here; who may see ClusterWorkflowTemplates is installed with the operator.
        let clusterTemplates = KubeObject(
            .clusterRole, namespace: nil, name: WellKnown.clusterTemplatesRole,
            fields: ["rules": [RoleCatalogue.clusterTemplates.value]])
        let objects =
            resources.filter { foreign.contains($0.type) } + [clusterTemplates]
            + generated.filter { $0.type != .secret }
        // Namespaces come first, policies last, so that the last to be taken up are the policies.
        let ordered = objects.filter { $0.type == .namespace } + objects.filter { $0.type != .namespace }
        let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(ordered.map(\.content))]
        try await kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", input: list.text)
    }

    /// Policies are taken up within a second or so.
    func settle() async throws { try await Task.sleep(for: .seconds(6)) }

    private func kubectl(_ arguments: String..., input: String = "") async throws {
        let result = try await Program.run("kubectl", ["--kubeconfig", plane.kubeconfig] + arguments, input: input)
        guard result.isSuccess else { throw Failed(what: "kubectl \(arguments): \(result.errors)") }
    }

    // MARK: - Argo's choice

    private func gatekeeper(_ namespace: String) async throws -> ArgoGatekeeper {
        if let known = gatekeepers[namespace] { return known }
        let accounts = try await people.list(.serviceAccount, namespace: namespace).items.compactMap {
            LiveObject(.serviceAccount, document: $0)
        }
        let gatekeeper = ArgoGatekeeper(
            accounts: accounts.map {
                .init(
                    name: $0.key.name, rule: $0.annotation(WellKnown.Annotation.rule),
                    precedence: $0.annotation(WellKnown.Annotation.rulePrecedence), hasToken: true)
            })
        gatekeepers[namespace] = gatekeeper
        return gatekeeper
    }

    /// As whom requests are made; nil when Argo refuses them.
    private func requester(_ question: AccessQuestion, home: String, isDelegated: Bool) async throws -> Requester? {
        let claims: SessionClaims
        switch question.person {
        case .account(let namespace, let name): return .account(namespace: namespace, name: name)
        case .user(let name, let groups): return Requester(user: name, groups: groups)
        case .claims(let known): claims = known
        case .groups(let groups): claims = SessionClaims(subject: "", groups: groups)
        case .token: throw Failed(what: "tokens are not asked about")
        }
        let evaluator = RuleEvaluator(claims: claims.environment)
        var isClusterWide = false
        if case .template(.clusterWorkflowTemplate, _) = question.target {
            isClusterWide = question.action == .view || question.action == .editTemplate
        }
        let own = try await gatekeeper(home)
        var (decision, namespace) = (own.decide { evaluator.outcome(of: $0) }, home)
        if isDelegated, !isClusterWide {
            let there = try await gatekeeper(question.namespace)
            let delegated = own.decide(delegatingTo: there) { evaluator.outcome(of: $0) }
            (decision, namespace) = (delegated.decision, delegated.isDelegated ? question.namespace : home)
        }
        switch decision {
        case .account(let name): return .account(namespace: namespace, name: name)
        case .denied, .broken: return nil
        case .tie, .withoutToken, .unknown: throw Failed(what: "\(decision)")
        }
    }

    // MARK: - Asking

    /// What the API server says; nil for what only trying would tell, where that is not wanted.
    func isAllowed(
        _ question: AccessQuestion, _ catalogue: RoleCatalogue, cronWorkflow: KubeObject?, home: String,
        isDelegated: Bool,
        triesChanges: Bool
    ) async throws -> Bool? {
        guard let requester = try await requester(question, home: home, isDelegated: isDelegated) else { return false }
        for need in question.needs(catalogue) where try await !may(need, requester) { return false }
        var person: PersonSubject?
        if case .claims(let claims) = question.person { person = PersonSubject(claims.subject) }
        let requests = ArgoRequest(
            question, catalogue, cronWorkflow: cronWorkflow, as: requester.user, person: person
        ).requests
        for request in requests {
            if request.operation == .update, !triesChanges { return nil }
            if try await !tries(request, question.action, requester) { return false }
        }
        return true
    }

    private func may(_ need: RightNeed, _ requester: Requester) async throws -> Bool {
        let parts = need.right.resource.split(separator: "/").map(String.init)
        let review = AccessReview(
            user: requester.user, groups: requester.groups, verb: need.right.verb, group: need.right.group,
            resource: parts[0], subresource: parts.count > 1 ? parts[1] : nil, namespace: need.namespace,
            name: need.name)
        if let known = reviews[review] { return known }
        let answer = try await people.subjectAccessReview(review).isAllowed
        reviews[review] = answer
        reviewed += 1
        return answer
    }

    /// Sends a write that changes nothing; what it begins with is stored for the moment.
    private func tries(_ request: AdmissionRequest, _ action: PersonAction, _ requester: Requester) async throws -> Bool
    {
        var path = ["apis", "argoproj.io", "v1alpha1"]
        if !request.namespace.isEmpty { path += ["namespaces", request.namespace] }
        path.append(request.resource)
        tried += 1
        guard request.operation == .update else {
            return try await send(.post, path, request.object, "application/json", requester)
        }
        let stored = try await store(request.oldObject, in: path)
        path.append(request.name)
        let isPatch = [.stop, .terminate, .suspendCron].contains(action)
        let answer: Bool
        if isPatch {
            answer = try await send(
                .patch, path, Self.patch(request.oldObject, request.object), "application/merge-patch+json", requester)
        } else {
            var object = request.object
            for field in ["uid", "resourceVersion", "creationTimestamp"] {
                object["metadata"]?[field] = stored["metadata"]?[field]
            }
            answer = try await send(.put, path, object, "application/json", requester)
        }
        _ = try await transport.send(APIRequest(.delete, path: path), timeout: .seconds(20))
        return answer
    }

    /// The merge patch between two objects (RFC 7396).
    private static func patch(_ old: JSONValue, _ new: JSONValue) -> JSONValue {
        guard let before = old.object, let after = new.object else { return new }
        var patch: JSONObject = [:]
        for member in after where before[member.name] != member.value {
            patch[member.name] = before[member.name].map { self.patch($0, member.value) } ?? member.value
        }
        for name in before.names where after[name] == nil { patch[name] = .null }
        return .object(patch)
    }

    private func store(_ object: JSONValue, in path: [String]) async throws -> JSONValue {
        let request = APIRequest(.post, path: path, contentType: "application/json", body: object.bytes)
        let response = try await transport.send(request, timeout: .seconds(20))
        guard response.status == 201 else {
            throw Failed(what: "a base: \(String(decoding: response.body, as: UTF8.self))")
        }
        return try JSONValue(parsing: response.body)
    }

    private func send(
        _ method: APIRequest.Method, _ path: [String], _ body: JSONValue, _ type: String, _ requester: Requester
    ) async throws -> Bool {
        let request = APIRequest(
            method, path: path, query: [.init("dryRun", "All")], contentType: type, body: body.bytes)
        let response = try await transport(for: requester).send(request, timeout: .seconds(20))
        if (200..<300).contains(response.status) { return true }
        let message = (try? JSONValue(parsing: response.body))?["message"]?.string ?? "\(response.status)"
        guard response.status == 403 || response.status == 422, message.contains("ValidatingAdmissionPolicy") else {
            throw Failed(what: "\(method) \(path) as \(requester.user): \(message)")
        }
        return false
    }

    private func transport(for requester: Requester) throws -> any Transport {
        let key = "\(requester.user) \(requester.groups)"
        if let known = transports[key] { return known }
        var configuration = try plane.configuration()
        configuration.impersonation = .init(user: requester.user, groups: requester.groups)
        let made = try CurlTransport(configuration)
        // Each has a thread of its own.
        if transports.count >= 32 { transports = [:] }
        transports[key] = made
        return made
    }
}
