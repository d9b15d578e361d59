import DevCluster
import JSONTree
import KubeTesting
import TestInputs
import Testing
import YAMLTree

/// kubectl, pointed at a dev cluster that was started for one test.
struct Kubectl: Sendable {
    static let absence: Comment = "kubectl is not on the PATH"

    private let folder: TemporaryFolder
    private let kubeconfig: String

    /// Starts a server, and stops it when the operation is over.
    static func run(_ operation: (Kubectl) async throws -> Void) async throws {
        try await RunningServer.run(ClusterHost.forTests()) { server in
            let folder = try TemporaryFolder()
            do {
                let text = YAMLWriter.text(KubeconfigDocument.value(port: server.port))
                try await operation(Kubectl(folder: folder, kubeconfig: folder.write("kubeconfig", text)))
            } catch {
                folder.remove()
                throw error
            }
            folder.remove()
        }
    }

    /// Runs kubectl, whatever comes of it.
    ///
    /// - Parameter arguments: separated by single spaces.
    func attempt(_ arguments: String, input: String = "") async throws -> Program.Result {
        // The cache of discovery lies in the home folder, and ports are used again.
        try await Program.run(
            "kubectl", arguments.split(separator: " ").map(String.init),
            environment: ["KUBECONFIG": kubeconfig, "HOME": folder.path], input: input, timeout: .seconds(60))
    }

    /// Runs kubectl, which must succeed.
    ///
    /// - Returns: what it printed.
    @discardableResult
    func callAsFunction(_ arguments: String, input: String = "", sourceLocation: SourceLocation = #_sourceLocation)
        async throws -> String
    {
        let result = try await attempt(arguments, input: input)
        #expect(result.isSuccess, "kubectl \(arguments): \(result.errors)", sourceLocation: sourceLocation)
        return result.output
    }
}

/// Finds out once whether there is a kubectl.
enum KubectlProgram {
    static func isAvailable() async -> Bool { await Program.exists("kubectl") }
}
