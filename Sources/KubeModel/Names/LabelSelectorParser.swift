/// Reads the text form of a label selector.
///
/// Source of the grammar and the messages: `k8s.io/apimachinery/pkg/labels`, `Parse`; checked against kube-apiserver 1.36.
struct LabelSelectorParser {
    private enum Token: Equatable {
        case word(String)
        case symbol(String)
        case end

        var text: String {
            switch self {
            case .word(let text), .symbol(let text): text
            case .end: ""
            }
        }
    }

    private var tokens: ArraySlice<Token>

    init(_ text: String) { tokens = Self.tokens(of: text)[...] }

    mutating func requirements() throws(SelectorError) -> [LabelSelector.Requirement] {
        var requirements: [LabelSelector.Requirement] = []
        if peek == .end { return requirements }
        while true {
            switch peek {
            case .word, .symbol("!"): break
            case .symbol, .end:
                throw SelectorError("found '\(peek.text)', expected: !, identifier, or 'end of string'")
            }
            do {
                requirements.append(try requirement())
            } catch {
                throw SelectorError("unable to parse requirement: \(error.message)")
            }
            switch next() {
            case .end: return requirements
            case .symbol(","):
                switch peek {
                case .word, .symbol("!"): continue
                case .symbol, .end: throw SelectorError("found '\(peek.text)', expected: identifier after ','")
                }
            case let other: throw SelectorError("found '\(other.text)', expected: ',' or 'end of string'")
            }
        }
    }

    private var peek: Token { tokens.first ?? .end }

    private mutating func next() -> Token { tokens.popFirst() ?? .end }

    private mutating func requirement() throws(SelectorError) -> LabelSelector.Requirement {
        let isAbsent = peek == .symbol("!")
        if isAbsent { _ = next() }
        guard case .word(let key) = next() else { throw SelectorError("found '\(peek.text)', expected: identifier") }
        if let problem = LabelSyntax.keyProblem(key) {
            throw SelectorError("<nil>: Invalid value: \(LabelSyntax.quoted(key)): \(problem)")
        }
        if isAbsent { return .absent(key) }
        switch peek {
        case .end, .symbol(","): return .exists(key)
        case .word, .symbol: return try comparison(key)
        }
    }

    private mutating func comparison(_ key: String) throws(SelectorError) -> LabelSelector.Requirement {
        switch next() {
        case .symbol("="), .symbol("=="): return .oneOf(key, [try value(of: key)])
        case .symbol("!="): return .noneOf(key, [try value(of: key)])
        case .symbol(">"): return .above(key, try integer(of: key))
        case .symbol("<"): return .below(key, try integer(of: key))
        case .word("in"): return .oneOf(key, try values(of: key))
        case .word("notin"): return .noneOf(key, try values(of: key))
        case let other: throw SelectorError("found '\(other.text)', expected: in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func value(of key: String) throws(SelectorError) -> String {
        switch peek {
        case .end, .symbol(","): return ""
        case .word(let text):
            _ = next()
            return try checked(text, key)
        case .symbol(let text): throw SelectorError("found '\(text)', expected: identifier")
        }
    }

    private mutating func integer(of key: String) throws(SelectorError) -> Int64 {
        let text = try value(of: key)
        guard let number = Int64(text) else {
            throw SelectorError(
                "values[0][\(key)]: Invalid value: \(LabelSyntax.quoted(text)): for 'Gt', 'Lt' operators, the value must be an integer"
            )
        }
        return number
    }

    private mutating func values(of key: String) throws(SelectorError) -> [String] {
        guard peek == .symbol("(") else { throw SelectorError("found '\(peek.text)' expected: '('") }
        _ = next()
        var values: [String] = []
        var pending: String? = nil
        while true {
            switch next() {
            case .word(let text):
                guard pending == nil else { throw SelectorError("found '\(text)', expected: ',' or ')'") }
                pending = try checked(text, key)
            case .symbol(","):
                values.append(pending ?? "")
                pending = nil
            case .symbol(")"):
                values.append(pending ?? "")
                return values
            case let other: throw SelectorError("found '\(other.text)', expected: ',' or ')'")
            }
        }
    }

    private func checked(_ value: String, _ key: String) throws(SelectorError) -> String {
        guard let problem = LabelSyntax.valueProblem(value) else { return value }
        throw SelectorError("values[0][\(key)]: Invalid value: \(LabelSyntax.quoted(value)): \(problem)")
    }
}

// MARK: - Tokens

extension LabelSelectorParser {
    private static let symbols: Set<Unicode.Scalar> = ["(", ")", ",", "!", "=", ">", "<"]
    private static let longSymbols: Set<String> = ["==", "!="]

    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var rest = Substring(text).unicodeScalars
        while let first = rest.first {
            if [" ", "\t", "\r", "\n"].contains(first) {
                rest.removeFirst()
            } else if symbols.contains(first) {
                let pair = String(String.UnicodeScalarView(rest.prefix(2)))
                let symbol = longSymbols.contains(pair) ? pair : String(first)
                rest.removeFirst(symbol.unicodeScalars.count)
                tokens.append(.symbol(symbol))
            } else {
                let word = rest.prefix { !symbols.contains($0) && ![" ", "\t", "\r", "\n"].contains($0) }
                rest.removeFirst(word.count)
                tokens.append(.word(String(word)))
            }
        }
        return tokens
    }
}
