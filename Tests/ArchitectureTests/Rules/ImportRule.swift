/// What the modules that decide may import; everything else is refused, the operating system and Foundation included.
enum ImportRule {
    /// The pure modules, each with all that it may import. Package.swift must say the same.
    static let pure: [String: Set<String>] = [
        "JSONTree": [],
        "YAMLTree": ["CYAML", "JSONTree"],
        "KubeModel": ["JSONTree"],
        "KubeSchema": ["JSONTree", "KubeModel"],
        "ClusterModel": ["JSONTree", "KubeModel", "KubeSchema"],
        "ReconcileCore": ["JSONTree", "KubeModel"],
        "AccessModel": ["JSONTree", "KubeModel", "KubeSchema"],
        "AccessCompiler": ["JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ReconcileCore", "AccessModel"],
        "AccessExplainer": [
            "JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ReconcileCore", "AccessModel", "AccessCompiler",
        ],
        "AccessLinter": ["JSONTree", "KubeModel", "ReconcileCore", "AccessModel", "AccessCompiler"],
    ]

    /// Modules that no shipped code may import, pure or not: Foundation for its cost, the rest because it is for tests.
    static let banned: Set<String> = [
        "Foundation", "FoundationEssentials", "FoundationNetworking", "Testing", "XCTest", "KubeTesting",
        "KubeConformance", "TestInputs", "TestThreads",
    ]

    /// Targets that are never shipped: support of tests, and the program that compares us with others, Foundation included.
    static let unshipped: Set<String> = [
        "KubeTesting", "KubeConformance", "TestInputs", "TestThreads", "idmon-bench",
    ]

    private static let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "var", "let", "actor",
    ]

    /// The names of the top-level modules that a source text imports, whatever the attributes, access and kind.
    static func imports(in source: SourceText) -> [String] {
        source.lines.flatMap { line in
            line.code.split(separator: ";").compactMap { statement in
                var words = statement.split(whereSeparator: \.isWhitespace)[...]
                words = words.drop { $0.hasPrefix("@") || modifiers.contains($0) }
                guard words.popFirst() == "import" else { return nil }
                words = words.drop { kinds.contains($0) }
                return words.first?.split(separator: ".").first.map { $0.filter { $0 != "`" } }
            }
        }
    }

    /// The modules that a file of a module imports although it must not.
    static func violations(in source: SourceText, of module: String) -> [String] {
        imports(in: source).filter { name in
            banned.contains(name) && !unshipped.contains(module) || pure[module]?.contains(name) == false
        }
    }
}
