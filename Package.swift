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
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "idmon",
    products: [
        .executable(name: "idmon", targets: ["idmon"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    ],
    targets: [
        // C libraries of the system.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        // Pure: no clock, no entropy, no file, no socket, no Foundation.
        .target(name: "JSONTree", swiftSettings: strict),
        .target(name: "YAMLTree", dependencies: ["CYAML", "JSONTree"], swiftSettings: touchesC),
        .target(name: "KubeModel", dependencies: ["JSONTree"], swiftSettings: strict),
        .target(name: "KubeSchema", dependencies: ["JSONTree", "KubeModel"], swiftSettings: strict),
        .target(name: "ClusterModel", dependencies: ["JSONTree", "KubeModel", "KubeSchema"], swiftSettings: strict),
        .target(name: "ReconcileCore", dependencies: ["JSONTree", "KubeModel"], swiftSettings: strict),
        .target(name: "AccessModel", dependencies: ["JSONTree", "KubeModel", "KubeSchema"], swiftSettings: strict),
        .target(
            name: "AccessCompiler", dependencies: ["JSONTree", "KubeModel", "ReconcileCore", "AccessModel"],
            swiftSettings: strict),

        // Shell: performs what the pure part decided.
        .target(
            name: "KubeClient", dependencies: ["CCurl", "JSONTree", "YAMLTree", "KubeModel"], swiftSettings: touchesC),
        .target(
            name: "KubeRuntime",
            dependencies: ["JSONTree", "KubeModel", "ReconcileCore", "KubeClient", hummingbird, logging, lifecycle],
            swiftSettings: strict),
        .target(
            name: "DevCluster",
            dependencies: ["JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ClusterModel", hummingbird, logging, lifecycle],
            swiftSettings: strict),
        .target(
            name: "IdmonOperator",
            dependencies: [
                "JSONTree", "KubeModel", "ReconcileCore", "AccessModel", "AccessCompiler", "KubeClient", "KubeRuntime",
                logging, lifecycle,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "idmon",
            dependencies: [
                "JSONTree", "YAMLTree", "KubeModel", "KubeSchema", "ReconcileCore", "AccessModel", "AccessCompiler",
                "KubeClient", "KubeRuntime", "DevCluster", "IdmonOperator", argumentParser, logging, lifecycle,
            ],
            swiftSettings: strict),

        // Support of tests and benchmarks, never shipped.
        .target(
            name: "KubeTesting", dependencies: ["JSONTree", "KubeModel", "ClusterModel", "KubeClient"],
            swiftSettings: strict),
        .target(
            name: "KubeConformance", dependencies: ["JSONTree", "KubeModel", "KubeClient"], swiftSettings: strict),

        .testTarget(name: "JSONTreeTests", dependencies: ["JSONTree"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
