import AccessCompiler
import AccessModel
import JSONTree
import TestInputs
import Testing
import YAMLTree

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Argo's settings in a ConfigMap")
struct ControllerConfigurationTests {
    private static let version = ArgoVersion(4, 1, 2)
    private static let wanted: JSONValue = [
        "issuer": "https://kc.example.org/realms/prod", "scopes": ["groups", "email"], "rbac": ["enabled": true],
    ]
    private static let block = """
        sso:
          issuer: https://kc.example.org/realms/prod
          scopes:
          - groups
          - email
          rbac:
            enabled: true

        """

    private func configuration(_ data: JSONObject, _ version: ArgoVersion = version) throws(ConfigurationFault)
        -> ControllerConfiguration
    {
        try ControllerConfiguration(data: data, version: version)
    }

    /// What becomes of the key `config`.
    private func edited(_ config: String) throws -> String {
        let data = try configuration(["config": .string(config)]).replacing(sso: Self.wanted)
        #expect(data.names == ["config"])
        return try #require(data["config"]?.string)
    }

    private func fault(_ data: JSONObject, _ version: ArgoVersion = version) -> ConfigurationFault? {
        do throws(ConfigurationFault) {
            _ = try configuration(data, version).replacing(sso: Self.wanted)
            return nil
        } catch {
            return error
        }
    }

    // MARK: - The single form

    @Test("a block is replaced where it is, and every other byte stays")
    func replaced() throws {
        let before = """
            # Settings of the data platform.
            instanceID: data   # ours alone


            # Where people log in.
            """
        let after = """

              # a note that belongs to nobody

            # Where artifacts go.
            artifactRepository:
              archiveLogs: true   # keep
              s3: {bucket: "data", keyFormat: "a\\
                b"}
            links:
            - name: Docs
              url: https://docs.example.org
            """
        let old = "\nsso:\n  issuer: https://old.example.org # old\n  # inside\n  rbac:\n    enabled: false\n"
        #expect(try edited(before + old + after) == before + "\n" + Self.block + after)
        #expect(try configuration(["config": .string(before + old + after)]).ssoText == String(old.dropFirst()))
    }

    @Test(
        "a block in any style is replaced: first, last, in braces, with a quoted name or an anchor, on one line, empty",
        arguments: [
            ("sso:\n  issuer: x\nlinks: []\n", "BLOCKlinks: []\n"),
            ("links: []\nsso:\n  issuer: x\n", "links: []\nBLOCK"),
            ("links: []\nsso:\n  issuer: x", "links: []\nBLOCK-"),
            ("links: []\nsso: {issuer: x,\n  scopes: [a]}\nimages: {}\n", "links: []\nBLOCKimages: {}\n"),
            ("\"sso\": {issuer: x} # c\nlinks: []\n", "BLOCKlinks: []\n"),
            ("'sso':\n  issuer: &a x\nlinks: []\n", "BLOCKlinks: []\n"),
            ("sso: &b {issuer: x}\nlinks: []\n", "BLOCKlinks: []\n"),
            ("sso:\nlinks: []\n", "BLOCKlinks: []\n"),
            ("sso: null\n", "BLOCK"),
            ("sso: text\nlinks: []", "BLOCKlinks: []"),
            ("sso:\n- list\n- of\nlinks: []\n", "BLOCKlinks: []\n"),
            ("sso:\n  rootCA: |\n    # begin\n    x\n\nlinks: []\n", "BLOCK\nlinks: []\n"),
            ("---\nsso: {}\n...\n", "---\nBLOCK...\n"),
            ("%YAML 1.1\n---\nlinks: []\n", "%YAML 1.1\n---\nlinks: []\nBLOCK"),
            ("# only a comment\n", "# only a comment\nBLOCK"), ("", "BLOCK"), ("\n\n", "\n\nBLOCK"),
            ("# sso:\n#   issuer: x\nlinks: []\n\n", "# sso:\n#   issuer: x\nlinks: []\n\nBLOCK"),
            ("links: []", "links: []\nBLOCK-"), ("links: []\n...\n# end\n", "links: []\nBLOCK...\n# end\n"),
            ("workflowDefaults:\n  sso: mine\n", "workflowDefaults:\n  sso: mine\nBLOCK"),
            ("navColor: |+\n  red\n\n", "navColor: |+\n  red\n\nBLOCK"),
            ("# top\nlinks: []\nnavColor: |\n  red", "# top\nBLOCKlinks: []\nnavColor: |\n  red"),
            ("\u{feff}links: []\n", "\u{feff}links: []\nBLOCK"),
            (
                "sso:\n  issuer: x\n  # rbac:\n  #   enabled: true\nlinks: []\n",
                "BLOCK  # rbac:\n  #   enabled: true\nlinks: []\n"
            ),
        ])
    func styles(before: String, after: String) throws {
        var expected = after.replacing("BLOCK-", with: String(Self.block.dropLast()))
        expected.replace("BLOCK", with: Self.block)
        #expect(try edited(before) == expected)
    }

