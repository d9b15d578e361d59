import AccessModel
import IdmonOperator
import JSONTree
import KubeClient
import KubeModel
import Testing

extension RealClusterTests {
    @Suite("when an installation is uninstalled")
    struct UninstallationTests {
        @Test("nothing that was made for it is left, no token of its works, and what is not Idmon's stays")
        func installation() async throws {
            let cluster = try RealCluster.current
            var story = try await cluster.story("uninstall")
            story.maximumRemoved = 30
            try await story.write()
            for name in ["weekly-report", "monthly-report"] { try await story.writeBinding(name) }
            let foreign = KubeObject(.serviceAccount, namespace: story.argo, name: "theirs")
            try await story.write(foreign)
            try await withOperator(try cluster.process()) { process in
                try await story.waitUntilReady()
                try await process.waitUntilQuiet()
            }
            let client = KubeClient(transport: story.people.transport, options: .init(fieldManager: "idmon"))
            let uninstaller = Uninstaller(
                client: client, leaseNamespace: "idmon-system", identity: "uninstall-real", patience: .seconds(600),
                logger: cluster.log.logger)
            let extent = UninstallExtent.installation(ResourceName(namespace: story.argo, name: "main"))
            let left = try await uninstaller.run(extent) { _ in }
            #expect(left.isEmpty)
            #expect(try await story.snapshot().managed == [])
            #expect(try await story.read(foreign.key) != nil)
            for type in Snapshot.generated {
                let names = try await story.all(type, in: story.argo).compactMap { $0["metadata"]?["name"]?.string }
                #expect(names.filter { $0.hasPrefix("idmon-main") } == [], "\(type.kind)")
            }
            try await withOperator(try cluster.process()) { _ in
                try await story.remove()
                try await story.waitUntilGone(story.scope)
            }
        }
    }
}
