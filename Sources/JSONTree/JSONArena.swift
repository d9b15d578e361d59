/// What a document and its views share: the text and the words that index it.
final class JSONArena: Sendable {
    let bytes: [UInt8]
    let words: [UInt64]

    init(bytes: [UInt8], words: [UInt64]) {
        self.bytes = bytes
        self.words = words
    }
}
