import TestInputs

/// Test data of others, read where it is present and never copied in.
enum SharedData {
    /// The YAML files of Argo's examples.
    static let argoExamples: [String] = [".yaml", ".yml"].flatMap {
        TextFile.paths(below: SharedFolder.path + "/argo/examples", suffix: $0)
    }
}
