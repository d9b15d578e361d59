import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("What argo-server's flags say to a snapshot")
struct ServerFlagsTests {
    /// A ConfigMap that lets everybody act as argo-server, and one that does not.
    private static func configMap(_ name: String, isShared: Bool) -> KubeObject {
        KubeObject(
            .configMap, namespace: "argo", name: name,
            fields: ["data": ["sso": .string("issuer: https://i.example.org\nrbac: {enabled: \(!isShared)}\n")]])
    }

    private static func installation(_ objects: [KubeObject]) throws -> InstallationAccess {
        let snapshot = AccessSnapshot(reading: objects.compactMap(Sample.live), now: Sample.now)
        return try #require(snapshot.installations.first)
    }

    @Test(
        "the ConfigMap that argo-server reads counts, by flag and by variable",
        arguments: ["args: [server, --configmap=other]", "env: [{name: ARGO_CONFIGMAP, value: other}]"],
        [true, false])
    func configMap(fields: String, isDescribed: Bool) throws {
        let described = isDescribed ? try Sample.limits() : []
        let maps = [
            Self.configMap("workflow-controller-configmap", isShared: false), Self.configMap("other", isShared: true),
        ]
        #expect(try Self.installation(described + maps + Sample.server(fields)).sharesServer)
        #expect(try !Self.installation(described + maps + Sample.server("args: [server]")).sharesServer)
    }

    @Test("accounts are looked for in the managed namespace")
    func managed() throws {
        let maps = [Self.configMap("workflow-controller-configmap", isShared: false)]
        let fields = "args: [server, --namespaced, --managed-namespace, people]"
        let found = try Self.installation(maps + Sample.server(fields))
        #expect(found.gate.namespace == "people")
        #expect(found.gate.delegates == false)
        #expect(found.serverAccount?.name == "argo-server")
    }
}
