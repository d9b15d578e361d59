import AccessModel
import ArgumentParser
import YAMLTree

/// `idmon crds`.
struct CRDs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crds",
        abstract: "Prints the CustomResourceDefinitions that this version works with.",
        discussion: """
            Examples:
              idmon crds | kubectl apply --server-side -f -
            """)

    func run() {
        Console.write(YAMLWriter.stream(IdmonCRDs.documents))
    }
}
