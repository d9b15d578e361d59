import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("Findings between resources") struct AccessFindingsTests {
    private static func object(_ type: ResourceType, _ namespace: String, _ name: String, _ spec: JSONValue)
        -> KubeObject
    {
        KubeObject(type, namespace: namespace, name: name, fields: ["spec": spec])
    }

    /// The findings of the sample after some of its specs were replaced.
    private func findings(
        scope: JSONValue = Sample.scopeSpec, binding: JSONValue = Sample.bindingSpec,
        environment: String = "production",
        version: String = "4.1.2", realm: String = "prod"
    ) -> [String] {
        let objects = [
            KubeObject(
                .namespace, namespace: nil, name: "payments",
                labels: ["namespace.oam.dev/env": .string(environment)]),
            Self.object(
                .argoInstallation, "argo", "argo",
                ["version": .string(version), "realmRef": ["name": .string(realm)]]),
            Self.object(.keycloakRealm, "argo", "prod", ["issuer": "https://kc.example.org/realms/prod"]),
            Self.object(.workflowScope, "payments", "payments-prod", scope),
            Self.object(.workflowBinding, "payments", "nightly-report", binding),
        ]
        let observations = AccessObservation.rendering(objects, now: KubeTime(seconds: 1_795_000_000))
        return observations.flatMap(AccessFindings.all(in:)).map {
            "\($0.key.type.kind) \($0.finding.path) \($0.finding.code)"
        }
    }

    private func changed(_ spec: JSONValue, _ path: String, to value: JSONValue) throws -> JSONValue {
        var spec = spec
        spec[try JSONPath(parsing: path)] = value
        return spec
    }

    @Test("a story that fits has no findings")
    func clean() { #expect(findings().isEmpty) }

    @Test("a claim beyond the ceiling is found at its role, an unknown group at its name")
    func ceiling() throws {
        let above = try changed(Sample.scopeSpec, "groups[0].maxRole", to: "viewer")
        #expect(findings(scope: above) == ["WorkflowBinding spec.grants[0].role roleAboveCeiling"])
        let unknown = try changed(Sample.bindingSpec, "grants[1].group", to: "/payments/leds")
        #expect(findings(binding: unknown) == ["WorkflowBinding spec.grants[1].group groupNotInScope"])
    }

    @Test("an expired grant, and rights of pods above the ceiling, are found at their fields")
    func windowAndRunner() throws {
        let expired = try changed(Sample.bindingSpec, "grants[1].expiresAt", to: "2020-01-01T00:00:00Z")
        #expect(findings(binding: expired) == ["WorkflowBinding spec.grants[1].expiresAt expired"])
        let greedy = try changed(Sample.bindingSpec, "runner.rules[0].verbs", to: ["get", "delete"])
        #expect(findings(binding: greedy) == ["WorkflowBinding spec.runner.rules runnerCutOff"])
    }

    @Test("a wrong environment, a missing realm and an old version are found where they are written")
    func surroundings() {
        #expect(findings(environment: "staging").contains("WorkflowScope spec.environment environmentMismatch"))
        #expect(findings(realm: "pord").contains("ArgoInstallation spec.realmRef realmNotFound"))
        #expect(findings(version: "3.5.0").contains("ArgoInstallation spec.version unsupportedVersion"))
    }

    @Test("references to what does not exist are found, and nothing that follows from them")
    func references() throws {
        let lost = try changed(Sample.bindingSpec, "scopeRef.name", to: "payments-prd")
        #expect(findings(binding: lost) == ["WorkflowBinding spec.scopeRef.name scopeNotFound"])
        let elsewhere = try changed(Sample.scopeSpec, "installationRef.name", to: "agro")
        #expect(findings(scope: elsewhere) == ["WorkflowScope spec.installationRef installationNotFound"])
    }
}
