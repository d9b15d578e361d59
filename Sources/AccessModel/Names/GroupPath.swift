/// The name of a Keycloak group as it stands in a token: `/payments/leads`, or `leads` where paths are not sent.
///
/// Argo compares groups byte by byte, so two spellings of one text in Unicode are two groups here as well.
package struct GroupPath: Sendable {
    package let text: String

    /// The most code points that a group may have; the schema says the same.
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

    /// Whether it is written as a path, as Keycloak's mapper does with "Full group path" on.
    package var isFullPath: Bool { text.utf8.first == UInt8(ascii: "/") }

    /// Whether it is a name without any slash, as the mapper writes it with "Full group path" off.
    package var isLeafName: Bool { !text.utf8.contains(UInt8(ascii: "/")) }
}

extension GroupPath: Hashable {
    package static func == (left: GroupPath, right: GroupPath) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

extension GroupPath: Comparable {
    /// Orders by UTF-8 bytes.
    package static func < (left: GroupPath, right: GroupPath) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension GroupPath: CustomStringConvertible {
    package var description: String { text }
}
