import AccessModel
import JSONTree
import KubeModel
import KubeTesting
import Testing

extension RealClusterTests {
    @Suite("SSO settings")
    struct SSOTests {
        @Test("they are merged with the shipped rights, argo-server is restarted once, and a resync writes nothing")
        func course() async throws {
            let cluster = try RealCluster.current
            let sso = SSOStory(story: try await cluster.story("sso"))
            let story = sso.story
            try await sso.write()
            let process = try cluster.process(verificationInterval: .milliseconds(500))
            try await withOperator(process) { process in
                try await story.wait(for: "SSOConfigured", "True", of: story.installation)
                try await eventually("the restart") { try await sso.digest() == nil ? "no digest" : nil }
                try await eventually("the end of the restart") {
                    try await sso.runPods()
                    let condition = try await story.condition("ServerRolledOut", of: story.installation)
                    return condition.status == "True" ? nil : "\(condition)"
                }
                try await story.waitUntilReady()
                try await sso.expectMerged()
                let before = (process.writes, process.reconciles, try await sso.digest())
                try await eventually("more reconciles") {
                    process.reconciles > before.1 + 3 ? nil : "\(process.reconciles)"
                }
                #expect(process.writes == before.0)
                #expect(try await sso.digest() == before.2)

                let broken = try await sso.text() + "linkss: []\n"
                try await sso.write(data: ["config": .string(broken)])
                try await story.wait(
                    for: "SSOConfigured", "False", reason: "ConfigMapHasUnknownKey", of: story.installation)
                #expect(try await sso.text() == broken)
                try await story.waitUntilReady([story.binding()])
            }
            try await story.remove()
        }

        @Test("argo-server can read exactly the Secrets of its Role, once that is asked for")
        func tokenRole() async throws {
            let cluster = try RealCluster.current
            let sso = SSOStory(story: try await cluster.story("sso-role"))
            let story = sso.story
            try await sso.write { $0["server"] = ["tokenRole": true, "roll": false] }
            try await withOperator(try cluster.process()) { _ in
                try await story.waitUntilReady([story.binding()])
                let annotations = try await story.account(of: Story.leads)?["metadata"]?["annotations"]
                let token = try #require(annotations?[WellKnown.Annotation.tokenName]?.string)
                let user = "system:serviceaccount:\(story.argo):argo-server"
                for (verb, resource, isAllowed) in [
                    ("get", "secrets/\(token)", true), ("get", "secrets/sso", true),
                    ("get", "secrets/argo-oidc", true), ("create", "secrets", true), ("get", "secrets/other", false),
                    ("list", "secrets", false),
                ] {
                    let answer = try await cluster.can(verb, resource, in: story.argo, as: user)
                    #expect(answer == isAllowed, "\(verb) \(resource)")
                }
                #expect(try await cluster.can("get", "secrets/sso", in: story.team, as: user) == false)
            }
            try await story.remove()
        }

        @Test("settings that the version does not know, and versions without logins, are refused with what to do")
        func refused() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("sso-refused")
            for (version, rootCA, words) in [
                ("4.1.1", false, "upgrade to 4.1.2"), ("3.7.15", true, "sso.rootCA needs Argo Workflows 4.0.0"),
            ] {
                var sso = SSOStory.sso
                if rootCA { sso["rootCA"] = "-----BEGIN CERTIFICATE-----\n" }
                let object = KubeObject(
                    .argoInstallation, namespace: story.argo, name: "main",
                    fields: [
                        "spec": ["version": .string(version), "realmRef": ["name": "production"], "sso": sso]
                    ])
                let result = try await cluster.plane.kubectl("apply", "-f", "-", input: object.content.text)
                #expect(result.exitCode != 0 && result.errors.contains(words), "\(result.errors)")
            }
        }
    }
}
