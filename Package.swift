// swift-tools-version: 6.3
import PackageDescription

/// Every target gets these: warnings are errors, `any` is spelled out, imports are internal unless said otherwise.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Targets that touch C pointers also mark every unsafe expression.
let touchesC: [SwiftSetting] = strict + [.strictMemorySafety()]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

/// The files of `deploy/samples` that `idmon dev` starts with.
let samples = [
    "namespaces", "keycloakrealm", "argoinstallation", "workflowtemplate", "workflowscope", "workflowbinding",
    "accesstest",
]

/// The parts of the page of `idmon report`.
let reportPage = [
    "policy.txt", "page.html", "page.css", "dom.js", "model.js", "explain.js", "matrix.js", "views.js", "paper.js",
    "main.js",
]

/// A target of the pure ring: no clock, no entropy, no file, no socket, no Foundation.
func pure(
    _ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = strict,
    embedding files: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: files.map { .embedInCode($0) }, swiftSettings: settings)
}

/// A target of the shell: it performs what the pure ring decided.
func shell(_ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = strict) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], golden: Bool = false) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: golden ? ["Golden"] : [], swiftSettings: strict)
}

let package = Package(
    name: "idmon",
    products: [
        .executable(name: "idmon", targets: ["idmon"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.10.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        // C libraries of the system.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        pure("JSONTree"),
        pure("YAMLTree", ["CYAML", "JSONTree"], touchesC),
        pure("KubeModel", ["JSONTree"]),
        pure("KubeSchema", ["JSONTree", "KubeModel"]),
        pure("ClusterModel", ["JSONTree", "KubeModel", "KubeSchema"]),
        pure("ReconcileCore", ["JSONTree", "KubeModel"]),
        pure("AccessModel", ["JSONTree", "KubeModel", "KubeSchema"]),
        pure("AccessCompiler", ["JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ReconcileCore", "AccessModel"]),
        pure(
            "AccessExplainer",
            ["JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ReconcileCore", "AccessModel", "AccessCompiler"],
            embedding: reportPage.map { "Report/Page/\($0)" }),
        pure("AccessLinter", ["JSONTree", "KubeModel", "ReconcileCore", "AccessModel", "AccessCompiler"]),

        shell("KubeClient", ["CCurl", "JSONTree", "YAMLTree", "KubeModel"], touchesC),
        shell(
            "KubeRuntime",
            ["JSONTree", "KubeModel", "ReconcileCore", "KubeClient", httpTypes, hummingbird, logging, lifecycle]),
        shell(
            "DevCluster",
            [
                "JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ClusterModel", httpTypes, hummingbird, logging,
                lifecycle, nioCore,
            ]),
        shell(
            "IdmonOperator",
            [
                "JSONTree", "KubeModel", "ReconcileCore", "AccessModel", "AccessCompiler", "AccessExplainer",
                "KubeClient",
                "KubeRuntime", logging, lifecycle,
            ]),
        .executableTarget(
            name: "idmon",
            dependencies: [
                "CMalloc", "JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ClusterModel", "ReconcileCore",
                "AccessModel", "AccessCompiler", "AccessExplainer", "AccessLinter", "KubeClient", "KubeRuntime",
                "DevCluster", "IdmonOperator", argumentParser, logging, lifecycle, signals, subprocess,
            ],
            resources: samples.map { .embedInCode("Samples/\($0).yaml") },
            swiftSettings: strict),

        // Support of tests and benchmarks, never shipped.
        shell("TestInputs", []),
        shell("TestThreads", []),
        shell(
            "KubeTesting",
            [
                "JSONTree", "KubeModel", "ClusterModel", "KubeClient", "DevCluster", "TestInputs", logging, lifecycle,
                subprocess,
            ]),
        shell("KubeConformance", ["JSONTree", "KubeModel", "KubeClient"]),

        .executableTarget(
            name: "idmon-bench",
            dependencies: [
                "CCurl", "CYAML", "JSONTree", "YAMLTree", "KubeModel", "ClusterModel", "ReconcileCore", "AccessModel",
                "AccessCompiler", "AccessExplainer", "KubeClient", "KubeRuntime", "DevCluster", "IdmonOperator",
                "KubeTesting", "TestInputs", logging,
            ],
            swiftSettings: strict),

        tests("JSONTreeTests", ["JSONTree", "ReconcileCore", "TestInputs"]),
        tests("YAMLTreeTests", ["JSONTree", "YAMLTree", "ReconcileCore", "TestInputs", "TestThreads"]),
        tests("KubeModelTests", ["JSONTree", "KubeModel"]),
        tests("KubeSchemaTests", ["JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ReconcileCore", "TestInputs"]),
        tests("ClusterModelTests", ["JSONTree", "KubeModel", "KubeSchema", "ClusterModel", "ReconcileCore"]),
        tests("ReconcileCoreTests", ["JSONTree", "KubeModel", "ReconcileCore"]),
        tests("AccessModelTests", ["JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "AccessModel", "TestInputs"]),
        tests(
            "AccessCompilerTests",
            [
                "JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ReconcileCore", "AccessModel", "AccessCompiler",
                "TestInputs", "TestThreads",
            ], golden: true),
        tests(
            "AccessExplainerTests",
            [
                "JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ReconcileCore", "AccessModel", "AccessCompiler",
                "AccessExplainer", "KubeClient", "KubeTesting", "TestInputs", "TestThreads", logging,
            ], golden: true),
        .testTarget(
            name: "AccessLinterTests",
            dependencies: [
                "JSONTree", "YAMLTree", "KubeModel", "ReconcileCore", "AccessModel", "AccessCompiler", "AccessLinter",
                "TestInputs",
            ], exclude: ["Faults", "Setups"], swiftSettings: strict),
        tests("KubeClientTests", ["JSONTree", "KubeModel", "KubeClient", "KubeTesting", "TestInputs"]),
        tests(
            "KubeRuntimeTests",
            [
                "JSONTree", "KubeModel", "ClusterModel", "ReconcileCore", "KubeClient", "KubeRuntime", "DevCluster",
                "KubeTesting", logging, lifecycle,
            ]),
        tests(
            "ConformanceTests",
            [
                "JSONTree", "KubeModel", "ClusterModel", "ReconcileCore", "KubeClient", "DevCluster", "KubeTesting",
                "KubeConformance", "TestInputs",
                logging, lifecycle,
            ]),
        tests(
            "DevClusterTests",
            [
                "JSONTree", "YAMLTree", "KubeModel", "ClusterModel", "AccessModel", "KubeClient", "DevCluster",
                "KubeTesting", "TestInputs", logging, lifecycle,
            ]),
        tests(
            "OperatorTests",
            [
                "JSONTree", "KubeModel", "ClusterModel", "ReconcileCore", "AccessModel", "AccessCompiler", "KubeClient",
                "KubeRuntime", "DevCluster", "IdmonOperator", "KubeTesting", "TestInputs", logging, lifecycle,
            ]),
        .testTarget(
            name: "PolicyTests",
            dependencies: [
                "JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ReconcileCore", "AccessModel", "AccessCompiler",
                "KubeClient", "KubeTesting", "TestInputs", "TestThreads", logging,
            ], exclude: ["Corpus"], swiftSettings: strict),
        tests("CommandLineTests", ["idmon", "KubeTesting", "TestInputs"], golden: true),
        tests("ArchitectureTests", []),
    ],
    swiftLanguageModes: [.v6]
)
