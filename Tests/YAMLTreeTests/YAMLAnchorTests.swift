import JSONTree
import TestThreads
import Testing
import YAMLTree

@Suite("Anchors, aliases and merges", .computing)
struct YAMLAnchorTests {
    @Test("an alias stands for the value of its anchor", arguments: aliasTable)
    func aliases(row: ScalarRow) throws {
        #expect(try values(row.text) == [row.value])
        if Kubectl.isPresent { #expect(try Kubectl.spec(" \(row.text)\n") == row.value) }
    }

    @Test("a merge fills in and overrides as kubectl has it", arguments: mergeTable)
    func merges(row: ScalarRow) throws {
        #expect(try values(row.text) == [row.value])
        if Kubectl.isPresent { #expect(try Kubectl.spec(" \(row.text)\n") == row.value) }
    }

    @Test(
        "what is no mapping cannot be merged, here and in kubectl",
        arguments: [
            "{<<: 1}", "{<<: [1]}", "{<<: ~}", "{<<: }", "{<<: [{a: 1}, [{z: 1}]]}", "{x: &x [{a: 1}], k: {<<: *x}}",
            "{x: &x [{a: 1}], k: {<<: [*x]}}", "{x: &x 5, k: {<<: *x}}",
        ])
    func invalidMerges(text: String) {
        let error = #expect(throws: YAMLError.self) { try values(text) }
        #expect(error?.code == .invalidMerge)
        if Kubectl.isPresent { #expect(throws: Kubectl.Refusal.self) { try Kubectl.spec(" \(text)\n") } }
    }

    @Test(
        "an alias without an anchor above it in its document is refused",
        arguments: ["{a: *x}", "{a: *x, b: &x 1}", "{a: &x 1}\n---\n{b: *x}"])
    func unknownAnchors(text: String) {
        let error = #expect(throws: YAMLError.self) { try values(text) }
        #expect(error?.code == .unknownAnchor)
    }

    @Test("a value that holds itself is refused", arguments: ["&x [*x]", "{a: &x {b: [*x]}}", "&x {<<: *x}"])
    func selfReferences(text: String) {
        let error = #expect(throws: YAMLError.self) { try values(text) }
        #expect(error?.code == .selfReference)
    }

    @Test("aliases of aliases that stand for gigabytes are refused before they are built")
    func billionLaughs() {
        let lines = (0..<40).map { "a\($0): &a\($0) [\($0 == 0 ? "lol" : "*a\($0 - 1), *a\($0 - 1), *a\($0 - 1)")]\n" }
        let error = #expect(throws: YAMLError.self) { try values(lines.joined()) }
        #expect(error?.code == .aliasExpansion)
        let long = "a: &a \(String(repeating: "x", count: 10_000))\nb: [\(String(repeating: "*a, ", count: 1000))]\n"
        #expect(#expect(throws: YAMLError.self) { try values(long) }?.code == .aliasExpansion)
    }

    @Test("the bound on aliases counts what they stand for")
    func aliasBound() throws {
        // Each alias stands for a mapping, a name and a number: 16 bytes each and the letters.
        let text = "a: &a {b: 1}\nc: [*a, *a]\n"
        let weight = 16 + (16 + 1) + (16 + 1)
        #expect(try values(text, limits: YAMLLimits(maximumAliasedBytes: 2 * weight)).count == 1)
        let error = #expect(throws: YAMLError.self) {
            try values(text, limits: YAMLLimits(maximumAliasedBytes: 2 * weight - 1))
        }
        #expect(error?.position == SourcePosition(line: 2, column: 9))
    }

    @Test("aliases cannot nest values deeper than the limit")
    func aliasDepth() throws {
        let lines = (0..<200).map { "a\($0): &a\($0) [[[\($0 == 0 ? "x" : "*a\($0 - 1)")]]]\n" }
        #expect(#expect(throws: YAMLError.self) { try values(lines.joined()) }?.code == .tooDeep)
        let text = "a: &a [[x]]\nb: {c: *a}\n"
        #expect(try values(text, limits: YAMLLimits(maximumDepth: 4)).count == 1)
        #expect(
            #expect(throws: YAMLError.self) { try values(text, limits: YAMLLimits(maximumDepth: 3)) }?.code == .tooDeep)
    }

    @Test("an anchor of the same name inside a value takes the name over")
    func shadowing() throws {
        #expect(try values("{a: &x [&x 1], b: *x}") == [["a": [1], "b": 1]])
        #expect(try values("{a: &x 1, b: &x 2, c: *x}") == [["a": 1, "b": 2, "c": 2]])
    }
}

private let aliasTable = [
    ScalarRow("{a: &x 1, b: *x}", ["a": 1, "b": 1]), ScalarRow("{a: &x , b: *x}", ["a": .null, "b": .null]),
    ScalarRow("{a: &x {b: [1, 2]}, c: [*x, *x]}", ["a": ["b": [1, 2]], "c": [["b": [1, 2]], ["b": [1, 2]]]]),
    ScalarRow("{a: &x !!str 1, *x : 2}", ["a": "1", "1": 2]), ScalarRow("{&x a: 1, b: *x}", ["a": 1, "b": "a"]),
    ScalarRow("{&x yes: 1, b: *x}", ["true": 1, "b": true]), ScalarRow("{a: &x yes, *x : 2}", ["a": true, "true": 2]),
    ScalarRow("{a: &x 7, *x : 2}", ["a": 7, "7": 2]), ScalarRow("[&a [&b 1, *b], *a]", [[1, 1], [1, 1]]),
]

private let mergeTable = [
    ScalarRow("{<<: {a: 2, b: 3}, a: 1}", ["a": 1, "b": 3]), ScalarRow("{a: 1, <<: {a: 2, b: 3}}", ["a": 2, "b": 3]),
    ScalarRow("{<<: [{a: 1}, {a: 2, b: 2}]}", ["a": 1, "b": 2]),
    ScalarRow("{<<: [{a: 1}, {a: 2, b: 2}], a: 3}", ["a": 3, "b": 2]),
    ScalarRow("{a: 3, <<: [{a: 1}, {a: 2, b: 2}]}", ["a": 1, "b": 2]),
    ScalarRow("{<<: {a: 1}, <<: {a: 2, b: 2}}", ["a": 2, "b": 2]),
    ScalarRow("{<<: []}", [:]), ScalarRow("{<<: {}}", [:]), ScalarRow("{\"<<\": {a: 1}}", ["<<": ["a": 1]]),
    ScalarRow("{!!merge <<: {a: 1}}", ["a": 1]), ScalarRow("{!!str <<: {a: 1}}", ["<<": ["a": 1]]),
    ScalarRow("{<<: {<<: {a: 1}, b: 2}, c: 3}", ["a": 1, "b": 2, "c": 3]),
    ScalarRow("{x: &x {a: 1}, k: {<<: *x, b: 2}}", ["x": ["a": 1], "k": ["a": 1, "b": 2]]),
    ScalarRow(
        "{x: &x {a: 1}, k: {b: 2, <<: [*x, {c: 3}], d: 4}}", ["x": ["a": 1], "k": ["b": 2, "a": 1, "c": 3, "d": 4]]),
    ScalarRow("{<<: {1: a, yes: b}}", ["1": "a", "true": "b"]),
    ScalarRow("{<<: &x {a: 1}, k: *x}", ["a": 1, "k": ["a": 1]]),
]
