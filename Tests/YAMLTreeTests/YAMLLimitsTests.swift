import JSONTree
import Testing
import YAMLTree

@Suite("Limits of a stream")
struct YAMLLimitsTests {
    @Test("a text of the greatest size is read, one byte more is not")
    func size() throws {
        #expect(try values("a: 1", limits: YAMLLimits(maximumBytes: 4)) == [["a": 1]])
        #expect(code("a: 12", YAMLLimits(maximumBytes: 4)) == .tooLarge)
    }

    @Test("values of the greatest depth are read, one level more is not")
    func depth() throws {
        #expect(try values("a: [[1]]", limits: YAMLLimits(maximumDepth: 3)).count == 1)
        #expect(code("a: [[[1]]]", YAMLLimits(maximumDepth: 3)) == .tooDeep)
        #expect(try values("text", limits: YAMLLimits(maximumDepth: 0)) == ["text"])
        let brackets = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try values(brackets).count == 1)
        #expect(code("[" + brackets + "]", .standard) == .tooDeep)
        #expect(code(String(repeating: "- ", count: 100_000), .standard) == .tooDeep)
        #expect(code(String(repeating: "{a: ", count: 100_000), .standard) == .tooDeep)
    }

    @Test("the greatest number of documents is read, one more is not, empty ones included")
    func documents() throws {
        #expect(try values("a: 1\n---\nb: 2\n", limits: YAMLLimits(maximumDocuments: 2)).count == 2)
        #expect(code("a: 1\n---\n---\nb: 2\n", YAMLLimits(maximumDocuments: 2)) == .tooManyDocuments)
    }

    @Test("a scalar and a name of the greatest size are read, one byte more is not", arguments: ["\"", ""])
    func scalars(quote: String) throws {
        let limits = YAMLLimits(maximumScalarBytes: 5)
        #expect(try values("a: \(quote)xxxxx\(quote)", limits: limits) == [["a": "xxxxx"]])
        #expect(code("a: \(quote)xxxxxx\(quote)", limits) == .scalarTooLong)
        #expect(try values("\(quote)xxxxx\(quote): a", limits: limits) == [["xxxxx": "a"]])
        #expect(code("\(quote)xxxxxx\(quote): a", limits) == .scalarTooLong)
    }

    private func code(_ text: String, _ limits: YAMLLimits) -> YAMLError.Code? {
        #expect(throws: YAMLError.self) { try values(text, limits: limits) }?.code
    }
}
