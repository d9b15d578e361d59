/// A name as a dictionary's key: equal byte for byte, hashed with the process's own seed.
struct YAMLNameKey: Hashable {
    let text: String

    static func == (left: YAMLNameKey, right: YAMLNameKey) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
