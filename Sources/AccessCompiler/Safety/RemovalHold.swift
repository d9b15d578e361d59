import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// Whether a removal of access waits for a person's word.
struct RemovalHold {
    enum Verdict: Hashable {
        /// Nothing unusual is taken away.
        case free
        /// A person confirmed it, and it is being done.
        case confirmed
        case held
    }

    let verdict: Verdict
    private let installation: ResourceName
    private let limit: RemovalLimit
    private let removal: RemovalSet
    private let digest: String
    private let target: String
    private let since: KubeTime

    var isHeld: Bool { verdict == .held }

    /// Judges a removal.
    ///
    /// What was shown in the status is what a confirmation is about: it stays good while what would be left is the same,
    /// so that a removal that was interrupted goes on, and it is worth nothing for any other.
    ///
    /// - Parameters:
    ///   - installation: nil when it does not exist; there is nobody to ask then, and nothing is held.
    ///   - wanted: what would be left.
    init(
        _ removal: RemovalSet, installation: LiveObject?, wanted: [ObjectKey: KubeObject], now: KubeTime,
        isConfirmed: Bool
    ) {
        self.removal = removal
        self.installation = installation?.key.resourceName ?? ResourceName(namespace: "", name: "")
        limit = installation.map { RemovalLimit(ofInstallation: $0.root) } ?? .standard
        guard let installation, limit.isExceeded(byRemoving: removal.removed.count, of: removal.inEffect.count) else {
            (verdict, digest, target, since) = (.free, "", "", now)
            return
        }
        let target = Self.target(wanted)
        self.target = target
        let shown = installation.root["status"]?["removal"]
        let isAsShown = shown?["target"]?.string == target
        since = (isAsShown ? shown?["since"]?.string.flatMap { KubeTime($0) } : nil) ?? now
        let current = Self.digest(removal, target: target, since: since)
        digest = (isAsShown ? shown?["digest"]?.string : nil) ?? current
        let annotation = installation.annotation(WellKnown.Annotation.confirmRemoval)
        verdict = isConfirmed || (isAsShown && annotation == digest) ? .confirmed : .held
    }

    /// Holds nothing.
    init(free now: KubeTime) {
        verdict = .free
        installation = ResourceName(namespace: "", name: "")
        limit = .standard
        removal = RemovalSet()
        (digest, target, since) = ("", "", now)
    }

    // MARK: - Digests

    /// Tells this removal from every other one, also from the same at another time.
    private static func digest(_ removal: RemovalSet, target: String, since: KubeTime) -> String {
        let grants = removal.removed.sorted().flatMap { [$0.binding.description, $0.account.description] }
        return StableDigest([since.description, target] + grants).text
    }

    /// Tells one state of who has what from every other one.
    private static func target(_ wanted: [ObjectKey: KubeObject]) -> String {
        let giving = wanted.filter { $0.key.type.givesAccess || $0.key.type == .role }.sorted { $0.key < $1.key }
        return StableDigest(
            giving.flatMap { key, object in
                [key.description, (object.content["subjects"] ?? object.content["rules"] ?? .null).text]
            }
        ).text
    }

    // MARK: - Words

    /// What it means for the installation; nil when nothing is held.
    var impediment: Impediment? {
        guard isHeld else { return nil }
        let worst = ranking.prefix(3).map { "\($0.name) (\($0.removed) of \($0.total))" }.joined(separator: ", ")
        let more = ranking.count > 3 ? " and \(ranking.count - 3) more namespaces" : ""
        let command =
            "kubectl annotate --overwrite argoinstallation \(installation.name) -n \(installation.namespace) "
            + "\(WellKnown.Annotation.confirmRemoval)=\(digest)"
        return Impediment(
            .stalled, reason: "RemovalHeld",
            message: "\(removal.removed.count) of \(removal.inEffect.count) grants would be taken away, more than the "
                + "\(limit.maximumPercent) % that spec.safety allows at once; most in \(worst)\(more). Nothing is taken "
                + "away until then: restore what was deleted or changed, or, if it is meant, confirm it with: \(command)"
        )
    }

    /// What the status says of it; nil when there is nothing to say.
    var record: JSONValue? {
        guard verdict != .free else { return nil }
        return [
            "digest": .string(digest), "target": .string(target), "since": .string(since.description),
            "removed": .integer(Int64(removal.removed.count)), "of": .integer(Int64(removal.inEffect.count)),
            "namespaces": .array(
                ranking.prefix(20).map {
                    [
                        "name": .string($0.name), "removed": .integer(Int64($0.removed)),
                        "of": .integer(Int64($0.total)),
                    ]
                }),
        ]
    }

    /// The namespaces that would lose something, those that would lose most first.
    private var ranking: [(name: String, removed: Int, total: Int)] {
        removal.byNamespace.filter { $0.value.removed > 0 }.map {
            ($0.key.isEmpty ? "the cluster" : $0.key, $0.value.removed, $0.value.total)
        }
        .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }
}
