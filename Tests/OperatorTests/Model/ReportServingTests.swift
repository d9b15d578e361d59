import AccessModel
import JSONTree
import KubeModel
import KubeTesting
import Testing

@Suite("On a cluster in memory, serving the report", .timeLimit(.minutes(30)))
struct ReportServingTests {
    /// The data of the page that the operator serves; nil while it serves none.
    private static func data(_ port: Int) async throws -> JSONValue? {
        let answer = try await Program.run(
            "curl", ["--silent", "--fail", "--max-time", "20", "http://127.0.0.1:\(port)/report"])
        guard let start = answer.output.firstRange(of: "id=\"data\">"),
            let end = answer.output[start.upperBound...].firstRange(of: "</script>")
        else { return nil }
        return try JSONValue(parsing: String(answer.output[start.upperBound..<end.lowerBound]))
    }

    /// Group, role claimed and role in effect of the first binding's grants.
    private static func grants(_ data: JSONValue) -> [String] {
        (data["bindings"]?[0]?["grants"]?.array ?? []).map { grant in
            let role = { (number: JSONValue?) in data["roles"]?[Int(number?.integer ?? -1)]?.string ?? "nothing" }
            let group = data["groups"]?[Int(grant[0]?.integer ?? -1)]?[1]?.string ?? ""
            return "\(group) \(role(grant[1])) \(role(grant[2] ?? grant[1]))"
        }
    }

    @Test("the page says what is in effect in the cluster")
    func served() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        let port = try FreePort.find()
        try await withOperator(cluster.process(reportPort: port)) { _ in
            try await story.waitUntilReady()
            let data = try #require(try await Self.data(port))
            #expect(data["source"] == "cluster")
            #expect(Self.grants(data) == ["\(Story.developers) viewer viewer", "\(Story.leads) submitter submitter"])
            #expect(data["unread"] == [])
        }
    }
}
