/// Swift source text, line by line, with comments and the contents of string literals told apart from code.
///
/// Assumes source that compiles; knows nested comments, raw and multi-line strings and interpolation, not regex literals.
struct SourceText: ExpressibleByStringLiteral {
    struct Line: Equatable {
        /// The code of the line; a string literal is reduced to its quotes.
        var code = ""
        /// The code of the line with string literals as they are.
        var text = ""
        /// What stands in comments on this line, without the marks.
        var comment = ""
    }

    private enum Mode: Equatable {
        /// Code; within an interpolation, the number of parentheses that are open.
        case code(parentheses: Int)
        case lineComment
        case blockComment
        case string(pounds: Int, quotes: Int)
    }

    let lines: [Line]

    init(_ source: String) {
        var reader = Reader(bytes: Array(source.utf8))
        lines = reader.read()
    }

    init(stringLiteral source: String) { self.init(source) }

    /// Bytes rather than characters: every mark is ASCII, and all sources are read several times.
    private struct Reader {
        let bytes: [UInt8]
        var index = 0
        var modes = [Mode.code(parentheses: 0)]
        var code: [UInt8] = []
        var text: [UInt8] = []
        var comment: [UInt8] = []

        mutating func read() -> [Line] {
            var lines: [Line] = []
            while index < bytes.count {
                if bytes[index] == UInt8(ascii: "\n") {
                    if modes[modes.count - 1] == .lineComment { modes.removeLast() }
                    lines.append(takeLine())
                    index += 1
                } else {
                    step()
                }
            }
            lines.append(takeLine())
            return lines
        }

        private mutating func takeLine() -> Line {
            defer { (code, text, comment) = ([], [], []) }
            return Line(
                code: String(decoding: code, as: UTF8.self), text: String(decoding: text, as: UTF8.self),
                comment: String(decoding: comment, as: UTF8.self))
        }

        private mutating func step() {
            switch modes[modes.count - 1] {
            case .lineComment: addComment()
            case .blockComment:
                if starts("/*") {
                    begin(.blockComment, length: 2)
                } else if starts("*/") {
                    modes.removeLast()
                    index += 2
                } else {
                    addComment()
                }
            case .string(let pounds, let quotes): stepInString(pounds: pounds, quotes: quotes)
            case .code(let parentheses): stepInCode(parentheses: parentheses)
            }
        }

        private mutating func stepInString(pounds: Int, quotes: Int) {
            let isEscape = starts("\\") && count(of: "#", from: index + 1) >= pounds
            if isEscape {
                let escaped = index + pounds + 1
                if escaped < bytes.count, bytes[escaped] == UInt8(ascii: "(") { modes.append(.code(parentheses: 1)) }
                add(pounds + 2, isCode: false)
            } else if count(of: "\"", from: index) >= quotes, count(of: "#", from: index + quotes) >= pounds {
                modes.removeLast()
                add(1, isCode: true)
                index += quotes + pounds - 1
            } else {
                add(1, isCode: false)
            }
        }

        private mutating func stepInCode(parentheses: Int) {
            let pounds = count(of: "#", from: index)
            let quotes = count(of: "\"", from: index + pounds)
            if starts("//") {
                begin(.lineComment, length: 2)
            } else if starts("/*") {
                begin(.blockComment, length: 2)
            } else if quotes > 0 {
                // Two quotes are an empty literal, of which the first opens.
                let opening = quotes < 3 ? 1 : 3
                modes.append(.string(pounds: pounds, quotes: opening))
                index += pounds + opening - 1
                add(1, isCode: true)
            } else if parentheses > 0, starts("(") || starts(")") {
                let open = parentheses + (starts("(") ? 1 : -1)
                modes[modes.count - 1] = .code(parentheses: open)
                if open == 0 { modes.removeLast() }
                add(1, isCode: open > 0)
            } else {
                add(1, isCode: true)
            }
        }

        private mutating func begin(_ mode: Mode, length: Int) {
            modes.append(mode)
            index += length
        }

        private mutating func addComment() {
            comment.append(bytes[index])
            index += 1
        }

        private mutating func add(_ count: Int, isCode: Bool) {
            let end = min(index + count, bytes.count)
            text += bytes[index..<end]
            if isCode { code += bytes[index..<end] }
            index = end
        }

        private func starts(_ mark: StaticString) -> Bool {
            let end = index + mark.utf8CodeUnitCount
            guard end <= bytes.count else { return false }
            return mark.withUTF8Buffer { bytes[index..<end].elementsEqual($0) }
        }

        private func count(of character: Unicode.Scalar, from start: Int) -> Int {
            bytes[min(start, bytes.count)...].prefix { $0 == UInt8(ascii: character) }.count
        }
    }
}

extension String {
    /// The identifiers and keywords, in order; everything else separates them.
    var words: [Substring] {
        split { !($0.isLetter || $0.isNumber || $0 == "_") }
    }
}
