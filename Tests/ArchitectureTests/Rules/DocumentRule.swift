/// What documents say about files.
enum DocumentRule {
    /// The top-level names with which a path in a document begins.
    private static let roots: Set<Substring> = ["Sources", "Tests", "deploy", "docs", "crds", ".ci"]

    /// The paths of this repository that a text names in backquotes: `Sources/JSONTree`, but no patterns or placeholders.
    static func paths(in document: String) -> [String] {
        let parts = document.split(separator: "`", omittingEmptySubsequences: false)
        return parts.indices.filter { !$0.isMultiple(of: 2) }.map { parts[$0] }.filter { part in
            guard let first = part.split(separator: "/").first, part.contains("/") else { return false }
            return roots.contains(first) && !part.contains { $0.isWhitespace || "*<>{}$…".contains($0) }
        }.map(String.init)
    }

    /// The files that the links of a Markdown text point to, relative to the document; not addresses, not anchors.
    static func links(in document: String) -> [String] {
        document.split(separator: "](", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            let target = part.prefix { $0 != ")" && $0 != "#" && !$0.isWhitespace }
            return target.isEmpty || target.contains(":") ? nil : String(target)
        }
    }

    /// The reasons that a source text gives: UpperCamelCase literals of arguments with the label `reason`.
    static func reasons(in source: SourceText) -> [String] {
        source.lines.flatMap { line in
            line.text.split(separator: "reason: \"").dropFirst().compactMap { rest in
                let word = rest.prefix { $0 != "\"" }
                return word.first?.isUppercase == true && word.allSatisfy(\.isLetter) ? String(word) : nil
            }
        }
    }

    /// A path with `.` and `..` resolved.
    static func normalised(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
