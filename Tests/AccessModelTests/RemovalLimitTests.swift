import AccessModel
import JSONTree
import Testing

@Suite("how much may be taken away at once")
struct RemovalLimitTests {
    @Test("a removal is too large from the minimum on and above the share, and never by one of them alone")
    func limit() {
        for percent in [1, 30, 99, 100] {
            for minimum in [1, 5, 20] {
                let limit = RemovalLimit(maximumPercent: percent, minimum: minimum)
                for total in 0...40 {
                    for removed in 0...total {
                        let isTooMuch = removed >= minimum && Double(removed) / Double(total) > Double(percent) / 100
                        #expect(limit.isExceeded(byRemoving: removed, of: total) == isTooMuch)
                    }
                }
            }
        }
    }

    @Test("an installation that cannot be read keeps its limit, and has the standard one where that is wrong too")
    func malformed() {
        func limit(_ spec: JSONValue) -> RemovalLimit {
            RemovalLimit(ofInstallation: JSONDocument(["spec": spec]).root)
        }
        #expect(limit(["version": 3, "safety": ["maxRemovedPercent": 80, "minimumRemoved": 2]]).maximumPercent == 80)
        #expect(limit(["safety": ["minimumRemoved": 2]]) == RemovalLimit(maximumPercent: 30, minimum: 2))
        for spec: JSONValue in [
            [:], "text", ["safety": [1]], ["safety": ["maxRemovedPercent": 0]],
            ["safety": ["maxRemovedPercent": "all"]],
            ["safety": .null], .null,
        ] {
            #expect(limit(spec) == .standard, "\(spec.text)")
        }
    }
}
