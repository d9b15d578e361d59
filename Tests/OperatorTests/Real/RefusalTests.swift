import KubeTesting
import Testing

extension RealClusterTests {
    @Suite("what the API server refuses by the schemas")
    struct RefusalTests {
        @Test(
            "an illegal sample is refused with words that say what to do",
            arguments: [
                (
                    "argoinstallation",
                    [
                        "upgrade Argo Workflows, then name the version that runs", "greater than or equal to 1",
                        "a token lives from 10m",
                        "everybody needs the login identity", "layout Delegated needs Argo Workflows 4.0.5",
                        "end the URL so", "sso.rootCA needs Argo Workflows 4.0.0",
                    ]
                ),
                (
                    "keycloakrealm",
                    ["use https", "remove the slash at the end", "name one top-level claim of the token"]
                ),
                (
                    "workflowbinding",
                    [
                        "expiresAt must be later than notBefore", "\"*\" is not allowed: name each API group",
                        "write exactly one of the two", "is listed twice: keep one of the entries",
                    ]
                ),
                (
                    "workflowscope",
                    [
                        "Duplicate value", "\"*\" is not allowed: name each API group",
                        "escalate, bind and impersonate would let a pod give itself any right",
                    ]
                ),
            ])
        func illegalSamples(kind: String, words: [String]) async throws {
            let cluster = try RealCluster.current
            try await cluster.kubectl("apply", "-f", RealCluster.sample("namespaces"))
            let result = try await cluster.plane.kubectl("apply", "-f", RealCluster.sample("\(kind)-illegal"))
            #expect(result.exitCode != 0, "it was accepted: \(result.output)")
            for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
        }
    }
}
