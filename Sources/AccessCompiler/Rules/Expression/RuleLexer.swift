/// Cuts a rule into tokens.
///
/// Source: expr-lang's `parser/lexer`.
struct RuleLexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var tokens: [RuleToken] = []

    /// Longer rules are not judged; Argo compiles each rule for each request, so real ones are short.
    private static let maximumLength = 65_536
    private static let maximumCount = 4096

    static func tokens(of rule: String) throws(RuleFailure) -> [RuleToken] {
        guard rule.utf8.count <= maximumLength else {
            throw .unsupported("the rule is longer than \(maximumLength) bytes")
        }
        var lexer = RuleLexer(scalars: Array(rule.unicodeScalars))
        while try lexer.scanToken() {
            guard lexer.tokens.count < maximumCount else {
                throw .unsupported("the rule has more than \(maximumCount) tokens")
            }
        }
        return lexer.tokens + [.end]
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func accept(_ allowed: String) -> Bool {
        guard let peek, allowed.unicodeScalars.contains(peek) else { return false }
        position += 1
        return true
    }

    private func text(from start: Int) -> String { Self.text(scalars[start..<position]) }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// Reads one token or one stretch of white space or comment.
    ///
    /// - Returns: false at the end.
    private mutating func scanToken() throws(RuleFailure) -> Bool {
        guard let first = peek else { return false }
        let start = position
        switch first {
        case " ", "\t", "\n", "\r", "\u{0b}", "\u{0c}": position += 1
        case "'", "\"": tokens.append(.string(try scanString(quote: first)))
        case "`": tokens.append(.string(try scanRawString()))
        case "0"..."9": try scanNumber()
        case "(", ")", "[", "]", "{", "}":
            position += 1
            tokens.append(.bracket(first))
        case "/": try scanSlash()
        case ".":
            position += 1
            if let digit = peek, ("0"..."9").contains(digit) { throw .unsupported("a number that begins with a dot") }
            _ = accept(".")
            tokens.append(.sign(text(from: start)))
        case "?", "|", ":", "#", "&", "!", "=", "*", "<", ">", ",", ";", "%", "+", "-", "^":
            scanSign(first)
        default: try scanWord(first)
        }
        return true
    }

    private mutating func scanSign(_ first: Unicode.Scalar) {
        let start = position
        position += 1
        switch first {
        case "?": _ = accept(".?")
        case "|": _ = accept("|")
        case ":": _ = accept(":")
        case "#": _ = accept("#")
        case "&", "!", "=", "*", "<", ">": _ = accept("&=*")
        default: break
        }
        tokens.append(.sign(text(from: start)))
    }

    private static let wordOperators: Set<String> = [
        "not", "in", "or", "and", "matches", "contains", "startsWith", "endsWith", "let",
    ]

    private mutating func scanWord(_ first: Unicode.Scalar) throws(RuleFailure) {
        guard first.isASCII else { throw .unsupported("a character outside ASCII that is not in a string") }
        guard Self.isWordCharacter(first) else { throw .compile("unrecognized character: \(first)") }
        let start = position
        while let next = peek, Self.isWordCharacter(next) { position += 1 }
        if let next = peek, !next.isASCII { throw .unsupported("a character outside ASCII that is not in a string") }
        let word = text(from: start)
        if word == "b" || word == "B", peek == "'" || peek == "\"" { throw .unsupported("a literal of bytes") }
        // Words since 1.17; identifiers before.
        if word == "if" || word == "else" { throw .unsupported("the word \(word)") }
        tokens.append(Self.wordOperators.contains(word) ? .sign(word) : .identifier(word))
    }

    private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "$": true
        default: false
        }
    }

    private mutating func scanSlash() throws(RuleFailure) {
        position += 1
        if accept("/") {
            while let next = peek, next != "\n" {
                _ = next
                position += 1
            }
        } else if accept("*") {
            while true {
                guard let next = peek else { throw .compile("unclosed comment") }
                position += 1
                if next == "*", accept("/") { return }
            }
        } else {
            tokens.append(.sign("/"))
        }
    }

    private mutating func scanNumber() throws(RuleFailure) {
        let start = position
        while accept("0123456789") {}
        let mark = position
        if accept(".") {
            // Two dots are the operator of ranges.
            if peek == "." {
                position = mark
            } else {
                while accept("0123456789") {}
            }
        }
        if let next = peek, Self.isWordCharacter(next) { throw .unsupported("a number other than 12 or 1.5") }
        let digits = text(from: start)
        if digits.utf8.contains(UInt8(ascii: ".")) {
            guard let number = Double(digits), number.isFinite else { throw .unsupported("the number \(digits)") }
            tokens.append(.decimal(number))
        } else {
            guard let number = Int64(digits) else { throw .compile("invalid integer literal \(digits)") }
            tokens.append(.integer(number))
        }
    }
}

// MARK: - Strings

extension RuleLexer {
    private mutating func scanRawString() throws(RuleFailure) -> String {
        position += 1
        var content: [Unicode.Scalar] = []
        while let next = peek {
            position += 1
            guard next == "`" else {
                content.append(next)
                continue
            }
            // Two backticks are one.
            guard accept("`") else { return Self.text(content) }
            content.append("`")
        }
        throw .compile("literal not terminated")
    }

    private mutating func scanString(quote: Unicode.Scalar) throws(RuleFailure) -> String {
        position += 1
        var content: [Unicode.Scalar] = []
        while let next = peek, next != "\n" {
            position += 1
            switch next {
            case quote: return Self.text(content)
            case "\\": content.append(try scanEscape(quote: quote))
            case "\r":
                // A raw carriage return is normalized to a line feed, as is one before a line feed.
                content.append("\n")
            default: content.append(next)
            }
        }
        throw .compile("literal not terminated")
    }

    private mutating func scanEscape(quote: Unicode.Scalar) throws(RuleFailure) -> Unicode.Scalar {
        guard let escaped = peek else { throw .compile("invalid char escape") }
        position += 1
        switch escaped {
        case "a": return "\u{07}"
        case "b": return "\u{08}"
        case "f": return "\u{0c}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{0b}"
        case "\\", quote: return escaped
        case "0"..."3": return try scanCode(digits: 2, radix: 8, from: escaped.value - 0x30)
        case "x": return try scanCode(digits: 2, radix: 16)
        case "u":
            if peek == "{" { throw .unsupported("an escape of the form \\u{…}") }
            return try scanCode(digits: 4, radix: 16)
        case "U": return try scanCode(digits: 8, radix: 16)
        default: throw .compile("invalid char escape")
        }
    }

    private mutating func scanCode(digits: Int, radix: UInt32, from start: UInt32 = 0) throws(RuleFailure)
        -> Unicode.Scalar
    {
        var code: UInt64 = UInt64(start)
        for _ in 0..<digits {
            guard let next = peek, next.isASCII, let digit = Character(next).hexDigitValue, digit < radix else {
                throw .compile("invalid char escape")
            }
            position += 1
            code = code * UInt64(radix) + UInt64(digit)
        }
        guard code <= 0x10_ffff else { throw .compile("unable to unescape string") }
        // Half of a surrogate pair is written as the replacement character.
        return Unicode.Scalar(UInt32(code)) ?? "\u{fffd}"
    }
}
