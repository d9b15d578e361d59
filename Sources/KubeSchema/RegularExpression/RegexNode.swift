/// The syntax tree of a pattern.
indirect enum RegexNode {
    case empty
    case character(RegexClass)
    case assertion(RegexAssertion)
    case sequence([RegexNode])
    case alternatives([RegexNode])
    /// `maximum` is nil for "any number of times".
    case repeated(RegexNode, minimum: Int, maximum: Int?)
}

/// A condition on a place between two characters.
enum RegexAssertion: Sendable {
    case start, end, wordBoundary, noWordBoundary
}

/// A set of characters as ranges of code points, ordered and without overlap.
struct RegexClass: Sendable {
    private(set) var ranges: [ClosedRange<UInt32>]

    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    init(_ scalar: Unicode.Scalar) { ranges = [scalar.value...scalar.value] }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        for range in ranges {
            if value < range.lowerBound { return false }
            if value <= range.upperBound { return true }
        }
        return false
    }

    /// Every other character.
    var inverted: RegexClass {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if next < range.lowerBound { result.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.last { result.append(next...Self.last) }
        return RegexClass(result)
    }

    /// The class with the other case of its ASCII letters, for the flag `i`.
    var foldingCase: RegexClass {
        var result = ranges
        for range in ranges {
            for value in range.clamped(to: 0x41...0x7A) {
                if (0x41...0x5A).contains(value) { result.append(value + 32...value + 32) }
                if (0x61...0x7A).contains(value) { result.append(value - 32...value - 32) }
            }
        }
        return RegexClass(result)
    }

    func union(_ other: RegexClass) -> RegexClass { RegexClass(ranges + other.ranges) }

    private static let last: UInt32 = 0x10FFFF

    static let any = RegexClass([0...last])
    static let anyButNewline = RegexClass([0...9, 11...last])
    static let digit = RegexClass([0x30...0x39])
    static let word = RegexClass([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// As in RE2, without the vertical tab.
    static let space = RegexClass([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

    /// The classes that are written `[:name:]`. Source: RE2 syntax, ASCII character classes.
    static let named: [String: RegexClass] = [
        "alnum": RegexClass([0x30...0x39, 0x41...0x5A, 0x61...0x7A]),
        "alpha": RegexClass([0x41...0x5A, 0x61...0x7A]),
        "ascii": RegexClass([0...0x7F]),
        "blank": RegexClass([0x09...0x09, 0x20...0x20]),
        "cntrl": RegexClass([0...0x1F, 0x7F...0x7F]),
        "digit": digit,
        "graph": RegexClass([0x21...0x7E]),
        "lower": RegexClass([0x61...0x7A]),
        "print": RegexClass([0x20...0x7E]),
        "punct": RegexClass([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
        "space": RegexClass([0x09...0x0D, 0x20...0x20]),
        "upper": RegexClass([0x41...0x5A]),
        "word": word,
        "xdigit": RegexClass([0x30...0x39, 0x41...0x46, 0x61...0x66]),
    ]
}
