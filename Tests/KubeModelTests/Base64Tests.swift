import KubeModel
import Testing

@Suite("Base 64")
struct Base64Tests {
    @Test(
        "base64 is decoded strictly",
        arguments: [
            ("", []), ("TQ==", [0x4d]), ("TWE=", [0x4d, 0x61]), ("TWFu", [0x4d, 0x61, 0x6e]),
            ("TW\nFu\n", [0x4d, 0x61, 0x6e]),
            ("TWF", nil), ("T===", nil), ("TW=u", nil), ("TW-u", nil), ("====", nil),
        ] as [(String, [UInt8]?)])
    func base64(text: String, bytes: [UInt8]?) { #expect(Base64.bytes(text) == bytes) }

    @Test("bytes come back from their text", arguments: 0..<64)
    func roundTrip(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 7) }
        #expect(Base64.bytes(Base64.text(bytes)) == bytes)
        #expect(Base64.bytes(Base64.text(bytes, .url), .url) == bytes)
    }
}
