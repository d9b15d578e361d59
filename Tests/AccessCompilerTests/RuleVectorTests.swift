import AccessCompiler
import JSONTree
import KubeModel
import TestInputs
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The recorded outcomes of expr-lang itself: rule, claims, what Argo got.
@Suite(
    "SSO rules against recorded outcomes", .enabled(if: RuleVectors.isPresent, "no expr-rules.jsonl beside the project")
)
struct RuleVectorTests {
    @Test("the evaluator agrees with expr-lang on every recorded case")
    func agreement() throws {
        var agree = 0
        var unsupported: [String] = []
        var disagree: [String] = []
        for vector in try RuleVectors.read() {
            let evaluator = RuleEvaluator(claims: vector.claims, now: KubeTime("2026-11-21T02:00:00Z"))
            let outcome = evaluator.outcome(of: vector.rule)
            switch (outcome, vector.expected) {
            case (.matches, "true"), (.differs, "false"): agree += 1
            case (.fails(let stage, _), let expected) where expected == "error:\(stage.rawValue)": agree += 1
            case (.unsupported(let reason), _): unsupported.append("\(vector.rule): \(reason)")
            default:
                disagree.append(
                    "\(vector.rule) on \(JSONValue.object(vector.claims).text): \(outcome), not \(vector.expected)")
            }
        }
        print("SSO rules: \(agree) agree, \(unsupported.count) unsupported, \(disagree.count) disagree")
        #expect(disagree == [])
        #expect(unsupported == [])
        #expect(agree == 996)
    }
}

private struct RuleVector {
    let rule: String
    let claims: JSONObject
    /// `true`, `false`, or `error:` with the stage.
    let expected: String
}

private enum RuleVectors {
    private static let name = "vectors/expr-rules.jsonl"

    static var isPresent: Bool { SharedFolder.has(name) }

    static func read() throws -> [RuleVector] {
        try TextFile.bytes(at: "\(SharedFolder.path)/\(name)").split(separator: UInt8(ascii: "\n")).map { line in
            let value = try JSONValue(parsing: Array(line))
            let outcome = try #require(value["outcome"]?.string)
            return RuleVector(
                rule: try #require(value["rule"]?.string), claims: try #require(value["claims"]?.object),
                expected: value["stage"]?.string.map { "\(outcome):\($0)" } ?? outcome)
        }
    }
}
