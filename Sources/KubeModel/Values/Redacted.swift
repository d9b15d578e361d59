/// A text that must not be shown: a token, a password, a key.
///
/// It prints as `***`, however it is printed; only ``reveal()`` gives the text, so that every use is easy to find.
package struct Redacted: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    package var isEmpty: Bool { text.isEmpty }

    /// The secret itself, for the one place that sends or stores it.
    package func reveal() -> String { text }
}
