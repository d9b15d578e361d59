import AccessCompiler
import AccessExplainer
import AccessModel
import Glibc
import JSONTree
import KubeModel
import TestInputs
import Testing

@Suite("The data of a report") struct ReportDataTests {
    private static func data(_ objects: [KubeObject], unread: [UnreadPart] = []) -> JSONValue {
        let overviews = AccessObservation.rendering(objects, now: Sample.now).map { AccessOverview($0) }
        return ReportData(overviews, source: .files, unread: unread, generator: "idmon", now: Sample.now).value
    }

    private static func binding(_ text: String) throws -> [KubeObject] {
        let objects = try Sample.threeTeams().filter { $0.key.name != "nightly-report" }
        return try objects
            + Sample.objects(
                """
                apiVersion: idmon.dev/v1alpha1
                kind: WorkflowBinding
                metadata: {name: nightly-report, namespace: payments}
                spec:
                  scopeRef: {name: production}
                """ + "\n" + text)
    }

    /// The grants of payments/nightly-report.
    private static func grants(_ data: JSONValue) -> [JSONValue] {
        data["bindings"]?.array?.first { $0["name"] == "nightly-report" }?["grants"]?.array ?? []
    }

    private static func risks(_ data: JSONValue, _ code: String) -> [JSONValue] {
        data["risks"]?.array?.filter { $0["code"] == .string(code) } ?? []
    }

    /// The numbers in runs of a first one and how many.
    private static func numbers(_ runs: JSONValue?) -> Set<Int> {
        let flat = (runs?.array ?? []).compactMap(\.integer).map(Int.init)
        return Set(stride(from: 0, to: flat.count - 1, by: 2).flatMap { Array(flat[$0]..<(flat[$0] + flat[$0 + 1])) })
    }

    private static func group(_ data: JSONValue, _ path: String) -> JSONValue {
        let groups = data["groups"]?.array ?? []
        return .integer(Int64(groups.firstIndex { $0[1] == .string(path) } ?? -1))
    }

    @Test("that of the three teams is as in the golden file (IDMON_REWRITE_GOLDEN=1 rewrites it)")
    func threeTeamsGolden() throws {
        let text = Self.data(try Sample.threeTeams()).prettyText() + "\n"
        let path = "Tests/AccessExplainerTests/Golden/report-three-teams.json"
        #expect(try Project.expectation(path, seen: text) == text)
    }

    @Test("a grant tells what was claimed, what is in effect, and why not all of it")
    func grants() throws {
        let data = Self.data(
            try Self.binding(
                """
                  templates: [{name: nightly-report}]
                  grants:
                    - {group: /payments/leads, role: approver, steps: [release], expiresAt: "2031-01-01T00:00:00Z"}
                    - {group: /payments/developers, role: operator}
                    - {group: /audit, role: viewer}
                    - {group: /nobody, role: viewer}
                """))
        let rows = Self.grants(data)
        #expect(rows.count == 4)
        #expect(
            rows.first == [
                Self.group(data, "/payments/leads"), 2, 2, -1, 0,
                .integer(KubeTime("2031-01-01T00:00:00Z")?.seconds ?? 0), 0,
            ])
        #expect(data["steps"] == [["release"]])
        #expect(rows.dropFirst().first == [Self.group(data, "/payments/developers"), 3, 1, 0])
        #expect(rows.dropFirst(2).first == [Self.group(data, "/audit"), 0])
        #expect(rows.last == [Self.group(data, "/nobody"), 0, -1, 1])
        #expect(data["notes"]?[0]?[0] == "CutOff")
        #expect(data["notes"]?[1] == ["GroupNotInScope", "WorkflowScope production does not list ", ""])
    }

    @Test("who may submit and approve is told, and not where four eyes are asked for", arguments: [false, true])
    func selfApproval(fourEyes: Bool) throws {
        let data = Self.data(
            try Self.binding(
                """
                  templates: [{name: nightly-report}]
                  fourEyes: \(fourEyes)
                  grants:
                    - {group: /payments/developers, role: submitter}
                    - {group: /payments/leads, role: approver}
                    - {group: /platform/sre, role: operator}
                """))
        let template = try #require(data["templates"]?.array?.firstIndex { $0[2] == "nightly-report" })
        let own = Self.risks(data, "SelfApproval").first { $0["group"] == Self.group(data, "/platform/sre") }
        #expect(Self.numbers(own?["templates"]).contains(template) == !fourEyes)
        // Only bob is in both groups.
        let people = Self.risks(data, "SelfApproval").compactMap { $0["person"]?.integer }
        let names = people.map { data["people"]?[Int($0)]?["name"]?.string }
        #expect(names.contains("bob") == !fourEyes)
    }

    @Test("a person acts as the account with what all their groups give")
    func people() throws {
        let data = Self.data(try Sample.threeTeams())
        let bob = try #require(data["people"]?.array?.first { $0["name"] == "bob" })
        let account = try #require(bob["accounts"]?[0]?.integer)
        let holder = try #require(data["accounts"]?[Int(account)]?[0]?.integer)
        #expect(data["holders"]?[Int(holder)]?["groups"] == bob["groups"])
        #expect(bob["groups"] == [Self.group(data, "/payments/developers"), Self.group(data, "/payments/leads")])
    }

    @Test("what a scope allows and nobody claims, and templates that nobody may submit, are told")
    func unused() throws {
        let data = Self.data(
            try Self.binding("  templates: [{name: nightly-report}]\n  grants: [{group: /audit, role: viewer}]"))
        let unclaimed = Self.risks(data, "Unclaimed").compactMap { $0["group"] }
        #expect(unclaimed.contains(Self.group(data, "/platform/sre")))
        #expect(!unclaimed.contains(Self.group(data, "/audit")))
        #expect(Self.risks(data, "IdleTemplate").contains { $0["namespace"] == 1 })
    }

    @Test("bindings without a scope are there, with the reason")
    func unassigned() throws {
        let data = Self.data(try Sample.threeTeams().filter { $0.type != .workflowScope })
        #expect(data["bindings"]?.array?.count == 5)
        #expect(data["bindings"]?.array?.allSatisfy { $0["obstacle"] != nil } == true)
        #expect(data["notes"]?[0]?[0] == "ScopeNotFound")
    }

    @Test("what could not be read is named")
    func unread() throws {
        let part = UnreadPart(.serviceAccount, namespace: "argo", reason: "forbidden")
        #expect(
            Self.data([], unread: [part])["unread"] == [
                ["kind": "ServiceAccount", "reason": "forbidden", "namespace": "argo"]
            ])
    }
}
