import JSONTree
import Testing

/// What must hold for every value and every text.
@Suite struct JSONPropertyTests {
    @Test("a value survives being written compactly, prettily and canonically, and as a document")
    func roundTrip() throws {
        let seed = RandomJSON.freshSeed("round trip")
        var random = RandomJSON(seed: seed)
        for _ in 0..<2_000 {
            let value = random.value()
            #expect(try JSONValue(parsing: value.bytes) == value, "seed \(seed)")
            #expect(try JSONValue(parsing: value.prettyText(indent: random.below(4))) == value, "seed \(seed)")
            #expect(try JSONValue(parsing: value.canonicalBytes) == value, "seed \(seed)")
            #expect(CompactJSON(value).value == value, "seed \(seed)")
            let document = JSONDocument(value)
            #expect(document.root.value == value, "seed \(seed)")
            #expect(document.root.isEqual(to: value), "seed \(seed)")
        }
    }

    @Test("however a value is spelled, it is read as that value, and skipped to the same end")
    func spelling() throws {
        let seed = RandomJSON.freshSeed("spelling")
        var random = RandomJSON(seed: seed)
        for _ in 0..<2_000 {
            let value = random.value()
            let text = random.text(of: value)
            let document = try JSONDocument(parsing: Array(text.utf8), limits: .strict)
            #expect(document.root.value == value, "seed \(seed): \(text)")
            #expect(document.root.isEqual(to: value), "seed \(seed): \(text)")
            #expect(document == JSONDocument(value), "seed \(seed): \(text)")
            var reader = JSONReader(Array(text.utf8))
            let range = try reader.skip()
            try reader.finish()
            #expect(try JSONValue(parsing: Array(Array(text.utf8)[range])) == value, "seed \(seed): \(text)")
        }
    }

    @Test("equal values have equal canonical texts and hashes, different ones differ in both comparisons")
    func equality() {
        let seed = RandomJSON.freshSeed("equality")
        var random = RandomJSON(seed: seed)
        for _ in 0..<2_000 {
            let value = random.value()
            let other = random.chance(1, in: 2) ? shuffled(value, &random) : random.changed(value)
            let areEqual = value.canonicalBytes == other.canonicalBytes
            #expect((value == other) == areEqual, "seed \(seed): \(value.text) \(other.text)")
            #expect(JSONDocument(value).root.isEqual(to: other) == areEqual, "seed \(seed)")
            #expect((JSONDocument(value) == JSONDocument(other)) == areEqual, "seed \(seed)")
            if areEqual { #expect(value.hashValue == other.hashValue, "seed \(seed)") }
        }
    }

    private func shuffled(_ value: JSONValue, _ random: inout RandomJSON) -> JSONValue {
        switch value {
        case .object(let object):
            var members: [JSONObject.Member] = []
            for member in object { members.append(.init(name: member.name, value: shuffled(member.value, &random))) }
            return .object(JSONObject(uniqueMembers: members.shuffled(using: &random)))
        case .array(let array): return .array(array.map { shuffled($0, &random) })
        default: return value
        }
    }

    @Test("every text cut short is refused")
    func truncation() {
        let seed = RandomJSON.freshSeed("truncation")
        var random = RandomJSON(seed: seed)
        for _ in 0..<60 {
            let bytes = random.object().bytes
            for length in 0..<bytes.count {
                let part = Array(bytes[..<length])
                #expect(throws: JSONError.self, "seed \(seed)") { try JSONDocument(parsing: part) }
                #expect(throws: JSONError.self, "seed \(seed)") { try Self.skip(part) }
            }
        }
    }

    @Test("changed texts are accepted and refused as a plain reading of the RFC would, read or skipped")
    func mutation() {
        let seed = RandomJSON.freshSeed("mutation")
        var random = RandomJSON(seed: seed)
        var accepted = 0
        for _ in 0..<20_000 {
            let value = random.value(depth: 3)
            let bytes = random.mutated(Array(random.text(of: value).utf8))
            let expected = ReferenceReader.value(of: bytes)
            let found = try? JSONValue(parsing: bytes)
            #expect(found == expected, "seed \(seed): \(bytes)")
            #expect(((try? Self.skip(bytes)) != nil) == (expected != nil), "seed \(seed): \(bytes)")
            if expected != nil { accepted += 1 }
        }
        // Were all refused, the comparison would say little.
        #expect((1_000..<19_000).contains(accepted), "seed \(seed)")
    }

    @Test("bytes at random never crash a reader, whatever is asked of it")
    func noise() {
        let seed = RandomJSON.freshSeed("noise")
        var random = RandomJSON(seed: seed)
        for _ in 0..<20_000 {
            let bytes = (0..<random.below(40)).map { _ in
                random.chance(3, in: 4)
                    ? Array("{}[]\",:\\u0a1-.etn ".utf8)[random.below(18)] : UInt8(random.below(256))
            }
            #expect((try? JSONValue(parsing: bytes)) == ReferenceReader.value(of: bytes), "seed \(seed): \(bytes)")
            var reader = JSONReader(bytes)
            for _ in 0..<12 { Self.act(on: &reader, random.below(10)) }
            #expect((0...bytes.count).contains(reader.offset), "seed \(seed)")
        }
    }

    private static func act(on reader: inout JSONReader, _ choice: Int) {
        switch choice {
        case 0: try? reader.beginObject()
        case 1: try? reader.beginArray()
        case 2: _ = try? reader.nextMember()
        case 3: _ = try? reader.nextElement()
        case 4: _ = try? reader.string()
        case 5: _ = try? reader.integer()
        case 6: _ = try? reader.bool()
        case 7: _ = try? reader.document()
        case 8: _ = try? reader.nextValue()
        default: _ = try? reader.skip()
        }
        _ = reader.name
    }

    private static func skip(_ bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        try reader.skip()
        try reader.finish()
    }
}
