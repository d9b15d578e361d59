/// Finds the name that was probably meant.
package enum NearestName {
    /// The candidate closest to a name that does not exist.
    ///
    /// - Returns: nil when every candidate differs in more than a third of its characters.
    package static func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
        var best: (distance: Int, name: String)?
        for candidate in candidates {
            let distance = distance(Array(name.unicodeScalars), Array(candidate.unicodeScalars))
            guard distance * 3 <= max(name.unicodeScalars.count, candidate.unicodeScalars.count) else { continue }
            if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.name
    }

    /// The number of insertions, removals and replacements between two texts (Levenshtein), one row at a time.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (rowIndex, scalar) in left.enumerated() {
            var diagonal = row[0]
            row[0] = rowIndex + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (scalar == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
