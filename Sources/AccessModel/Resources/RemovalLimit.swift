package import JSONTree

/// How much access may be taken away at once without a person's word.
package struct RemovalLimit: Hashable, Sendable {
    /// The share of all grants in effect that may go at once, in percent: 1 to 100.
    package let maximumPercent: Int
    /// Fewer grants than this may always go, whatever their share.
    package let minimum: Int

    /// What holds where an installation says nothing.
    package static let standard = RemovalLimit(maximumPercent: 30, minimum: 5)

    package init(maximumPercent: Int, minimum: Int) {
        self.maximumPercent = maximumPercent
        self.minimum = minimum
    }

    /// Whether so many grants of all are too many to go unasked.
    package func isExceeded(byRemoving removed: Int, of total: Int) -> Bool {
        removed >= minimum && removed * 100 > maximumPercent * total
    }

    /// The limit of an installation, even when the rest of it is wrong: an installation that cannot be read takes all
    /// access away, which is when the limit is needed.
    package init(ofInstallation view: JSONView) {
        var findings: [Finding] = []
        let spec = view["spec"].map { FieldReader($0) }
        self = spec.map { Self.read($0, &findings) } ?? .standard
    }

    /// Reads `spec.safety`.
    static func read(_ spec: FieldReader, _ findings: inout [Finding]) -> RemovalLimit {
        guard spec.view.kind == .object, let safety = spec.optional("safety", &findings) else { return .standard }
        let percent = safety.optional("maxRemovedPercent", &findings)?.integer(in: 1...100, &findings)
        let minimum = safety.optional("minimumRemoved", &findings)?.integer(in: 1...1000, &findings)
        return RemovalLimit(
            maximumPercent: percent.map(Int.init) ?? standard.maximumPercent,
            minimum: minimum.map(Int.init) ?? standard.minimum)
    }
}
