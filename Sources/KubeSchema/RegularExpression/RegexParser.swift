/// Reads a pattern in the syntax of RE2.
///
/// Source: https://github.com/google/re2/wiki/Syntax; limits from Go's `regexp/syntax` (1000 repetitions).
struct RegexParser {
    private struct Flags {
        var ignoresCase = false
        var dotMatchesNewline = false
    }

    static let maximumRepetition = 1000
    private static let maximumDepth = 250

    private let input: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var flags = Flags()

    private init(_ text: String) { input = Array(text.unicodeScalars) }

    static func parse(_ text: String) throws(RegexError) -> RegexNode {
        var parser = RegexParser(text)
        let node = try parser.alternatives()
        guard parser.position == parser.input.count else { throw parser.malformed("unexpected )") }
        return node
    }

    // MARK: - Structure

    private mutating func alternatives() throws(RegexError) -> RegexNode {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(RegexError) -> RegexNode {
        var parts: [RegexNode] = []
        while let next = peek, next != "|", next != ")" { parts.append(try repetition()) }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func repetition() throws(RegexError) -> RegexNode {
        let start = position
        var node = try atom()
        var isRepeated = false
        while let bounds = try quantifier() {
            guard !isRepeated else { throw malformed("a repetition is repeated", at: start) }
            // RE2 repeats what stands before the flags, or refuses where nothing does.
            if case .empty = node { throw unsupported("a repetition after flags is not supported", at: start) }
            isRepeated = true
            _ = take("?")  // Lazy and greedy repetition match the same texts.
            node = .repeated(node, minimum: bounds.minimum, maximum: bounds.maximum)
            guard Self.isRepeated(node, atMost: Self.maximumRepetition) else {
                throw malformed("repetitions of repetitions come to more than \(Self.maximumRepetition)", at: start)
            }
        }
        return node
    }

    /// Whether nested repetitions together ask for no more copies of their innermost part.
    ///
    /// Source: Go's `regexp/syntax`, `repeatIsValid`.
    private static func isRepeated(_ node: RegexNode, atMost limit: Int) -> Bool {
        switch node {
        case .repeated(_, _, maximum: 0): return true
        case .repeated(let part, let minimum, let maximum):
            let count = maximum ?? minimum
            return count <= limit && isRepeated(part, atMost: count > 0 ? limit / count : limit)
        case .sequence(let parts), .alternatives(let parts):
            return parts.allSatisfy { isRepeated($0, atMost: limit) }
        case .empty, .character, .assertion: return true
        }
    }

    private mutating func quantifier() throws(RegexError) -> (minimum: Int, maximum: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard peek == "{" else { return nil }
        let start = position
        position += 1
        // As in RE2, a brace that begins no repetition is a character.
        guard let minimum = number() else {
            position = start
            return nil
        }
        var maximum: Int? = minimum
        if take(",") { maximum = number() }
        guard take("}") else {
            position = start
            return nil
        }
        guard minimum <= Self.maximumRepetition, (maximum ?? minimum) <= Self.maximumRepetition else {
            throw malformed("more than \(Self.maximumRepetition) repetitions", at: start)
        }
        guard maximum.map({ $0 >= minimum }) ?? true else {
            throw malformed("a repetition ends before it begins", at: start)
        }
        return (minimum, maximum)
    }

    private mutating func atom() throws(RegexError) -> RegexNode {
        guard let scalar = peek else { throw malformed("the pattern ends early") }
        switch scalar {
        case "(": return try group()
        case "[": return .character(try characterClass())
        case "\\": return try escape()
        case "*", "+", "?": throw malformed("nothing to repeat before \(scalar)")
        case "{":
            if try quantifier() != nil { throw malformed("nothing to repeat before {") }
            position += 1
            return .character(RegexClass(scalar))
        case "^":
            position += 1
            return .assertion(.start)
        case "$":
            position += 1
            return .assertion(.end)
        case ".":
            position += 1
            return .character(flags.dotMatchesNewline ? .any : .anyButNewline)
        default:
            position += 1
            return .character(folded(RegexClass(scalar)))
        }
    }

    private mutating func group() throws(RegexError) -> RegexNode {
        let start = position
        position += 1
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw malformed("more than \(Self.maximumDepth) nested groups", at: start)
        }
        defer { depth -= 1 }
        let outer = flags
        if take("?") {
            if take("P") || peek == "<" {
                try groupName()
            } else if try groupFlags() {
                return .empty  // `(?i)` holds to the end of the group around it.
            }
        }
        let node = try alternatives()
        guard take(")") else { throw malformed("missing )", at: start) }
        flags = outer
        return node
    }

    private mutating func groupName() throws(RegexError) {
        let start = position
        guard take("<") else { throw malformed("an unknown kind of group") }
        guard peek != "=", peek != "!" else { throw malformed("RE2 has no look-behind", at: start) }
        while let scalar = peek, scalar != ">" {
            guard RegexClass.word.contains(scalar) else { throw malformed("a group's name is no word", at: start) }
            position += 1
        }
        guard take(">") else { throw malformed("a group's name has no end", at: start) }
    }

    /// Reads what follows `(?`.
    ///
    /// - Returns: true when the flags stand alone, as in `(?i)`.
    private mutating func groupFlags() throws(RegexError) -> Bool {
        var isSet = true
        while let scalar = peek {
            position += 1
            switch scalar {
            case ":": return false
            case ")": return true
            case "-": isSet = false
            case "i": flags.ignoresCase = isSet
            case "s": flags.dotMatchesNewline = isSet
            case "U": break  // Swaps greedy and lazy, which match the same texts.
            case "m": throw unsupported("the flag m (anchors at lines) is not supported", at: position - 1)
            case "=", "!": throw malformed("RE2 has no look-ahead", at: position - 1)
            default: throw malformed("an unknown flag", at: position - 1)
            }
        }
        throw malformed("a group has no end")
    }

    // MARK: - Escapes

    private mutating func escape() throws(RegexError) -> RegexNode {
        switch following {
        case "A": return assertion(.start)
        case "z": return assertion(.end)
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        case "Q": throw unsupported("\\Q…\\E is not supported")
        case "C": throw unsupported("\\C is not supported")
        default: break
        }
        return .character(folded(try escapedClass()))
    }

    private mutating func assertion(_ assertion: RegexAssertion) -> RegexNode {
        position += 2
        return .assertion(assertion)
    }

    /// Reads an escape that stands for characters, outside or inside of a class.
    private mutating func escapedClass() throws(RegexError) -> RegexClass {
        guard let scalar = following else { throw malformed("a backslash at the end") }
        switch scalar {
        case "d": return consume(.digit)
        case "D": return consume(.digit.inverted)
        case "w": return consume(.word)
        case "W": return consume(.word.inverted)
        case "s": return consume(.space)
        case "S": return consume(.space.inverted)
        case "p", "P": throw unsupported("Unicode classes (\\p{…}) are not supported")
        default: return RegexClass(try escapedScalar())
        }
    }

    private mutating func consume(_ characters: RegexClass) -> RegexClass {
        position += 2
        return characters
    }

    private static let controls: [Unicode.Scalar: Unicode.Scalar] = [
        "a": "\u{7}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{B}",
    ]

    private mutating func escapedScalar() throws(RegexError) -> Unicode.Scalar {
        guard let scalar = following else { throw malformed("a backslash at the end") }
        let start = position
        position += 2
        if let control = Self.controls[scalar] { return control }
        if scalar == "x" { return try hexadecimal(from: start) }
        if scalar == "0" || (("1"..."7").contains(scalar) && peek.map { ("0"..."7").contains($0) } == true) {
            return try octal(first: scalar)
        }
        guard scalar.isASCII, !RegexClass.word.contains(scalar) || scalar == "_" else {
            throw malformed("\\\(scalar) means nothing in RE2", at: start)
        }
        return scalar
    }

    private mutating func octal(first: Unicode.Scalar) throws(RegexError) -> Unicode.Scalar {
        var value = first.value - 0x30
        for _ in 0..<2 {
            guard let digit = peek, ("0"..."7").contains(digit) else { break }
            value = value * 8 + digit.value - 0x30
            position += 1
        }
        guard let scalar = Unicode.Scalar(value) else { throw malformed("no such character") }
        return scalar
    }

    private mutating func hexadecimal(from start: Int) throws(RegexError) -> Unicode.Scalar {
        let isBraced = take("{")
        var value: UInt32 = 0
        var count = 0
        while count < (isBraced ? 8 : 2), let scalar = peek, let digit = Character(scalar).hexDigitValue {
            value = value << 4 | UInt32(digit)
            count += 1
            position += 1
        }
        guard count == 2 || (isBraced && count > 0), !isBraced || take("}"), let scalar = Unicode.Scalar(value) else {
            throw malformed("\\x needs two digits or {…} with a code point", at: start)
        }
        return scalar
    }

    // MARK: - Classes

    private mutating func characterClass() throws(RegexError) -> RegexClass {
        let start = position
        position += 1
        let isNegated = take("^")
        var result = RegexClass([])
        var isFirst = true
        while let scalar = peek, scalar != "]" || isFirst {
            isFirst = false
            if scalar == "[", following == ":" {
                result = result.union(try namedClass())
            } else {
                result = result.union(try classMember())
            }
        }
        guard take("]") else { throw malformed("missing ]", at: start) }
        result = folded(result)
        return isNegated ? result.inverted : result
    }

    private mutating func namedClass() throws(RegexError) -> RegexClass {
        let start = position
        position += 2
        let isNegated = take("^")
        var name = ""
        while let scalar = peek, scalar != ":", scalar != "]" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take(":"), take("]"), let found = RegexClass.named[name] else {
            throw malformed("no such class", at: start)
        }
        return isNegated ? found.inverted : found
    }

    /// One character, range or escape of a class.
    private mutating func classMember() throws(RegexError) -> RegexClass {
        let start = position
        let first: Unicode.Scalar
        if peek == "\\" {
            if let next = following, "dDwWsSpP".unicodeScalars.contains(next) { return try escapedClass() }
            first = try escapedScalar()
        } else {
            first = input[position]
            position += 1
        }
        guard peek == "-", let next = following, next != "]" else { return RegexClass(first) }
        position += 1
        let last: Unicode.Scalar
        if peek == "\\" {
            last = try escapedScalar()
        } else {
            last = input[position]
            position += 1
        }
        guard first <= last else { throw malformed("a range ends before it begins", at: start) }
        return RegexClass([first.value...last.value])
    }

    // MARK: - Input

    private var peek: Unicode.Scalar? { position < input.count ? input[position] : nil }

    private var following: Unicode.Scalar? { position + 1 < input.count ? input[position + 1] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private mutating func number() -> Int? {
        let start = position
        var value = 0
        while let scalar = peek, ("0"..."9").contains(scalar) {
            value = min(value * 10 + Int(scalar.value - 0x30), Self.maximumRepetition + 1)
            position += 1
        }
        return position > start ? value : nil
    }

    private func folded(_ characters: RegexClass) -> RegexClass {
        flags.ignoresCase ? characters.foldingCase : characters
    }

    private func malformed(_ message: String, at offset: Int? = nil) -> RegexError {
        RegexError(code: .malformed, offset: offset ?? position, message: message)
    }

    private func unsupported(_ message: String, at offset: Int? = nil) -> RegexError {
        RegexError(code: .unsupported, offset: offset ?? position, message: message)
    }
}
