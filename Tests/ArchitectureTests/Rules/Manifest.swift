/// The targets that Package.swift declares, with the names of their dependencies.
enum Manifest {
    /// Targets in the notation of SwiftPM, with `dependencies:`, and in that of our own functions, with a list after the name.
    private static let calls = [".target(", ".executableTarget(", ".testTarget(", ".systemLibrary("]
    private static let functions = ["pure(", "shell(", "tests("]

    /// - Parameter function: only targets that this function declares; nil for all.
    static func targets(in source: SourceText, by function: String? = nil) -> [String: Set<String>] {
        let text = Array(source.lines.map(\.text).joined(separator: "\n"))
        var targets: [String: Set<String>] = [:]
        for call in function.map({ [$0 + "("] }) ?? calls + functions {
            for start in positions(of: call, in: text) where !isName(text[start - 1]) {
                let body = balanced(text, from: start + call.count - 1, open: "(", close: ")")
                guard let name = quoted(in: calls.contains(call) ? after("name:", in: body) : body[...]).first else {
                    continue
                }
                let rest = after(calls.contains(call) ? "dependencies:" : ",", in: body)
                let list = rest.first { !$0.isWhitespace } == "[" ? rest : []
                let open = list.firstIndex(of: "[") ?? list.endIndex
                let dependencies = balanced(Array(list), from: open - list.startIndex, open: "[", close: "]")
                targets[name] = Set(quoted(in: dependencies[...]) + identifiers(in: dependencies))
            }
        }
        return targets
    }

    private static func isName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "."
    }

    private static func positions(of word: String, in text: [Character]) -> [Int] {
        let word = Array(word)
        return text.indices.dropFirst().filter { text[$0] == word[0] && text[$0...].starts(with: word) }
    }

    /// From the opening mark at a position to the one that closes it; empty if there is none.
    private static func balanced(_ text: [Character], from start: Int, open: Character, close: Character) -> [Character]
    {
        var depth = 0
        for index in text.indices.dropFirst(start) {
            if text[index] == open { depth += 1 }
            if text[index] == close { depth -= 1 }
            if depth == 0 { return Array(text[start...index]) }
        }
        return []
    }

    private static func after(_ word: String, in text: [Character]) -> ArraySlice<Character> {
        positions(of: word, in: text).first.map { text[($0 + word.count)...] } ?? []
    }

    private static func quoted(in text: ArraySlice<Character>) -> [String] {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { !$0.isMultiple(of: 2) }.map { String(parts[$0]) }
    }

    /// The names of constants, as products of other packages are listed.
    private static func identifiers(in text: [Character]) -> [String] {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        let unquoted = parts.indices.filter { $0.isMultiple(of: 2) }.flatMap { parts[$0] }
        return String(unquoted).words.map(String.init)
    }
}
