import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import KubeTesting
import TestInputs
import Testing

@Suite("The page of a report") struct ReportPageTests {
    private static func page(_ objects: [KubeObject]) -> (data: ReportData, text: String) {
        let overviews = AccessObservation.rendering(objects, now: Sample.now).map { AccessOverview($0) }
        let data = ReportData(overviews, source: .files, unread: [], generator: "idmon", now: Sample.now)
        return (data, String(decoding: ReportPage(data).bytes, as: UTF8.self))
    }

    /// What stands between two texts.
    private static func part(_ text: String, from start: String, to end: String) -> Substring? {
        guard let first = text.firstRange(of: start), let last = text[first.upperBound...].firstRange(of: end) else {
            return nil
        }
        return text[first.upperBound..<last.lowerBound]
    }

    private static func data(in text: String) throws -> JSONValue {
        let json = try #require(part(text, from: "<script type=\"application/json\" id=\"data\">", to: "</script>"))
        return try JSONValue(parsing: String(json))
    }

    @Test("its data is the report's, and nothing of the template is left to fill in")
    func data() throws {
        let (data, text) = Self.page(try Sample.threeTeams())
        #expect(try Self.data(in: text) == data.value)
        #expect(!text.contains("{{"))
        #expect(text.hasPrefix("<!DOCTYPE html>\n") && text.hasSuffix("</html>\n"))
    }

    @Test("every element that is opened is closed, in their order")
    func wellFormed() throws {
        let (_, text) = Self.page(try Sample.threeTeams())
        let empty: Set<Substring> = ["meta", "input", "link", "br", "!DOCTYPE"]
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = tag.prefix { !$0.isWhitespace }
            if name.first == "/" {
                #expect(open.popLast() == name.dropFirst())
            } else if !empty.contains(name) {
                open.append(name)
            }
            if name == "script" || name == "style", let close = rest.firstRange(of: "</\(name)>") {
                rest = rest[close.lowerBound...]
            }
        }
        #expect(open == [])
    }

    @Test("it loads nothing: no address but in text, and a policy that names its own style and script alone")
    func selfContained() throws {
        let (_, text) = Self.page([])
        for address in ["http:", "https:", "src=", "@import", "url(", "//cdn"] {
            #expect(!text.contains(address), "\(address)")
        }
        let policy = try #require(Self.part(text, from: "Content-Security-Policy\" content=\"", to: "\">"))
        #expect(policy == ReportPage.policy)
        #expect(policy.hasPrefix("default-src 'none'; ") && !policy.contains("unsafe"))
        for (element, bytes) in [("style", ReportPage.style), ("script", ReportPage.script)] {
            let source = try #require(Self.part(text, from: "<\(element)>", to: "</\(element)>"))
            #expect(source.utf8.elementsEqual(bytes))
        }
    }

    @Test("the policy has the digests of the style and the script (IDMON_REWRITE_GOLDEN=1 rewrites it)")
    func policyGolden() async throws {
        let (script, style) = (try await Self.source(ReportPage.script), try await Self.source(ReportPage.style))
        let policy =
            "default-src 'none'; script-src \(script); style-src \(style); base-uri 'none'; form-action 'none'"
        let path = "Sources/AccessExplainer/Report/Page/policy.txt"
        #expect(try Project.expectation(path, seen: policy + "\n") == policy + "\n")
        #expect(ReportPage.policy == policy)
    }

    /// How a Content-Security-Policy names a text.
    private static func source(_ text: [UInt8]) async throws -> String {
        let input = String(decoding: text, as: UTF8.self)
        let result = try await Program.run("openssl", ["dgst", "-sha256", "-r"], input: input)
        let digits = Array(result.output.prefix(64))
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0..<$0 + 2]), radix: 16)
        }
        try #require(bytes.count == 32, "\(result.errors)")
        return "'sha256-\(Base64.text(bytes))'"
    }

    @Test("its scripts make text of what they show, and never markup or code")
    func noMarkup() throws {
        let (_, text) = Self.page([])
        let script = try #require(Self.part(text, from: "<script>", to: "</script>"))
        for word in [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "DOMParser",
            "createContextualFragment", "srcdoc", "javascript:", "fetch(", "XMLHttpRequest", "WebSocket",
        ] {
            #expect(!script.contains(word), "\(word)")
        }
    }

    @Test(
        "whatever a name says, the page has the same elements, and the data the same name",
        arguments: [
            "/</script><script>alert(1)</script>", "/<!--<script>", "/--><img src=x onerror=alert(1)>", "/]]>&amp;&lt;",
            "/\u{2028}\u{2029}\"\\'`${}", "/{{script}}{{data}}", "/\u{202E}cod.exe",
        ])
    func hostile(group: String) throws {
        let plain = Self.page(try Self.objects(group: "/plain")).text
        let (data, text) = Self.page(try Self.objects(group: group))
        #expect(try Self.data(in: text) == data.value)
        #expect(data.value["groups"]?[0]?[1] == .string(group))
        for element in ["<script", "</script", "<!--", "<img"] {
            #expect(text.ranges(of: element).count == plain.ranges(of: element).count, "\(element)")
        }
        let json = try #require(Self.part(text, from: "id=\"data\">", to: "</script>"))
        #expect(!json.contains("<") && !json.contains(">") && !json.contains("&"))
        #expect(!json.unicodeScalars.contains { $0.value == 0x2028 || $0.value == 0x2029 })
    }

    private static func objects(group: String) throws -> [KubeObject] {
        try Sample.threeTeams().map { object in
            guard object.type == .workflowScope || object.type == .workflowBinding else { return object }
            var content = object.content
            let role: JSONValue = "submitter"
            content["spec"]?["groups"] =
                object.type == .workflowScope ? [["path": .string(group), "maxRole": role]] : nil
            content["spec"]?["grants"] =
                object.type == .workflowBinding ? [["group": .string(group), "role": role]] : nil
            return KubeObject(object.type, content: content)
        }.filter { $0.type != .keycloakRealm } + [Self.realm]
    }

    private static let realm = KubeObject(
        .keycloakRealm, namespace: "argo", name: "production",
        fields: ["spec": ["issuer": "https://keycloak.example.org/realms/production"]])

    @Test("with 200 groups and 1,000 templates it has at most 5 MB")
    func size() throws {
        let objects = Organisation(groups: 200, namespaces: 50, templates: 20).objects
        let (data, text) = Self.page(objects)
        #expect(data.value["groups"]?.array?.count == 200)
        #expect(data.value["templates"]?.array?.count == 1000)
        #expect(text.utf8.count <= 5_000_000, "\(text.utf8.count) bytes")
    }
}
