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

    @Test("the page names token Secrets that the operator may not read, and says of no grant that it is in effect then")
    func unreadSecrets() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        try await story.delete(ObjectKey(.roleBinding, namespace: story.argo, name: "idmon-tokens"))
        let port = try FreePort.find()
        try await withOperator(cluster.process(reportPort: port)) { process in
            try await eventually("accounts") { try await story.account(of: Story.leads) == nil ? "none" : nil }
            try await process.waitUntilQuiet()
            let data = try #require(try await Self.data(port))
            let unread = try #require(data["unread"]?.array?.first, "\(data["unread"]?.text ?? "")")
            #expect(unread["kind"] == "Secret")
            #expect(unread["namespace"] == .string(story.argo))
            #expect(unread["reason"]?.string?.contains("idmon-tokens") == true)
            #expect(data["notes"]?.text.contains("Unknown") == true, "\(data["notes"]?.text ?? "")")
        }
    }
}
