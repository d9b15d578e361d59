import ArgumentParser

/// The exit codes of every command; `idmon help` and the manual list the same ones.
enum ExitStatus {
    /// Something was found or refused: findings, objects that could not be written.
    static let findings = ExitCode(1)
    /// The call or its input cannot be used: flags, files, YAML, kubeconfig. Nothing was done.
    static let badInput = ExitCode(2)
    /// The API server could not be reached, or refused the credentials.
    static let unreachable = ExitCode(3)
    /// An answer cannot be known from what was read.
    static let unknown = ExitCode(4)
    /// `plan`: somebody's access changes.
    static let changes = ExitCode(5)
}

/// An error that is told to the person in one sentence, with what to do about it.
struct CommandFailure: Error, CustomStringConvertible {
    let message: String
    let hint: String?
    let status: ExitCode

    init(_ message: String, hint: String? = nil, status: ExitCode) {
        self.message = message
        self.hint = hint
        self.status = status
    }

    var description: String { hint.map { "\(message)\n  hint: \($0)" } ?? message }
}
