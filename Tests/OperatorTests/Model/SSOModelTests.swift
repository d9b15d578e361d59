import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import Testing

@Suite("SSO settings on a cluster in memory", .timeLimit(.minutes(30)))
struct SSOModelTests {
    /// Lets the operator work until argo-server runs with the settings.
    private func waitUntilRolledOut(_ sso: SSOStory) async throws {
        try await sso.story.wait(for: "SSOConfigured", "True", of: sso.story.installation)
        try await eventually("the restart") { try await sso.digest() == nil ? "no digest" : nil }
        try await sso.finishRollout()
    }

    @Test("settings are merged, argo-server is restarted once, and then nothing is written any more")
    func course() async throws {
        let cluster = try await ModelCluster()
        let sso = SSOStory(story: cluster.story)
        try await sso.write()
        try await withOperator(cluster.process(verificationInterval: .milliseconds(200))) { process in
            try await waitUntilRolledOut(sso)
            try await sso.story.wait(for: "ServerRolledOut", "True", of: sso.story.installation)
            try await sso.story.waitUntilReady()
            try await sso.expectMerged()
            let before = (process.writes, process.reconciles, try await sso.text(), try await sso.digest())
            // Everything is read again, several times.
            try await eventually("more reconciles") {
                process.reconciles > before.1 + 5 ? nil : "\(process.reconciles)"
            }
            #expect(process.writes == before.0)
            #expect(try await sso.text() == before.2)
            #expect(try await sso.digest() == before.3)
        }
    }

    @Test("a block that somebody changes is put right, a document that somebody breaks is reported and left")
    func handEdits() async throws {
        let cluster = try await ModelCluster()
        let sso = SSOStory(story: cluster.story)
        try await sso.write()
        try await withOperator(cluster.process(verificationInterval: .milliseconds(200))) { _ in
            try await waitUntilRolledOut(sso)
            let text = try await sso.text()
            try await sso.write(data: [
                "config": .string(text.replacing("enabled: true", with: "enabled: false\n  admins: [x]"))
            ])
            try await eventually("the repair") { try await sso.text() == text ? nil : "not yet" }
            let broken = text + "linkss: []\n"
            try await sso.write(data: ["config": .string(broken)])
            try await sso.story.wait(
                for: "SSOConfigured", "False", reason: "ConfigMapHasUnknownKey", of: sso.story.installation)
            #expect(try await sso.text() == broken)
            // Nobody's access has to do with it.
            try await sso.story.waitUntilReady([sso.story.binding()])
            try await sso.write(data: ["config": .string(text)])
            try await sso.story.wait(for: "SSOConfigured", "True", of: sso.story.installation)
        }
    }

    @Test("whatever becomes of the k-th write, for every k, the settings arrive and nothing else is lost")
    func faults() async throws {
        for (index, fault) in WriteFault.allCases.enumerated() {
            for number in 0..<3 {
                let cluster = try await ModelCluster()
                let sso = SSOStory(story: cluster.story)
                try await sso.write()
                // Patches of the ConfigMap and of the Deployment, the n-th of them.
                let counter = Counter()
                let faulty = FaultInjection(cluster.transport) { _, request in
                    let concerns = request.path.contains("configmaps") || request.path.contains("deployments")
                    return concerns && request.method == .patch && counter.next() == number ? fault.fault : nil
                }
                try await withOperator(
                    cluster.process(faulty, verificationInterval: .milliseconds(200), retry: .never)
                ) { _ in
                    try await waitUntilRolledOut(sso)
                    try await sso.expectMerged()
                    let what: Comment = "fault \(index) of write \(number)"
                    #expect(try await sso.story.read(sso.server)?["spec"]?["replicas"] == 1, what)
                }
            }
        }
    }

    @Test("an edit that somebody makes at the same moment is not lost")
    func race() async throws {
        let cluster = try await ModelCluster()
        let sso = SSOStory(story: cluster.story)
        try await sso.write()
        let once = Counter()
        // Just before the operator's first patch of the ConfigMap arrives, a person changes another setting.
        let racing = BeforeRequest(cluster.transport) { request in
            guard request.method == .patch, request.path.contains("configmaps"), once.next() == 0 else { return }
            let text = SSOStory.config.replacing("instanceID: data", with: "instanceID: other")
            try? await sso.write(data: ["config": .string(text)])
        }
        try await withOperator(cluster.process(racing, verificationInterval: .milliseconds(200))) { _ in
            try await waitUntilRolledOut(sso)
            let text = try await sso.text()
            #expect(text.contains("instanceID: other") && text.contains("realms/production"), "\(text)")
        }
    }

    @Test("without the rights on these objects everything else works, and the condition says which Role is missing")
    func withoutRights() async throws {
        let cluster = try await ModelCluster()
        let sso = SSOStory(story: cluster.story)
        try await sso.story.delete(ObjectKey(.role, namespace: "argo", name: "idmon-sso"))
        try await sso.write()
        try await withOperator(cluster.process()) { _ in
            try await sso.story.waitUntilReady([sso.story.binding(), sso.story.scope])
            try await sso.story.wait(
                for: "SSOConfigured", "False", reason: "ConfigMapForbidden", of: sso.story.installation)
            #expect(try await sso.text() == SSOStory.config)
        }
    }

    @Test("the Role for argo-server is made with the rights that are shipped")
    func tokenRole() async throws {
        let cluster = try await ModelCluster()
        let sso = SSOStory(story: cluster.story)
        try await sso.write { $0["server"] = ["tokenRole": true] }
        try await withOperator(cluster.process()) { _ in
            try await waitUntilRolledOut(sso)
            try await sso.story.waitUntilReady([sso.story.binding()])
            let role = try await sso.story.read(ObjectKey(.role, namespace: "argo", name: "idmon-main-argo-server"))
            let names =
                role?["rules"]?.array?.compactMap { $0["resourceNames"]?.array }.first?.compactMap(\.string) ?? []
            #expect(names.count == 5 && names.contains("sso") && names.contains("argo-oidc"), "\(names)")
        }
    }
}
