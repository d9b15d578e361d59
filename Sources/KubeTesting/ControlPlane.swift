import Glibc
package import KubeClient
import TestInputs

/// A real kube-apiserver with etcd and controllers, for tests; `.ci/control-plane` starts and stops it.
package struct ControlPlane: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The path of an administrator's kubeconfig.
    package let kubeconfig: String
    private let folder: TemporaryFolder

    /// Why suites that need a real API server do not run; printed with each of them.
    package static let absence =
        "no control plane: set IDMON_TEST_KUBECONFIG or KUBEBUILDER_ASSETS, see .ci/control-plane"

    /// Whether a control plane can be had on this machine.
    package static let isAvailable: Bool = {
        let variables = ["IDMON_TEST_KUBECONFIG", "KUBEBUILDER_ASSETS"]
        return variables.contains { getenv($0) != nil } || SharedFolder.has("control-plane/kube-apiserver.xz")
    }()

    /// Starts one, which takes about ten seconds; ``stop()`` must follow.
    package static func start() async throws -> ControlPlane {
        let folder = try TemporaryFolder()
        let result = try await Program.run("bash", [script, "start", folder.path])
        guard result.isSuccess, let line = result.output.split(separator: "\n").last else {
            folder.remove()
            throw Failure(description: ".ci/control-plane start failed: \(result.errors)")
        }
        return ControlPlane(kubeconfig: String(line), folder: folder)
    }

    /// Starts one for the time of an operation.
    package static func run<Value: Sendable>(_ operation: (ControlPlane) async throws -> Value) async throws -> Value {
        let server = try await start()
        do {
            let value = try await operation(server)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Stops what was started, also when the task is cancelled.
    package func stop() async {
        // A task of its own: a cancelled one could start no program.
        await Task {
            _ = try? await Program.run("bash", [Self.script, "stop", folder.path])
            folder.remove()
        }.value
    }

    /// How the administrator's clients reach the server.
    package func configuration() throws(KubeError) -> KubeConfiguration {
        try KubeConfiguration.load(path: kubeconfig, environment: [:])
    }

    private static let script = Project.root + "/.ci/control-plane"
}
