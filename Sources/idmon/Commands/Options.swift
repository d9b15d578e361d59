public import ArgumentParser
import IdmonOperator
import KubeClient
public import Logging

/// How a command finds its cluster, with kubectl's names.
struct ClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The kubeconfig to use instead of KUBECONFIG, ~/.kube/config or the pod's own.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig to use.", valueName: "name"))
    var context: String?

    /// - Throws: ``CommandFailure`` with status `badInput` for a configuration that cannot be used.
    func transport() throws(CommandFailure) -> CurlTransport {
        do throws(KubeError) {
            let configuration = try KubeConfiguration.load(path: kubeconfig, context: context)
            return try CurlTransport(configuration, userAgent: "idmon/\(IdmonVersion.current)")
        } catch {
            throw CommandFailure(error.description, status: ExitStatus.badInput)
        }
    }
}

/// The manifests that a command reads.
struct FileOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: ArgumentHelp(
            "A file, a folder with .yaml, .yml and .json files, or - for standard input; may be repeated.",
            valueName: "path"))
    var paths: [String] = []

    func load() throws(CommandFailure) -> [Manifest] {
        guard !paths.isEmpty else {
            throw CommandFailure(
                "no manifest was named", hint: "name files with -f, or use -f - for standard input",
                status: ExitStatus.badInput)
        }
        return try Manifest.load(paths)
    }
}

/// How much is logged; logs go to standard error.
struct LogOptions: ParsableArguments {
    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"))
    var logLevel: Logger.Level = .info

    func logger() -> Logger { Self.logger(level: logLevel) }

    /// A logger that writes to standard error.
    static func logger(level: Logger.Level) -> Logger {
        var logger = Logger(label: "idmon", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = level
        return logger
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
