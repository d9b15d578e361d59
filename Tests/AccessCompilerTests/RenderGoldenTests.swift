import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import TestInputs
import Testing

@Suite("What render prints")
struct RenderGoldenTests {
    /// The resources of the sample as files have them.
    private static let files: [KubeObject] = {
        let cluster = Sample.cluster
        return cluster.objects.keys.sorted().compactMap { key in
            cluster.objects[key].map { object in
                var content = object
                for field in ["uid", "resourceVersion", "generation"] { content["metadata"]?[field] = nil }
                return KubeObject(key.type, content: content)
            }
        }
    }()

    @Test("the sample is rendered as in the golden file (IDMON_REWRITE_GOLDEN=1 rewrites it)")
    func golden() throws {
        let observations = AccessObservation.rendering(Self.files, now: KubeTime(seconds: 1_795_000_000))
        #expect(observations.map(\.key) == [Sample.key])
        let rendered = observations.map { AccessPlanner().plan($0) }.flatMap(\.desired).map { planned -> JSONValue in
            ["stage": .string(planned.stage.name), "object": planned.object.content]
        }
        let text = JSONValue.array(rendered).prettyText() + "\n"
        #expect(try Project.expectation("Tests/AccessCompilerTests/Golden/sample-render.json", seen: text) == text)
    }

    @Test("no Secret is rendered for a token that is requested: an empty one would make people anonymous")
    func requestedTokens() throws {
        let observation = try #require(
            AccessObservation.rendering(Self.files, now: KubeTime(seconds: 1_795_000_000)).first)
        let plan = AccessPlanner().plan(observation)
        #expect(!plan.desired.contains { $0.key.type == .secret } && plan.tokens == [])
        #expect(plan.desired.contains { $0.object.content["metadata"]?["annotations"]?["idmon.dev/groups"] != nil })
    }

    @Test("rendered accounts come before their permanent tokens, Roles before what binds them, and all are final")
    func order() throws {
        let files = Self.files.map { file in
            guard file.type == .argoInstallation else { return file }
            var content = file.content
            content["spec"]?["tokens"] = ["kind": "Permanent"]
            return KubeObject(file.type, content: content)
        }
        let observation = try #require(
            AccessObservation.rendering(files, now: KubeTime(seconds: 1_795_000_000)).first)
        let plan = AccessPlanner().plan(observation)
        let kinds = plan.desired.map(\.key.type.kind)
        #expect(kinds.firstIndex(of: "Secret") ?? 0 > kinds.firstIndex(of: "ServiceAccount") ?? 0)
        #expect(kinds.firstIndex(of: "RoleBinding") ?? 0 > kinds.lastIndex(of: "Role") ?? 0)
        let rules = plan.desired.filter {
            $0.object.content["metadata"]?["annotations"]?["workflows.argoproj.io/rbac-rule"] != nil
        }
        #expect(rules.count == 3)
        #expect(plan.removals == [] && plan.finalizers == [])
    }

    @Test("bindings without a scope are rendered as keys of their own that generate nothing; everybody can log in")
    func unassigned() throws {
        let files = Self.files.filter { $0.type != .workflowScope }
        let observations = AccessObservation.rendering(files, now: KubeTime(seconds: 1_795_000_000))
        #expect(Set(observations.map(\.key)) == [Sample.key, .unassigned(Sample.binding)])
        let names = observations.map { AccessPlanner().plan($0) }.flatMap(\.desired).map(\.key.name)
        #expect(names == ["idmon-argo-login"])
    }
}
