import AccessLinter
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("Planted faults are found")
struct FaultTests {
    @Test("each alone, and nothing else", arguments: Fault.all)
    func alone(fault: Fault) throws {
        let findings = try Fault.findings(planting: [fault])
        let wanted = findings.filter {
            $0.fault.code == fault.code && $0.key.description == fault.object && $0.path.description == fault.field
        }
        #expect(!wanted.isEmpty, "found \(findings.map { "\($0.fault.code) \($0.key) \($0.path)" })")
        let others = findings.filter { !wanted.contains($0) && !fault.also.contains($0.fault.code) }
        #expect(others.isEmpty, "also \(others.map { "\($0.fault.code) \($0.key) \($0.path): \($0.message)" })")
        #expect(fault.also.isSubset(of: findings.map(\.fault.code)), "some of \(fault.also.sorted()) is not found")
    }

    @Test("all together that can stand beside each other")
    func together() throws {
        let faults = Fault.all.filter { !$0.isAlone }
        #expect(faults.count >= 40)
        let findings = try Fault.findings(planting: faults)
        for fault in faults {
            let isFound = findings.contains {
                $0.fault.code == fault.code && $0.key.description == fault.object
                    && $0.path.description == fault.field
            }
            #expect(isFound, "\(fault.code) \(fault.name)")
        }
        let codes = Set(faults.map(\.code)).union(faults.flatMap(\.also))
        let others = findings.filter { !codes.contains($0.fault.code) }
        #expect(others.isEmpty, "also \(others.map { "\($0.fault.code) \($0.key) \($0.path): \($0.message)" })")
    }

    @Test("every code of the catalogue has a fault that is planted")
    func complete() {
        let planted = Set(Fault.all.map(\.code))
        #expect(LintFault.all.map(\.code).filter { !planted.contains($0) } == [])
        #expect(planted.subtracting(LintFault.all.map(\.code)) == [])
    }

    @Test("codes are in order and never used twice, and every fault says why and what to do")
    func catalogue() {
        let codes = LintFault.all.map(\.code)
        #expect(codes == codes.sorted() && Set(codes).count == codes.count)
        for fault in LintFault.all {
            #expect(fault.reason.hasSuffix(".") && fault.remedy.hasSuffix("."), "\(fault.code)")
            #expect(!fault.title.isEmpty && !fault.title.hasSuffix("."), "\(fault.code)")
        }
    }

    @Test("a clean set-up has no finding, not even a note")
    func clean() throws {
        #expect(try Fault.findings(planting: []) == [])
    }

    @Test("changes that are none of the faults are not taken for one", arguments: harmlessChanges.indices)
    func alike(index: Int) throws {
        var planting = Planting(objects: try Fixture.setup("clean"))
        for change in harmlessChanges[index].changes { try planting.plant(change) }
        let findings = AccessLinter(ArgoSetup(planting.objects, source: .files)).findings
        #expect(findings.map { "\($0.fault.code) \($0.key): \($0.message)" } == [], "\(harmlessChanges[index].name)")
    }
}

/// Changes that make another set-up without faults.
private let harmlessChanges: [(name: String, changes: [JSONValue])] = [
    ("all settings in one key", [["single": true]]),
    (
        "an account in the namespace of a team, with delegation",
        [
            ["delegation": "true"],
            [
                "identity": [
                    "name": "team", "namespace": "payments", "rule": "\"/payments/team\" in ($env?.groups ?? [])",
                    "precedence": "50",
                ]
            ],
        ]
    ),
    ("one namespace only", [["arguments": ["server", "--auth-mode", "sso", "--namespaced"]]]),
    ("another maintained version", [["images": "v4.0.8"]]),
    (
        "rules that look alike and are not",
        [
            ["identity": ["name": "one", "rule": "\"/payments/one\" in ($env?.groups ?? [])", "precedence": "70"]],
            [
                "identity": [
                    "name": "not-one", "precedence": "70",
                    "rule":
                        "\"/payments/two\" in ($env?.groups ?? []) && !(\"/payments/one\" in ($env?.groups ?? []))",
                ]
            ],
            [
                "identity": [
                    "name": "wider-below", "precedence": "60",
                    "rule": "any($env?.groups ?? [], {# in [\"/payments/one\", \"/payments/three\"]})",
                ]
            ],
        ]
    ),
    (
        "people who are told apart by their subject",
        [
            ["identity": ["name": "ada", "rule": "($env?.sub ?? \"\") == \"a\"", "precedence": "80"]],
            ["identity": ["name": "bob", "rule": "($env?.sub ?? \"\") == \"b\"", "precedence": "80"]],
        ]
    ),
]