    @Test("carriage returns and an indented document stay as they are")
    func layout() throws {
        let carriageReturns = "links: []\r\nsso:\r\n  issuer: x\r\nimages: {}\r\n"
        let block = Self.block.replacing("\n", with: "\r\n")
        #expect(try edited(carriageReturns) == "links: []\r\n\(block)images: {}\r\n")
        let indented = "  links: []\n  sso: {}\n  images: {}\n"
        let lines = Self.block.split(separator: "\n").map { "  \($0)\n" }.joined()
        #expect(try edited(indented) == "  links: []\n\(lines)  images: {}\n")
    }

    @Test(
        "what cannot be edited alone is refused with its place",
        arguments: [
            ("{links: [], sso: {issuer: x}}\n", "line 1: its settings do not stand one below the other"),
            ("{}", "line 1"), ("&a\nlinks: []\n", "line 1"), ("--- {links: []}\n", "line 1"),
            ("? sso\n: issuer: x\n", "line 1"),
            ("sso: &a {issuer: x}\nworkflowDefaults: *a\n", "cannot be replaced"),
            ("images:\n  a: &a\n    sso: {issuer: x}\n<<: *a\n", "unknown"),
            ("workflowDefaults: &a\n  sso: {issuer: x}\n<<: *a\n", "line 2: sso comes from elsewhere"),
            ("sso:\n  a: b\n<<: {links: []}\n", "cannot be replaced"),
            ("links: []\n---\nimages: {}\n", "line 2: a second document"),
            ("links: []\n...\nimages: {}\n", "line 3: a second document"),
            ("links: []\rimages: {}\n", "line breaks"), ("# a\u{2028}\nlinks: []\n", "line breaks"),
            ("null\n", "cannot be replaced"),
        ])
    func refused(config: String, words: String) throws {
        let fault = try #require(self.fault(["config": .string(config)]))
        #expect(fault.kind == .notEditable && fault.message.contains(words) || words == "unknown", "\(fault)")
    }

    // MARK: - What Argo refuses

    @Test("a broken document is refused with line and column")
    func broken() throws {
        #expect(fault(["config": "links: []\nimages: [\n"])?.kind == .malformed)
        #expect(fault(["config": "- a\n"])?.message == "key config is no mapping of settings; correct it")
        let split = try #require(fault(["sso": "issuer: x\n", "images": "\na: b\n  c: d\n"]))
        #expect(split.kind == .malformed && split.message.hasPrefix("key images, line 3, column"), "\(split)")
        #expect(fault(["parallelism": "a: b"])?.message.hasPrefix("key parallelism, line 1, column 2") == true)
    }

    @Test("config beside other keys is refused")
    func mixed() {
        let fault = fault(["config": "links: []\n", "sso": "issuer: x\n"])
        #expect(fault?.kind == .mixedForms && fault?.message.contains("(sso)") == true)
    }

