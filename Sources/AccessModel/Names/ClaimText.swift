import JSONTree

/// A text that a token tells of a person: 1 to 255 code points without control characters.
///
/// Argo compares such texts byte by byte, so two spellings of one text in Unicode are two texts here as well.
struct ClaimText: Sendable {
    let text: String

    /// The most code points that a text may have; the schemas say the same.
    static let maximumLength = 255

    /// - Returns: nil for any other text.
    init?(_ text: String) {
        // There are no more code points than bytes, which are counted already.
        guard !text.isEmpty, text.utf8.count <= Self.maximumLength || text.unicodeScalars.count <= Self.maximumLength,
            !text.unicodeScalars.contains(where: Self.isControl)
        else { return nil }
        self.text = text
    }

    /// Whether a code point is of the general category Cc. Source: Unicode, table 4-4; it never changes.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    }
}

extension ClaimText: Hashable {
    static func == (left: ClaimText, right: ClaimText) -> Bool { left.text.hasSameBytes(as: right.text) }

    /// Texts of the same bytes are equal strings, so they have one hash.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension ClaimText: Comparable {
    /// Orders by UTF-8 bytes.
    static func < (left: ClaimText, right: ClaimText) -> Bool { left.text.hasLesserBytes(than: right.text) }
}
