import ArgumentParser
import JSONTree
import YAMLTree

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
    case yaml

    /// Prints one value in a format for programs; `text` falls back to YAML.
    func print(_ value: JSONValue) -> String {
        switch self {
        case .json: value.prettyText(indent: 2)
        case .text, .yaml: YAMLWriter.text(value)
        }
    }
}