    @Test("a setting that the version does not know is refused with its place, in both forms")
    func unknown() {
        let single = fault(["config": "links: []\nimagess: {}\n"])
        #expect(single?.kind == .unknownKey)
        #expect(
            single?.message == "key config, line 2, column 1: imagess: Argo Workflows 4.1.2 does not know it and would "
                + "not start; did you mean images?")
        #expect(fault(["imagess": "{}"])?.message.hasPrefix("key imagess: ") == true)
        // Newer settings on an older version, and every one there is on the newest.
        #expect(fault(["artifactDrivers": "[]"], ArgoVersion(3, 7, 15))?.kind == .unknownKey)
        #expect(fault(["artifactDrivers": "[]"], ArgoVersion(4, 0, 6)) == nil)
        // Argo's decoder takes any case; of sso only one spelling can be replaced.
        #expect(fault(["instanceId": "a"]) == nil)
        #expect(fault(["SSO": "issuer: x"])?.kind == .unknownKey)
        // What a later minor version knows is not known here.
        #expect(fault(["somethingNew": "a"], ArgoVersion(4, 2, 0)) == nil)
    }

    @Test("the settings of a version are those of the one before and new ones")
    func tables() throws {
        var earlier: Set<String> = []
        for version in [ArgoVersion(3, 4, 17), ArgoVersion(3, 6, 0), ArgoVersion(3, 7, 0), ArgoVersion(4, 1, 9)] {
            let known = try #require(ConfigurationKeys.settings(of: version))
            #expect(known.isSuperset(of: earlier))
            earlier = known
        }
        #expect(ConfigurationKeys.ssoSettings(of: ArgoVersion(3, 7, 18))?.contains("rootCA") == false)
        #expect(ConfigurationKeys.ssoSettings(of: ArgoVersion(4, 0, 0))?.contains("rootCA") == true)
        #expect(ConfigurationKeys.settings(of: ArgoVersion(4, 2, 0)) == nil)
    }

    // MARK: - The split form

    @Test("in the split form only the key sso changes, whatever was in it")
    func split() throws {
        let text = String(Self.block.split(separator: "\n").dropFirst().map { $0.dropFirst(2) }.joined(separator: "\n"))
        for old in [nil, "", "{issuer: x}", "issuer: [broken", "\n\nissuer: x\nnonsense: 1\n"] as [String?] {
            var data: JSONObject = ["images": "a:\n  cmd: [b]\n", "parallelism": "10", "namespace": ""]
            data["sso"] = old.map(JSONValue.string)
            let configuration = try configuration(data)
            #expect(configuration.form == .split && configuration.ssoText == old)
            #expect(try configuration.replacing(sso: Self.wanted) == ["sso": .string(text + "\n")])
        }
        let data = try configuration(["sso": "issuer: x\r\n"]).replacing(sso: ["issuer": "new"])
        #expect(data == ["sso": "issuer: new\r\n"])
    }

    @Test("a value is read as Argo puts it together: one line beside its name, several below it")
    func reading() throws {
        #expect(try configuration(["sso": #"{"issuer": "x"}"#]).sso == ["issuer": "x"])
        #expect(
            try configuration(["sso": "\nissuer: x\nrootCA: |\n  a\n  b\n\n"]).sso == [
                "issuer": "x", "rootCA": "a\nb\n",
            ])
        #expect(try configuration(["sso": "issuer: x"]).sso == nil)
        #expect(try configuration([:]).sso == nil)
    }

    // MARK: - Argo's own example

    @Test("Argo's documented ConfigMap, in both forms, keeps all but sso", .enabled(if: Example.isPresent))
    func example() throws {
        let data = try #require(try Example.data())
        #expect(data.count > 15)
        #expect(try configuration(data).replacing(sso: Self.wanted).names == ["sso"])
        // The same settings as one document, the way Helm has it.
        let config = try Example.singleForm()
        let old = try #require(config.firstRange(of: "\nsso:\n"))
        let end = try #require(config.firstRange(of: "  rootCA: \"\"\n"))
        let expected = config[...old.lowerBound] + Self.block + config[end.upperBound...]
        #expect(try edited(config) == expected)
    }
}

/// The ConfigMap in which Argo documents every setting, read where it is present.
private enum Example {
    private static let path: String = {
        let shared =
            getenv("IDMON_SHARED").map { String(cString: $0) }
            ?? #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(5).joined(separator: "/")
            + "/shared"
        return shared + "/argo/workflow-controller-configmap.yaml"
    }()

    static var isPresent: Bool { access(path, R_OK) == 0 }

    static func data() throws -> JSONObject? {
        try YAMLReader.documents(in: TextFile.bytes(at: path)).first?.value["data"]?.object
    }

    /// The lines below `data:`, two spaces less indented, with blocks of text made mappings again.
    static func singleForm() throws -> String {
        let lines = String(decoding: try TextFile.bytes(at: path), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        let start = (lines.firstIndex(of: "data:") ?? 0) + 1
        return lines[start...].map { line in
            let line = line.hasPrefix("  ") ? line.dropFirst(2) : line
            return line.hasSuffix(": |") ? String(line.dropLast(2)) : String(line)
        }.joined(separator: "\n").replacing("\"10\"", with: "10").replacing("\"60\"", with: "60")
    }
}
