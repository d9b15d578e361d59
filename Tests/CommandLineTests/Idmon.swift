import KubeTesting
import TestInputs

/// The program under test, as it lies beside the tests that were built with it.
enum Idmon {
    static let path: String = {
        let tests = CommandLine.arguments[0]
        let folder = tests.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder + "/idmon"
    }()

    static func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) async throws
        -> Program.Result
    {
        try await Program.run(path, arguments, environment: environment, input: input)
    }

    static func run(_ arguments: [String], kubeconfig: String) async throws -> Program.Result {
        try await Program.run(path, arguments + ["--kubeconfig", kubeconfig])
    }
}

/// Files that hold what the program should print; `make golden` rewrites them.
enum Golden {
    static func expectation(_ name: String, seen: String) throws -> String {
        try Project.expectation("Tests/CommandLineTests/Golden/\(name)", seen: seen)
    }
}
