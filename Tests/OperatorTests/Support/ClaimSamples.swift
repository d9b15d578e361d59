import Glibc
import JSONTree
import KubeTesting

/// Claims of sessions on which rules are tried: a few of our own, and those of the recorded vectors where they are there.
enum ClaimSamples {
    static let all: [JSONObject] = own + recorded

    private static let own: [JSONObject] = [
        [:], ["groups": []], ["groups": ["/payments/leads"]], ["groups": ["/payments/developers"]],
        ["groups": ["/payments/developers", "/payments/leads"]], ["groups": ["/payments"]], ["sub": "somebody"],
        ["groups": ["/Payments/Leads", "payments/leads", "/payments/leads/", "/payments/lead"]],
    ]

    private static var recorded: [JSONObject] {
        guard let file = fopen(SharedFolder.path + "/vectors/expr-rules.jsonl", "r") else { return [] }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var claims: Set<JSONObject> = []
        while getline(&line, &capacity, file) > 0, let text = line.map({ String(cString: $0) }) {
            if let value = try? JSONValue(parsing: text), let object = value["claims"]?.object { claims.insert(object) }
        }
        return claims.sorted { JSONValue.object($0).text < JSONValue.object($1).text }
    }
}
