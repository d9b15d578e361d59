import JSONTree
import TestInputs

/// Claims of sessions on which rules are tried: a few of our own, and those of the recorded vectors where they are there.
enum ClaimSamples {
    static let all: [JSONObject] = own + recorded

    private static let own: [JSONObject] = [
        [:], ["groups": []], ["groups": ["/payments/leads"]], ["groups": ["/payments/developers"]],
        ["groups": ["/payments/developers", "/payments/leads"]], ["groups": ["/payments"]], ["sub": "somebody"],
        ["groups": ["/Payments/Leads", "payments/leads", "/payments/leads/", "/payments/lead"]],
    ]

    private static var recorded: [JSONObject] {
        let bytes = (try? TextFile.bytes(at: SharedFolder.path + "/vectors/expr-rules.jsonl")) ?? []
        let claims = bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            (try? JSONValue(parsing: Array(line)))?["claims"]?.object
        }
        return Set(claims).sorted { JSONValue.object($0).text < JSONValue.object($1).text }
    }
}
