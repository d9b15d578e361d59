import Testing

@Suite("Dependencies point one way")
struct ImportTests {
    @Test("a module that decides imports only what the table allows", arguments: ImportRule.pure.keys.sorted())
    func pureImports(module: String) {
        let files = Repository.swift(in: "Sources/" + module)
        #expect(!files.isEmpty)
        for (path, text) in files {
            #expect(ImportRule.violations(in: text, of: module) == [], "\(path) imports what \(module) must not")
        }
    }

    @Test("no shipped module imports Foundation or what is for tests")
    func bannedImports() {
        for module in Repository.folders(in: "Sources") {
            for (path, text) in Repository.swift(in: "Sources/" + module) {
                #expect(ImportRule.violations(in: text, of: module) == [], "\(path)")
            }
        }
    }

    @Test("Package.swift declares as pure exactly the modules of the table, with the same dependencies")
    func manifest() throws {
        let text = SourceText(try #require(Repository.text(of: "Package.swift")))
        let declared = Manifest.targets(in: text, by: "pure")
        #expect(declared.keys.sorted() == ImportRule.pure.keys.sorted())
        for (module, allowed) in ImportRule.pure {
            #expect(declared[module] == allowed, "\(module)")
            // C libraries aside, what a deciding module uses decides as well.
            #expect(allowed.allSatisfy { ImportRule.pure[$0] != nil || $0 == "CYAML" }, "\(module)")
        }
    }

    @Test("every folder of Sources is a target of Package.swift")
    func folders() throws {
        let targets = Manifest.targets(in: SourceText(try #require(Repository.text(of: "Package.swift"))))
        #expect(Repository.folders(in: "Sources").filter { targets[$0] == nil } == [])
    }

    @Test(
        "a planted import is found however it is written",
        arguments: [
            "import Glibc", "  import Foundation", "@preconcurrency import Foundation", "package import KubeClient",
            "import struct Foundation.Date", "@_exported public import KubeRuntime", "import JSONTree; import Glibc",
            "/* why */ import Synchronization // because", "@_spi(X) import func Glibc.open", "import\tDispatch",
            "let s = \"\"\"\n  \"\n  \"\"\"\nimport Glibc", "#if os(Linux)\nimport Glibc\n#endif", "import `Glibc`",
        ])
    func planted(source: String) {
        #expect(ImportRule.violations(in: SourceText(source), of: "KubeModel").count == 1)
    }

    @Test(
        "what only looks like an import is none",
        arguments: [
            "// import Glibc", "/* import Glibc\nimport Foundation */", "let text = \"import Glibc\"",
            "let text = \"\"\"\nimport Glibc\n\"\"\"", "let text = #\"\"import Glibc\"#", "important(Glibc)",
            "let important = \"\\(\"\" + \"x\")import\"", "import JSONTree", "package import JSONTree",
        ])
    func innocent(source: String) {
        #expect(ImportRule.violations(in: SourceText(source), of: "KubeModel") == [])
    }

    @Test("Foundation is refused in modules that perform, Glibc is not")
    func shell() {
        #expect(ImportRule.violations(in: "import Glibc\nimport Foundation", of: "KubeClient") == ["Foundation"])
        #expect(ImportRule.violations(in: "import KubeTesting", of: "idmon") == ["KubeTesting"])
        #expect(ImportRule.violations(in: "import Testing", of: "KubeTesting") == [])
    }

    @Test("the dependencies of a target are read from Package.swift in all their forms")
    func manifestText() {
        let text = """
            let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
            func pure(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
                .target(name: name, dependencies: dependencies, swiftSettings: settings)
            }
            targets: [
                .systemLibrary(name: "CX", pkgConfig: "x", providers: [.apt(["libx-dev"])]),
                // .target(name: "Gone"),
                .target(name: "A", swiftSettings: strict),
                .target(
                    name: "B", dependencies: ["CX", "A", logging], // "no"
                    swiftSettings: [.define("D")]),
                pure("C"),
                pure("D", ["A", logging], touchesC),
                pure(
                    "E",
                    ["A"]),
            ]
            """
        #expect(
            Manifest.targets(in: SourceText(text)) == [
                "CX": [], "A": [], "B": ["CX", "A", "logging"], "C": [], "D": ["A", "logging"], "E": ["A"],
            ])
        #expect(Manifest.targets(in: SourceText(text), by: "pure").keys.sorted() == ["C", "D", "E"])
    }
}
