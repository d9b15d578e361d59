import KubeModel
import TestInputs
import Testing

@testable import KubeClient

@Suite struct ConfigurationLoadingTests {
    private let kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters:
        - name: k
          cluster: {server: "https://a:6443"}
        contexts:
        - name: c
          context: {cluster: k, user: u}
        users:
        - name: u
          user: {token: abc}
        """

    private func message(_ body: () throws -> KubeConfiguration) -> String {
        do {
            return "\(try body())"
        } catch {
            return (error as? KubeError).map(\.message) ?? "\(error)"
        }
    }

    @Test("KUBECONFIG names several files, of which missing ones are left out")
    func list() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("config", kubeconfig)
        let environment = ["KUBECONFIG": "\(folder.path)/missing::\(path)", "HOME": folder.path]
        #expect(try KubeConfiguration.load(environment: environment).user == "u")
    }

    @Test("without any of them the file in the home folder is read, and the pod's account last")
    func order() throws {
        let folder = try TemporaryFolder()
        #expect(message { try .load(environment: ["HOME": folder.path]) }.contains("no cluster is configured"))
        try folder.write(".kube/config", kubeconfig)
        let environment = ["HOME": folder.path, "KUBERNETES_SERVICE_HOST": "10.0.0.1"]
        #expect(try KubeConfiguration.load(environment: environment).cluster == "k")
    }

    @Test("a file that was asked for must be there and be readable")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        let missing = message { try .load(path: "\(folder.path)/missing", environment: [:]) }
        #expect(missing.contains("\(folder.path)/missing: No such file"))
        #expect(message { try .load(path: folder.path, environment: [:]) }.contains("Is a directory"))
        let allMissing = message { try .load(environment: ["KUBECONFIG": "\(folder.path)/x"]) }
        #expect(allMissing.contains("none of the files of KUBECONFIG exists"))
    }

    @Test("a kubeconfig that is no YAML is refused with its place and without its content")
    func badYAML() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("config", "users:\n- {token: \"s3cret\n")
        let message = message { try .load(path: path, environment: [:]) }
        #expect(message.contains(path) && message.contains("not valid YAML"))
        #expect(!message.contains("s3cret"))
    }

    // MARK: - In a pod

    private static let folder = "var/run/secrets/kubernetes.io/serviceaccount"

    @Test("a pod finds its API server, account and namespace", arguments: ["10.0.0.1", "fd00::1"])
    func inCluster(host: String) throws {
        let root = try TemporaryFolder()
        try root.write("\(Self.folder)/token", "abc\n")
        try root.write("\(Self.folder)/namespace", "argo\n")
        let environment = ["KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": "6443"]
        let configuration = try KubeConfiguration.inCluster(environment: environment, root: root.path)
        #expect(configuration.server.host == host && configuration.server.port == 6443)
        #expect(configuration.namespace == "argo")
        #expect(configuration.authority == .file("\(root.path)/\(Self.folder)/ca.crt"))
        #expect(configuration.authentication == .tokenFile("\(root.path)/\(Self.folder)/token"))
        #expect(!configuration.skipsVerification)
    }

    @Test("outside of a pod, or without its account, it says what is missing")
    func notInCluster() throws {
        let root = try TemporaryFolder()
        #expect(message { try .inCluster(environment: [:], root: root.path) }.contains("KUBERNETES_SERVICE_HOST"))
        let environment = ["KUBERNETES_SERVICE_HOST": "10.0.0.1"]
        #expect(
            message { try .inCluster(environment: environment, root: root.path) }.contains(
                "automountServiceAccountToken"))
    }

    @Test("the pod's certificate authority is never replaced by the system's")
    func missingAuthority() async throws {
        let root = try TemporaryFolder()
        try root.write("\(Self.folder)/token", "abc")
        try root.write("\(Self.folder)/namespace", "argo")
        let configuration = try KubeConfiguration.inCluster(
            environment: ["KUBERNETES_SERVICE_HOST": "127.0.0.1"], root: root.path)
        let transport = try CurlTransport(configuration)
        await #expect { try await transport.send(APIRequest(.get, path: ["version"]), timeout: .seconds(5)) } throws: {
            let error = $0 as? KubeError
            return error?.code == .configuration && error?.message.contains("ca.crt: No such file") == true
        }
    }
}
