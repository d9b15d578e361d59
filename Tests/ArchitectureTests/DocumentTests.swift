import Testing

@Suite("Documents and manifests agree with the code")
struct DocumentTests {
    static let documents =
        Repository.files(in: "docs", suffix: ".md") + Repository.files(suffix: ".md").filter { !$0.contains("/") }

    @Test("docs/architecture.md says what every folder of Sources is for")
    func modules() throws {
        let text = try #require(Repository.text(of: "docs/architecture.md"))
        for module in Repository.folders(in: "Sources") {
            #expect(text.contains("`Sources/\(module)`"), "\(module)")
        }
    }

    @Test("every path that a document names, and every link, leads to a file", arguments: documents)
    func paths(document: String) throws {
        let text = try #require(Repository.text(of: document))
        for path in DocumentRule.paths(in: text) {
            #expect(Repository.exists(path), "\(document) names \(path)")
        }
        let folder = document.split(separator: "/").dropLast().joined(separator: "/")
        for link in DocumentRule.links(in: text) {
            #expect(Repository.exists(DocumentRule.normalised(folder + "/" + link)), "\(document) links to \(link)")
        }
    }

    @Test("the image is built from all that the program is made of: files that are links to others, and these")
    func image() throws {
        let recipe = try #require(Repository.text(of: "deploy/image/Dockerfile"))
        let admitted = try #require(Repository.text(of: ".dockerignore")).split(separator: "\n")
        let links = Repository.links(in: "Sources")
        #expect(!links.isEmpty)
        for (link, target) in links {
            let folder = link.split(separator: "/").dropLast().joined(separator: "/")
            let file = DocumentRule.normalised(folder + "/" + target)
            let copied = file.split(separator: "/").dropLast().joined(separator: "/")
            #expect(recipe.contains("COPY \(copied) \(copied)\n"), "\(link) is a link to \(file)")
            #expect(admitted.contains("!\(copied)"), "\(link) is a link to \(file)")
        }
    }

    @Test("paths and links are told from other text")
    func documentRule() {
        let text =
            "`Sources/A/B.swift`, `crds/`, `make test`, `deploy/*/x`, `Sources`, `a/b` [x](../y.md#z) [w](https://a.b)"
        #expect(DocumentRule.paths(in: text) == ["Sources/A/B.swift", "crds/"])
        #expect(DocumentRule.links(in: text) == ["../y.md"])
        #expect(
            DocumentRule.reasons(in: "f(.x, reason: \"TokenPending\", m: \"A\")\nreason: \"no such field\"") == [
                "TokenPending"
            ])
        #expect(DocumentRule.normalised("docs/decisions/../a.md") == "docs/a.md")
    }

    @Test("every kind has a page")
    func resources() throws {
        let definitions = Repository.files(in: "crds", suffix: ".idmon.dev.yaml")
        #expect(!definitions.isEmpty)
        for file in definitions {
            let text = try #require(Repository.text(of: file))
            let rest = try #require(text.split(separator: "singular: ").dropFirst().first, "\(file)")
            let singular = rest.prefix { $0.isLetter }
            #expect(Repository.exists("docs/resources/\(singular).md"), "\(file)")
        }
    }

    @Test("docs/findings.md explains every finding")
    func findings() throws {
        let text = try #require(Repository.text(of: "docs/findings.md"))
        let sources = Repository.swift(in: "Sources/AccessModel/Findings").map { Repository.text(of: $0.path) ?? "" }
        let codes = sources.flatMap { $0.split(separator: "\"").filter { $0.hasPrefix("IDM") && $0.count == 6 } }
        #expect(codes.count > 100)
        for code in codes {
            #expect(text.contains("`\(code)`"), "\(code)")
        }
    }

    @Test("docs/operations.md explains every reason that a status can have")
    func reasons() throws {
        let text = try #require(Repository.text(of: "docs/operations.md"))
        let sources = Repository.swift(in: "Sources/AccessCompiler") + Repository.swift(in: "Sources/ReconcileCore")
        let reasons = Set(sources.flatMap { DocumentRule.reasons(in: $0.text) })
        #expect(!reasons.isEmpty)
        for reason in reasons.sorted() {
            #expect(text.contains("`\(reason)`"), "\(reason)")
        }
    }

    @Test("docs/operations.md explains every metric")
    func metrics() throws {
        let source = try #require(Repository.text(of: "Sources/KubeRuntime/Metrics/MetricFamily.swift"))
        let text = try #require(Repository.text(of: "docs/operations.md"))
        let names = source.split(separator: "\"").filter { $0.hasPrefix("idmon_") && $0.allSatisfy { $0 != " " } }
        #expect(!names.isEmpty)
        for name in names {
            #expect(text.contains("`\(name)`"), "\(name)")
        }
    }

    @Test(
        "every rule of Idmon's own rights has a comment with its reason, and no wildcard",
        arguments: [
            "deploy/base/clusterrole.yaml", "deploy/base/clusterrole-grantable.yaml", "deploy/base/role-lease.yaml",
            "deploy/argo-namespace/role-sso.yaml", "deploy/argo-namespace/role-tokens.yaml",
            "deploy/workload-namespace/role-tokens.yaml",
        ])
    func rights(file: String) throws {
        let text = try #require(Repository.text(of: file))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let rules = lines.indices.filter { lines[$0].hasPrefix("  - apiGroups:") }
        #expect(!rules.isEmpty)
        for rule in rules {
            #expect(lines[rule - 1].hasPrefix("  # "), "\(file):\(rule + 1) has no reason")
        }
        #expect(lines.filter { !$0.contains("#") && $0.contains("*") } == [])
    }

    @Test("the numbers of the version agree")
    func version() throws {
        let source = try #require(Repository.text(of: "Sources/IdmonOperator/IdmonVersion.swift"))
        let quoted = source.split(separator: "\"", omittingEmptySubsequences: false)
        let version = try #require(quoted.count > 1 ? String(quoted[1]) : nil)
        let chart = try #require(Repository.text(of: "deploy/charts/idmon/Chart.yaml"))
        let deployment = try #require(Repository.text(of: "deploy/base/deployment.yaml"))
        #expect(chart.contains("\nversion: \(version)\n"))
        #expect(chart.contains("\nappVersion: \(version)\n"))
        #expect(deployment.contains("image: idmon:\(version)\n"))
    }
}
