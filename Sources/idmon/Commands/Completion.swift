import ArgumentParser

/// `idmon completion SHELL`.
struct Completion: ParsableCommand {
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish

        var parserShell: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Prints a completion script for a shell.",
        discussion: """
            Examples:
              source <(idmon completion bash)
              idmon completion zsh > ~/.zfunc/_idmon
              idmon completion fish > ~/.config/fish/completions/idmon.fish
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() {
        Console.write(Idmon.completionScript(for: shell.parserShell))
    }
}
