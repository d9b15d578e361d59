/// How an identity's token comes into being, and whether it ends.
package enum TokenKind: String, Hashable, Sendable, CaseIterable {
    /// Requested by Idmon (TokenRequest API), bound to the Secret it lies in, renewed before it ends.
    case requested = "Requested"
    /// Put by Kubernetes into a Secret of type `kubernetes.io/service-account-token`; it does not end.
    case permanent = "Permanent"

    /// The other one.
    package var other: TokenKind { self == .requested ? .permanent : .requested }
}

/// With which tokens argo-server acts as the identities of an installation.
package struct TokenSettings: Hashable, Sendable {
    package let kind: TokenKind
    /// How long a requested token is to live; within ``lifetimes``.
    package let lifetimeSeconds: Int

    /// From the ten minutes that the API server demands to thirty days.
    package static let lifetimes = 600...2_592_000

    /// A day, requested.
    package init() {
        kind = .requested
        lifetimeSeconds = 86_400
    }

    /// - Parameter lifetimeSeconds: one outside of ``lifetimes`` becomes the nearest of them.
    package init(kind: TokenKind, lifetimeSeconds: Int = 86_400) {
        self.kind = kind
        self.lifetimeSeconds = min(max(lifetimeSeconds, Self.lifetimes.lowerBound), Self.lifetimes.upperBound)
    }

    /// Reads `spec.tokens` of an ArgoInstallation; what is absent or wrong is as if it had not been said.
    static func read(_ field: FieldReader, _ findings: inout [Finding]) -> TokenSettings {
        let kind = field.optional("kind", &findings).flatMap { readKind($0, &findings) }
        let lifetime = field.optional("lifetime", &findings).flatMap { readLifetime($0, &findings) }
        return TokenSettings(kind: kind ?? .requested, lifetimeSeconds: lifetime ?? 86_400)
    }

    private static func readKind(_ field: FieldReader, _ findings: inout [Finding]) -> TokenKind? {
        guard let text = field.text(&findings) else { return nil }
        if let kind = TokenKind(rawValue: text) { return kind }
        let known = TokenKind.allCases.map(\.rawValue)
        let meant = NearestName.suggestion(for: text, among: known).map { "Did you mean \($0)?" }
        field.note(
            .unknownTokenKind, "\"\(text)\" is no kind of token; there are \(known.joined(separator: " and "))",
            hint: meant, &findings)
        return nil
    }

    private static func readLifetime(_ field: FieldReader, _ findings: inout [Finding]) -> Int? {
        guard let text = field.text(&findings) else { return nil }
        guard let seconds = seconds(text) else {
            field.note(
                .invalidLifetime, "\"\(text)\" is no number of hours, minutes and seconds such as 24h or 1h30m",
                &findings)
            return nil
        }
        guard lifetimes.contains(seconds) else {
            field.note(.invalidLifetime, "a token lives from 10m to 720h, not \(text)", &findings)
            return nil
        }
        return seconds
    }

    /// The seconds of a duration such as `1h30m`: whole hours, minutes and seconds in this order, each at most once.
    ///
    /// A part of what Go's `time.ParseDuration` takes.
    static func seconds(_ text: String) -> Int? {
        let units: [(unit: UInt8, seconds: Int)] = [
            (UInt8(ascii: "h"), 3600), (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
        ]
        var rest = Array(text.utf8)[...]
        guard !rest.isEmpty else { return nil }
        var total = 0
        for (unit, seconds) in units {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...7).contains(digits.count), rest.dropFirst(digits.count).first == unit else { continue }
            total += digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } * seconds
            rest = rest.dropFirst(digits.count + 1)
        }
        return rest.isEmpty ? total : nil
    }
}
