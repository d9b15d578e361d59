/// Who a person is to the identity provider: the claim `sub` of their tokens, a UUID in Keycloak.
///
/// Argo compares it byte by byte, so two spellings of one text in Unicode are two people here as well.
package struct PersonSubject: Hashable, Sendable {
    private let claim: ClaimText

    /// The most code points that a subject may have; the schema says the same, as does OpenID Connect Core, section 2.
    package static let maximumLength = ClaimText.maximumLength

    /// Takes a text of 1 to 255 code points without control characters.
    ///
    /// - Returns: nil for any other text.
    package init?(_ text: String) {
        guard let claim = ClaimText(text) else { return nil }
        self.claim = claim
    }

    package var text: String { claim.text }
}

extension PersonSubject: Comparable {
    /// Orders by UTF-8 bytes.
    package static func < (left: PersonSubject, right: PersonSubject) -> Bool { left.claim < right.claim }
}

extension PersonSubject: CustomStringConvertible {
    package var description: String { text }
}
