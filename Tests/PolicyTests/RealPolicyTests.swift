import AccessCompiler
import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeSchema
import KubeTesting
import ReconcileCore
import TestInputs
import Testing

/// The same corpus, decided by a real API server.
@Suite(
    "Policies on a real API server", .serialized, .timeLimit(.minutes(30)),
    .enabled(if: RealWorld.isAvailable, "\(ControlPlane.absence)"))
struct RealPolicyTests {
    @Test("a binding with as many templates and parameters as it may have is taken by the API server, and enforced")
    func atTheLimit() async throws {
        try await ControlPlane.run { plane in
            let world = try World { resource in
                guard resource.type == .workflowBinding, resource.name == "nightly-report" else { return resource }
                var resource = resource
                let parameters = (0..<32).map { number -> JSONValue in
                    ["name": "p\(number)", "pattern": "[a-z]{1,8}|[0-9]+", "maxLength": 8]
                }
                resource.content["spec"]?["templates"] = .array(
                    (0..<50).map { ["name": .string("template-\($0)"), "parameters": .array(parameters)] })
                return resource
            }
            let real = try await RealWorld(plane, world)
            func submission(_ template: String, _ value: String) throws -> CorpusCase {
                try CorpusCase([
                    "name": "limit", "as": "submitter", "operation": "create", "resource": "workflows",
                    "namespace": "payments",
                    "object": [
                        "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": ["name": "a"],
                        "spec": [
                            "workflowTemplateRef": ["name": .string(template)],
                            "arguments": [
                                "parameters": .array(
                                    (0..<32).map { ["name": .string("p\($0)"), "value": .string(value)] })
                            ],
                        ],
                    ],
                ])
            }
            let answer = try await real.answer(submission("template-49", "abc"))
            if case .allowed = answer {} else { Issue.record("a value within the limits: \(answer)") }
            guard case .refused(let message) = try await real.answer(submission("template-49", "ABC")) else {
                Issue.record("a value against the pattern is not refused")
                return
            }
            #expect(message.contains("the parameter p0 matches [a-z]{1,8}|[0-9]+"), "\(message)")
        }
    }

    @Test("every attack is refused with the policy's own words, and all work is allowed")
    func corpus() async throws {
        try await ControlPlane.run { plane in
            let real = try await RealWorld(plane)
            var tally = Tally()
            for example in try CorpusCase.all("attacks") + CorpusCase.all("legitimate") {
                let answer = try await real.answer(example)
                let denials = real.world.policies.denials(
                    of: try example.request(real.world), authorizer: try real.world.authorizer(for: example.persona))
                tally.count(answer)
                switch answer {
                case .allowed: #expect(example.refused == nil, "\(example.name) is allowed")
                case .refused(let message):
                    #expect(example.refused != nil, "\(example.name): \(message)")
                    // What is malformed is refused in the API server's own words.
                    let isSaid = denials.contains {
                        $0.code == "malformed" || message.hasSuffix($0.message)
                            || $0.message == AdmissionDenial.wordless && message.contains("failed expression")
                    }
                    #expect(isSaid, "\(example.name): \(message)")
                case .stopped(let message):
                    #expect(example.refused != nil, "\(example.name) is stopped: \(message)")
                }
            }
            print("policies: \(tally.description)")
            #expect(tally.refused >= 60 && tally.allowed >= 60)
        }
    }

    @Test("among people with accounts of their own nobody approves what they submitted")
    func people() async throws {
        try await ControlPlane.run { plane in
            let real = try await RealWorld(plane, try World.amongPeople())
            for example in try CorpusCase.all("people") {
                switch try await real.answer(example) {
                case .allowed: #expect(example.refused == nil, "\(example.name) is allowed")
                case .refused(let message): #expect(example.refused != nil, "\(example.name): \(message)")
                case .stopped(let message): Issue.record("\(example.name) is stopped: \(message)")
                }
            }
        }
    }

    @Test("what would have been refused where a scope says Audit is let through, and the API server counts it")
    func audited() async throws {
        try await ControlPlane.run { plane in
            let world = try World { resource in
                var resource = resource
                if resource.type == .workflowScope { resource.content["spec"]?["enforcement"] = "Audit" }
                return resource
            }
            let real = try await RealWorld(plane, world, isEnforced: false)
            let policy = try #require(world.policies.policies.first { $0.sortsNamespaces }).name
            let attack = try #require(try CorpusCase.all("attacks").first { $0.name == "parameter-not-listed" })
            func count(_ action: String) async throws -> Int {
                try await real.checks()[
                    "enforcement_action=\"\(action)\",error_type=\"invalid_error\",policy=\"\(policy)\",policy_binding=\"\(policy)-audit\""
                ] ?? 0
            }
            // The API server takes new policies up after a moment.
            for _ in 0..<300 where try await count("audit") == 0 {
                guard case .allowed = try await real.answer(attack) else {
                    Issue.record("what is only told is refused")
                    return
                }
                try await Task.sleep(for: .milliseconds(100))
            }
            let before = (try await count("audit"), try await count("warn"))
            #expect(before.0 > 0 && before.0 == before.1)
            _ = try await real.answer(attack)
            #expect(try await count("audit") == before.0 + 1)
            #expect(try await count("deny") == 0)
        }
    }

    @Test("what is taken for a pattern here is one for the API server, and what is none is none there")
    func patterns() async throws {
        let seed = Seed.value
        var random = SplitMix64(seed: seed)
        let patterns = (0..<400).map { _ in RandomPattern.make(&random) }
        let taken = patterns.filter { (try? RegularExpression(parsing: $0)) != nil }
        let malformed = patterns.filter { pattern in
            do throws(RegexError) {
                _ = try RegularExpression(parsing: pattern)
                return false
            } catch {
                return error.code == .malformed
            }
        }
        #expect(taken.count >= 50 && malformed.count >= 50, "IDMON_SEED=\(seed)")
        try await ControlPlane.run { plane in
            let transport = try CurlTransport(try plane.configuration())
            for (pattern, isTaken) in taken.map({ ("^(?:\($0))$", true) }) + malformed.map({ ($0, false) }) {
                let policy = AdmissionPolicy(
                    name: "patterns", targets: [.init("", ["configmaps"], [.create])],
                    validations: [.init("a", .matches(.request(.name), .literal(.string(pattern))), "no")])
                let request = APIRequest(
                    .post, path: ["apis", "admissionregistration.k8s.io", "v1", "validatingadmissionpolicies"],
                    query: [.init("dryRun", "All")], contentType: "application/json",
                    body: Array(policy.document(labels: [:]).content.text.utf8))
                let response = try await transport.send(request, timeout: .seconds(20))
                #expect(
                    (response.status == 201) == isTaken,
                    "IDMON_SEED=\(seed): \(pattern): \(String(decoding: response.body.prefix(400), as: UTF8.self))")
            }
        }
        print("policies: IDMON_SEED=\(seed), \(taken.count) patterns taken here and there, \(malformed.count) refused")
    }
}

struct Tally: CustomStringConvertible {
    var allowed = 0
    var refused = 0
    var stopped = 0

    mutating func count(_ answer: RealWorld.Answer) {
        switch answer {
        case .allowed: allowed += 1
        case .refused: refused += 1
        case .stopped: stopped += 1
        }
    }

    var description: String {
        "\(allowed) allowed, \(refused) refused by a policy, \(stopped) stopped before by RBAC or a schema"
    }
}
