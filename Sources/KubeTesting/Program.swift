import Subprocess

/// Runs programs to their end.
package enum Program {
    package struct Result: Sendable {
        /// The exit status; 128 and the signal's number for a program that a signal ended.
        package let exitCode: Int
        package let output: String
        package let errors: String

        package var isSuccess: Bool { exitCode == 0 }
    }

    /// The program did not end in time and was stopped.
    package struct TimedOut: Error, CustomStringConvertible {
        package let description: String
    }

    /// Output beyond this, in bytes, makes the run fail.
    private static let outputLimit = 32 << 20

    /// Whether a program is on the PATH.
    package static func exists(_ name: String) async -> Bool {
        (try? await run("sh", ["-c", "command -v \"$0\"", name]))?.isSuccess ?? false
    }

    /// Runs a program.
    ///
    /// - Parameters:
    ///   - name: a name on the PATH, or a path.
    ///   - environment: variables beside the inherited ones.
    ///   - input: what the program reads from its standard input.
    ///   - timeout: after which the program is stopped.
    package static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], input: String = "",
        timeout: Duration = .seconds(120)
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await runToEnd(name, arguments, environment, input) }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            let first = try await group.next()
            // Cancelling the run's task stops its program.
            group.cancelAll()
            guard let result = first ?? nil else {
                throw TimedOut(description: "\(name) \(arguments.joined(separator: " ")) did not end within \(timeout)")
            }
            return result
        }
    }

    private static func runToEnd(
        _ name: String, _ arguments: [String], _ environment: [String: String], _ input: String
    ) async throws -> Result {
        var updates: [Environment.Key: String?] = [:]
        for (variable, value) in environment { updates[Environment.Key(stringLiteral: variable)] = value }
        let result = try await Subprocess.run(
            // env takes names and paths alike.
            .name("env"), arguments: Arguments([name] + arguments),
            environment: .inherit.updating(updates),
            input: .string(input), output: .string(limit: outputLimit), error: .string(limit: outputLimit))
        let code =
            switch result.terminationStatus {
            case .exited(let code): Int(code)
            case .signaled(let signal): 128 + Int(signal)
            }
        return Result(exitCode: code, output: result.standardOutput, errors: result.standardError)
    }
}
