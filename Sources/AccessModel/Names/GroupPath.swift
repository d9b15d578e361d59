/// The name of a Keycloak group as it stands in a token: `/payments/leads`, or `leads` where paths are not sent.
///
/// Argo compares groups byte by byte, so two spellings of one text in Unicode are two groups here as well.
package struct GroupPath: Hashable, Sendable {
    private let claim: ClaimText

    /// The most code points that a group may have; the schema says the same.
    package static let maximumLength = ClaimText.maximumLength

    /// Takes a text of 1 to 255 code points without control characters.
    ///
    /// - Returns: nil for any other text.
    package init?(_ text: String) {
        guard let claim = ClaimText(text) else { return nil }
        self.claim = claim
    }

    package var text: String { claim.text }

    /// Whether it is written as a path, as Keycloak's mapper does with "Full group path" on.
    package var isFullPath: Bool { text.utf8.first == UInt8(ascii: "/") }

    /// Whether it is a name without any slash, as the mapper writes it with "Full group path" off.
    package var isLeafName: Bool { !text.utf8.contains(UInt8(ascii: "/")) }
}

extension GroupPath: Comparable {
    /// Orders by UTF-8 bytes.
    package static func < (left: GroupPath, right: GroupPath) -> Bool { left.claim < right.claim }
}

extension GroupPath: CustomStringConvertible {
    package var description: String { text }
}
