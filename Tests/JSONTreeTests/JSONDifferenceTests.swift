import JSONTree
import Testing

@Suite struct JSONDifferenceTests {
    @Test("changes name the innermost places")
    func places() throws {
        let old: JSONValue = ["a": ["b": 1, "c": [1, 2, 3]], "d": "x", "e": [], "same": ["x": .null]]
        let new: JSONValue = ["same": ["x": .null], "a": ["b": 2, "c": [1, 5]], "e": [:], "f": .null]
        let changes = JSONDifference.between(old, new)
        #expect(
            changes == [
                JSONChange(path: try JSONPath(parsing: "a.b"), old: 1, new: 2),
                JSONChange(path: try JSONPath(parsing: "a.c[1]"), old: 2, new: 5),
                JSONChange(path: try JSONPath(parsing: "a.c[2]"), old: 3, new: nil),
                JSONChange(path: try JSONPath(parsing: "d"), old: "x", new: nil),
                JSONChange(path: try JSONPath(parsing: "e"), old: [], new: [:]),
                JSONChange(path: try JSONPath(parsing: "f"), old: nil, new: .null),
            ])
    }

    @Test("applied to the old value the changes give the new one, and none are found between equals")
    func law() {
        let seed = RandomJSON.freshSeed("difference")
        var random = RandomJSON(seed: seed)
        for _ in 0..<2_000 {
            let old = random.value()
            let new = random.changed(old)
            let changes = JSONDifference.between(old, new)
            #expect(JSONDifference.apply(changes, to: old) == new, "seed \(seed): \(old.text) \(new.text)")
            #expect(changes.isEmpty == (old == new), "seed \(seed)")
            #expect(changes.allSatisfy { $0.old != $0.new }, "seed \(seed)")
            #expect(Set(changes.map(\.path)).count == changes.count, "seed \(seed)")
        }
    }
}
