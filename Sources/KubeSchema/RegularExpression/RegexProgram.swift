/// A pattern as instructions of a non-deterministic automaton.
struct RegexProgram: Sendable {
    private enum Instruction: Sendable {
        case consume(RegexClass)
        case check(RegexAssertion)
        /// Goes on at both places.
        case split(Int, Int)
        case jump(Int)
        case match
    }

    /// Nested repetitions multiply; RE2 has a limit of memory, this has one of instructions.
    private static let maximumSize = 100_000

    private var instructions: [Instruction]

    private init(instructions: [Instruction]) { self.instructions = instructions }

    /// A program that never ends well.
    static let matchingNothing = RegexProgram(instructions: [.consume(RegexClass([]))])

    init(_ node: RegexNode) throws(RegexError) {
        instructions = []
        try emit(node)
        instructions.append(.match)
    }

    // MARK: - Compiling

    private mutating func emit(_ node: RegexNode) throws(RegexError) {
        guard instructions.count < Self.maximumSize else {
            throw RegexError(code: .malformed, offset: 0, message: "the pattern's repetitions make it too large")
        }
        switch node {
        case .empty: break
        case .character(let characters): instructions.append(.consume(characters))
        case .assertion(let assertion): instructions.append(.check(assertion))
        case .sequence(let parts): for part in parts { try emit(part) }
        case .alternatives(let branches): try emit(branches)
        case .repeated(let part, let minimum, let maximum):
            for _ in 0..<minimum { try emit(part) }
            if let maximum {
                try emitOptional(part, count: maximum - minimum)
            } else {
                try emitLoop(part)
            }
        }
    }

    private mutating func emit(_ branches: [RegexNode]) throws(RegexError) {
        var jumps: [Int] = []
        for branch in branches.dropLast() {
            let split = reserve()
            try emit(branch)
            jumps.append(reserve())
            instructions[split] = .split(split + 1, instructions.count)
        }
        if let last = branches.last { try emit(last) }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func emitLoop(_ part: RegexNode) throws(RegexError) {
        let split = reserve()
        try emit(part)
        instructions.append(.jump(split))
        instructions[split] = .split(split + 1, instructions.count)
    }

    private mutating func emitOptional(_ part: RegexNode, count: Int) throws(RegexError) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(reserve())
            try emit(part)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }

    private mutating func reserve() -> Int {
        instructions.append(.match)
        return instructions.count - 1
    }

    // MARK: - Matching

    /// Whether the automaton reaches its end from any place of the text.
    func matches(_ text: String.UnicodeScalarView) -> Bool {
        var threads = ThreadSet(capacity: instructions.count)
        var next = ThreadSet(capacity: instructions.count)
        var previous: Unicode.Scalar?
        var index = text.startIndex
        // A match may begin at every place, unless it is tied to the beginning.
        let isAnchored = if case .check(.start)? = instructions.first { true } else { false }
        while true {
            let scalar = index < text.endIndex ? text[index] : nil
            if !isAnchored || previous == nil {
                if follow(0, into: &threads, previous: previous, next: scalar) { return true }
            } else if threads.members.isEmpty {
                return false
            }
            guard let scalar else { return false }
            let after = text.index(after: index)
            let following = after < text.endIndex ? text[after] : nil
            for thread in threads.members {
                guard case .consume(let characters) = instructions[thread], characters.contains(scalar) else {
                    continue
                }
                if follow(thread + 1, into: &next, previous: scalar, next: following) { return true }
            }
            swap(&threads, &next)
            next.removeAll()
            previous = scalar
            index = after
        }
    }

    /// Adds a place and all that are reached from it without reading a character.
    ///
    /// - Returns: true when the end of the program is among them.
    private func follow(
        _ start: Int, into threads: inout ThreadSet, previous: Unicode.Scalar?, next: Unicode.Scalar?
    ) -> Bool {
        var place: Int? = start
        while let here = place {
            place = nil
            if threads.insert(here) {
                switch instructions[here] {
                case .match: return true
                case .consume: break
                case .jump(let target): place = target
                case .split(let first, let second):
                    threads.pending.append(second)
                    place = first
                case .check(let assertion):
                    if Self.holds(assertion, previous: previous, next: next) { place = here + 1 }
                }
            }
            if place == nil { place = threads.pending.popLast() }
        }
        return false
    }

    private static func holds(_ assertion: RegexAssertion, previous: Unicode.Scalar?, next: Unicode.Scalar?) -> Bool {
        switch assertion {
        case .start: previous == nil
        case .end: next == nil
        case .wordBoundary: isWord(previous) != isWord(next)
        case .noWordBoundary: isWord(previous) == isWord(next)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(RegexClass.word.contains) ?? false }
}

/// A set of small numbers that is emptied in constant time.
private struct ThreadSet {
    private(set) var members: [Int] = []
    /// Second ways of splits that are still to be gone; kept here, so that a character costs no allocation.
    var pending: [Int] = []
    private var places: [Int]

    init(capacity: Int) { places = Array(repeating: 0, count: capacity) }

    /// - Returns: false when the number was there already.
    mutating func insert(_ number: Int) -> Bool {
        let place = places[number]
        if place < members.count, members[place] == number { return false }
        places[number] = members.count
        members.append(number)
        return true
    }

    mutating func removeAll() { members.removeAll(keepingCapacity: true) }
}
