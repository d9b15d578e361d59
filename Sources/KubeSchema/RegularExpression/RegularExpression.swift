/// A pattern of a schema, compiled to an automaton that reads each character once.
///
/// Patterns of CustomResourceDefinitions are Go's RE2. This is the part of it that schemas use: characters, classes,
/// groups, alternation, repetition, anchors and word boundaries. What it leaves out (`\p{…}`, flags other than `i`,
/// `s` and `U`) is refused when the pattern is read, so that no pattern is ever matched by guesswork.
///
/// The time of a match grows with length of text × size of pattern, never faster (Thompson's construction).
package struct RegularExpression: Sendable {
    /// The pattern as it was written.
    package let source: String
    /// What is wrong with a pattern that was written as a literal; nil for all others, which cannot be built when wrong.
    package let fault: RegexError?
    private let program: RegexProgram

    /// Compiles a pattern.
    ///
    /// - Throws: ``RegexError`` with the place in the pattern, when it is malformed or uses what is left out.
    package init(parsing source: String) throws(RegexError) {
        self.source = source
        fault = nil
        program = try RegexProgram(RegexParser.parse(source))
    }

    /// Whether the pattern matches anywhere in the text; anchors tie it to the ends.
    package func matches(_ text: String) -> Bool { program.matches(text.unicodeScalars) }
}

extension RegularExpression: ExpressibleByStringLiteral {
    /// Takes a pattern from source code, where nothing can be thrown.
    ///
    /// A wrong one matches no text and has a ``fault``, which ``StructuralSchema/structuralViolations(at:)`` reports.
    package init(stringLiteral source: String) {
        do {
            self = try RegularExpression(parsing: source)
        } catch {
            self.source = source
            fault = error
            program = .matchingNothing
        }
    }
}

extension RegularExpression: Hashable {
    package static func == (left: RegularExpression, right: RegularExpression) -> Bool {
        left.source.utf8.elementsEqual(right.source.utf8)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// Why a pattern cannot be used.
package struct RegexError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable {
        /// No RE2 pattern at all: the API server refuses it, too.
        case malformed
        /// RE2 knows it, this matcher does not.
        case unsupported
    }

    package let code: Code
    /// The number of characters before the fault.
    package let offset: Int
    package let message: String

    package var description: String { "\(message) at character \(offset + 1)" }
}
