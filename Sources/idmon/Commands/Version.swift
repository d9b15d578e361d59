import ArgumentParser
import IdmonOperator
import JSONTree

/// `idmon version`.
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Prints the version.",
        discussion: """
            Examples:
              idmon version
              idmon version -o json
            """)

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output: OutputFormat = .text

    static var text: String { "idmon \(IdmonVersion.current)" }

    func run() {
        switch output {
        case .text: Console.write(Self.text)
        case .json, .yaml: Console.write(output.print(["version": .string(IdmonVersion.current)]))
        }
    }
}
