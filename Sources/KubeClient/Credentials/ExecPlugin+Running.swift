import KubeModel

extension ExecPlugin {
    /// How long a plug-in may take; people may have to log in.
    static let timeout: Duration = .seconds(60)

    /// Runs the program and reads what it answers.
    ///
    /// Its standard error is that of this process, as with kubectl, so that it can ask and complain.
    func run(inherited: [String: String], timeout: Duration, now: KubeTime) async throws(KubeError) -> ExecCredential {
        let isInteractive = interactiveMode != .never && ChildProcess.hasTerminal
        if interactiveMode == .always && !isInteractive {
            throw ExecCredential.error(
                self, "needs a terminal (interactiveMode Always) and there is none. Use other credentials here")
        }
        var variables = inherited
        for variable in environment { variables[variable.name] = variable.value.reveal() }
        variables["KUBERNETES_EXEC_INFO"] = request(isInteractive: isInteractive)
        let process = ChildProcess(
            command: command, arguments: arguments, environment: variables, readsTerminal: isInteractive)
        let result = await process.run(timeout: timeout, outputLimit: 1 << 20)
        let hint = installHint.map { ". \($0)" } ?? ""
        switch result {
        case .exited(0, let output): return try ExecCredential(output, of: self, now: now)
        case .exited(let status, _):
            throw ExecCredential.error(
                self, "ended with status \(status); its own words are on standard error\(hint)")
        case .killed(let signal): throw ExecCredential.error(self, "was ended by signal \(signal)")
        case .tooMuchOutput: throw ExecCredential.error(self, "printed more than 1 MiB")
        case .timedOut: throw ExecCredential.error(self, "did not end within \(timeout) and was killed")
        case .notStarted(let reason): throw ExecCredential.error(self, "cannot be started: \(reason)\(hint)")
        }
    }
}
