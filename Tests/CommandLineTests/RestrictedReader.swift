import KubeTesting
import TestInputs

/// Somebody who may read a part of a cluster, as a kubeconfig.
struct RestrictedReader {
    /// A kind, and the namespaces in which it may be read; nil for all.
    struct Right {
        let resource: String
        let namespaces: [String]?
    }

    let kubeconfig: String

    /// Makes an account with these rights and no others.
    ///
    /// - Parameter name: no other reader of the cluster has it.
    init(_ name: String, of plane: ControlPlane, in folder: TemporaryFolder, may rights: [Right]) async throws {
        let account = "--serviceaccount=default:\(name)"
        try await Self.kubectl(plane, "create", "serviceaccount", name, "-n", "default")
        for (index, right) in rights.enumerated() {
            let role = "\(name)-\(index)"
            let verbs = ["--verb=get,list", "--resource=\(right.resource)"]
            try await Self.kubectl(plane, ["create", "clusterrole", role] + verbs)
            let binding = ["\(role)", "--clusterrole=\(role)", account]
            guard let namespaces = right.namespaces else {
                try await Self.kubectl(plane, ["create", "clusterrolebinding"] + binding)
                continue
            }
            for namespace in namespaces {
                try await Self.kubectl(plane, ["create", "rolebinding", "-n", namespace] + binding)
            }
        }
        let token = try await Self.kubectl(plane, "create", "token", name, "-n", "default")
        kubeconfig = "\(folder.path)/\(name).kubeconfig"
        _ = try await Program.run("cp", [plane.kubeconfig, kubeconfig])
        let config = ["config", "--kubeconfig=\(kubeconfig)"]
        let context = try await Program.run("kubectl", config + ["current-context"]).output
        _ = try await Program.run("kubectl", config + ["set-credentials", name, "--token=\(Self.line(token))"])
        _ = try await Program.run("kubectl", config + ["set-context", Self.line(context), "--user=\(name)"])
    }

    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    @discardableResult
    private static func kubectl(_ plane: ControlPlane, _ arguments: String...) async throws -> String {
        try await kubectl(plane, arguments)
    }

    @discardableResult
    private static func kubectl(_ plane: ControlPlane, _ arguments: [String]) async throws -> String {
        let result = try await Program.run("kubectl", ["--kubeconfig", plane.kubeconfig] + arguments)
        guard result.isSuccess else { throw Refusal(description: result.errors) }
        return result.output
    }

    private static func line(_ text: String) -> String { text.split(separator: "\n").joined() }
}
