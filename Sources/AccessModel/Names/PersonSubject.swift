/// Who a person is to the identity provider: the claim `sub` of their tokens, a UUID in Keycloak.
///
/// Argo compares it byte by byte, so two spellings of one text in Unicode are two people here as well.
package struct PersonSubject: Sendable {
    package let text: String

    /// The most code points that a subject may have; the schema says the same, as does OpenID Connect Core, section 2.
    package static let maximumLength = 255

    /// Takes a text of 1 to 255 code points without control characters.
    ///
    /// - Returns: nil for any other text.
    package init?(_ text: String) {
        let scalars = text.unicodeScalars
        guard !scalars.isEmpty, scalars.count <= Self.maximumLength,
            scalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.text = text
    }
}

extension PersonSubject: Hashable {
    package static func == (left: PersonSubject, right: PersonSubject) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

extension PersonSubject: Comparable {
    /// Orders by UTF-8 bytes.
    package static func < (left: PersonSubject, right: PersonSubject) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension PersonSubject: CustomStringConvertible {
    package var description: String { text }
}
