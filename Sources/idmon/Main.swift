import ArgumentParser
import Glibc

/// The entry point: parses, runs, and turns every error into one message and one exit code.
@main
enum Main {
    static func main() async {
        Heap.configure()
        // A peer that goes away must be an error of one call, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try Idmon.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Console.writeError("\(Terminal.error.styled("error:", .red)) \(failure)")
            exit(failure.status.rawValue)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch {
            exit(tell(error))
        }
    }

    /// Prints help, the version or a usage error as ArgumentParser words it; anything else is a failure at work.
    private static func tell(_ error: any Error) -> Int32 {
        let message = Idmon.fullMessage(for: error)
        switch Idmon.exitCode(for: error) {
        case .success:
            Console.write(message)
            return 0
        case .validationFailure:
            Console.writeError(message)
            return ExitStatus.badInput.rawValue
        default:
            Console.writeError("\(Terminal.error.styled("error:", .red)) \(error)")
            return ExitStatus.findings.rawValue
        }
    }
}
