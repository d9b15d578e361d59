package import AccessModel
import KubeModel

/// How large a session is in a browser's cookie.
///
/// Argo keeps the claims of a login, compressed and encrypted, in one cookie; a browser drops a cookie of more than
/// 4096 bytes, and the person is sent to log in again, for ever. Source: `server/auth/sso/sso.go`.
package enum SessionSize {
    /// What a browser takes.
    package static let limit = 4096
    /// From where on people are warned: names, mail addresses and compression differ.
    package static let warning = 3500

    /// The size of the cookie, its name included, of a person in all of these groups.
    ///
    /// The compressed size is estimated. Compared with zlib at its fastest it is some 10 % too much for names that have
    /// little in common, and up to 5 % too little for hundreds that have much; ``warning`` leaves room for that.
    package static func bytes(groups: some Collection<GroupPath>, version: ArgoVersion) -> Int {
        let lists = scattered(groups).map { "\"\($0.text)\"" }.joined(separator: ",")
        let claims = """
            {"iss":"argo-server","sub":"00a1b2c3-4d5e-6f70-8192-a3b4c5d6e7f8","exp":1800000000,"groups":[\(lists)],\
            "email":"firstname.lastname@department.example.org","name":"Firstname Lastname",\
            "preferred_username":"firstname.lastname"}
            """
        return envelope(version) + (compressedBytes(Array(claims.utf8)) * 4 + 2) / 3
    }

    /// The groups in an order that has nothing to do with their names, as a token may have them: sorted ones would
    /// compress better.
    private static func scattered(_ groups: some Collection<GroupPath>) -> [GroupPath] {
        let weighed = groups.map { (weight: StableDigest([$0.text]).number, group: $0) }
        return weighed.sorted { ($0.weight, $0.group) < ($1.weight, $1.group) }.map(\.group)
    }

    /// What is around the claims: the cookie's name, `Bearer v2:`, and the header, key, vector and tag of the JWE.
    private static func envelope(_ version: ArgoVersion) -> Int {
        version < ArgoVersion(4, 1, 2) ? 13 + 10 + 80 + 342 + 16 + 22 + 4 : 13 + 10 + 60 + 16 + 22 + 4
    }

    // MARK: - Compression

    private static let shortestMatch = 3
    private static let longestMatch = 258
    /// How many earlier places with the same three bytes are looked at.
    private static let places = 8

    /// The size of a deflate stream of a text.
    private static func compressedBytes(_ text: [UInt8]) -> Int {
        var seen: [UInt32: [Int]] = [:]
        var counts: [UInt8: Int] = [:]
        var matches = 0
        var bits = 0.0
        var index = 0
        while index < text.count {
            let match = longest(in: text, at: index, seen)
            if let match {
                bits += 9 + logarithm(match.length - 2) / 2 + max(0, logarithm(match.distance).rounded(.down) - 1)
                matches += 1
            } else {
                counts[text[index], default: 0] += 1
            }
            let next = index + (match?.length ?? 1)
            for place in index..<next { note(place, in: text, &seen) }
            index = next
        }
        let total = counts.values.reduce(matches, +)
        bits += counts.values.reduce(0.0) { $0 + Double($1) * (logarithm(total) - logarithm($1)) }
        return Int(bits / 8 * 1.1) + 60
    }

    private static func trigram(_ text: [UInt8], _ index: Int) -> UInt32? {
        guard index + shortestMatch <= text.count else { return nil }
        return UInt32(text[index]) << 16 | UInt32(text[index + 1]) << 8 | UInt32(text[index + 2])
    }

    private static func note(_ index: Int, in text: [UInt8], _ seen: inout [UInt32: [Int]]) {
        guard let trigram = trigram(text, index) else { return }
        seen[trigram, default: []].append(index)
        if seen[trigram, default: []].count > places { seen[trigram]?.removeFirst() }
    }

    private static func longest(in text: [UInt8], at index: Int, _ seen: [UInt32: [Int]]) -> (
        length: Int, distance: Int
    )? {
        guard let trigram = trigram(text, index), let candidates = seen[trigram] else { return nil }
        var best: (length: Int, distance: Int)?
        for place in candidates.reversed() {
            var length = shortestMatch
            while index + length < text.count, length < longestMatch, text[place + length] == text[index + length] {
                length += 1
            }
            if length > best?.length ?? 0 { best = (length, index - place) }
        }
        return best
    }

    /// To the base 2, straight between powers of two.
    private static func logarithm(_ number: Int) -> Double {
        let value = Double(max(1, number))
        return Double(value.exponent) + value.significand - 1
    }
}
