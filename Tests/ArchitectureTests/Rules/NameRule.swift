/// Words that say nothing about what a type is for.
enum NameRule {
    private static let empty: Set<String> = [
        "Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Manager", "Common", "Misc",
    ]
    /// Names that Kubernetes gives.
    private static let established: Set<String> = ["FieldManager"]
    private static let declarations: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]

    /// The empty words in a name that is written in camel case.
    static func emptyWords(in name: some StringProtocol) -> [String] {
        if established.contains(String(name)) { return [] }
        var words: [String] = []
        for character in name where character.isLetter {
            if character.isUppercase || words.isEmpty { words.append("") }
            words[words.count - 1].append(character)
        }
        return words.filter(empty.contains)
    }

    /// The names of the types that a source text declares.
    static func types(in source: SourceText) -> [Substring] {
        source.lines.flatMap { line in
            let words = line.code.words
            return zip(words, words.dropFirst()).filter { declarations.contains($0.0) }.map(\.1)
        }
    }
}
