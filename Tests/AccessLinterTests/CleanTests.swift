import AccessCompiler
import AccessLinter
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import TestInputs
import Testing

@Suite("Clean set-ups have no findings")
struct CleanTests {
    @Test(
        "the manifests with which Argo is installed: there is no single sign-on to judge",
        .enabled(if: SharedFolder.has("argo/install"), "the manifests of Argo are not at hand"))
    func manifests() throws {
        let folders = ["base", "cluster-install-no-crds"]
        let objects = try folders.flatMap { try Fixture.objects(below: "\(SharedFolder.path)/argo/install/\($0)") }
        #expect(objects.count >= 14)
        let setup = ArgoSetup(objects, source: .files)
        #expect(setup.sites.count == 1 && !setup.usesSSO)
        #expect(AccessLinter(setup).findings == [])
    }

    @Test(
        "Idmon's own output for the samples, alone and with the resources, in both layouts",
        arguments: ["samples", "samples/three-teams"], [false, true])
    func samples(folder: String, isDelegated: Bool) throws {
        let files = Project.names(in: "deploy/\(folder)").filter { $0.hasSuffix(".yaml") && !$0.contains("illegal") }
        let paths = files.map { "\(Project.root)/deploy/\(folder)/\($0)" }
        let resources = try paths.flatMap(Fixture.objects(of:)).map { object in
            guard isDelegated, object.type == .argoInstallation else { return object }
            var content = object.content
            if content["spec"]?["identities"] == nil { content["spec"]?["identities"] = [:] }
            content["spec"]?["identities"]?["layout"] = "Delegated"
            return KubeObject(object.type, content: content)
        }
        let observations = AccessObservation.rendering(resources, now: KubeTime(seconds: 1_795_000_000))
        let rendered = observations.map { AccessPlanner().plan($0) }.flatMap(\.desired).map(\.object)
        #expect(rendered.contains { $0.type == .serviceAccount })
        #expect(AccessLinter(ArgoSetup(rendered, source: .files)).findings == [])
        let together = ArgoSetup(rendered + resources, source: .files)
        #expect(together.usesSSO && !together.identities.isEmpty)
        #expect(AccessLinter(together).findings == [])
    }
}
