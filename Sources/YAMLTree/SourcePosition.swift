/// A place in a text, as people count: lines and columns begin with 1.
package struct SourcePosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// From 1.
    package let line: Int
    /// From 1, in characters (Unicode scalars), not in bytes.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    /// `3:7`, as compilers write it behind a file's name.
    package var description: String { "\(line):\(column)" }
}
