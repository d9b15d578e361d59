/// Why a text is no YAML that is accepted here, and where.
package struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The text is no YAML.
        case syntax
        /// The text is not UTF-8, or has characters that YAML does not allow.
        case encoding
        case tooLarge
        case tooDeep
        case tooManyDocuments
        case scalarTooLong
        /// A mapping has two members of one name.
        case duplicateName
        /// A member's name is a mapping, a sequence, null or a number that has no name's form.
        case invalidName
        case unknownAnchor
        /// An alias stands inside the value it stands for.
        case selfReference
        /// The aliases stand for more than the limits allow.
        case aliasExpansion
        /// What is merged (`<<`) is neither a mapping nor a sequence of mappings.
        case invalidMerge
        /// A value is not what its tag says, as `!!int abc`.
        case tagMismatch
        /// JSON has no such value: infinities, not-a-number, bytes that are no text.
        case notRepresentable
    }

    package let code: Code
    package let position: SourcePosition
    /// What is wrong and what to do, in one line; quotes names of members, anchors and tags, but never a value.
    package let message: String
    /// The line in question and, below it, a caret under the column.
    ///
    /// The line may hold a secret: show it to who gave the text, keep it out of logs, Events and statuses.
    package let excerpt: String

    package init(code: Code, position: SourcePosition, message: String, excerpt: String) {
        self.code = code
        self.position = position
        self.message = message
        self.excerpt = excerpt
    }

    /// `line 3, column 7: …`, without the excerpt, so that it may be logged.
    package var description: String { "line \(position.line), column \(position.column): \(message)" }

    /// The error as a command prints it: `file:line:column: message`, the line, the caret.
    package func report(file: String) -> String { "\(file):\(position): \(message)\n\(excerpt)" }
}
