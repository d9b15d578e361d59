/// Something that is wrong with certain releases of Argo Workflows, for those who use it with single sign-on.
package struct VersionAdvisory: Hashable, Sendable {
    /// What follows from it.
    package enum Weight: String, Hashable, Sendable {
        /// Nothing is granted with such a version.
        case refused
        /// Namespace delegation is not configured with such a version.
        case refusedWithDelegation = "refused with delegation"
        /// It is told, and nothing else changes.
        case warned
    }

    /// The number under which it was published: `CVE-2026-42296`, `argo-workflows#16744`.
    package let id: String
    package let weight: Weight
    /// The first release that has it; nil for all early ones.
    package let since: ArgoVersion?
    /// The first release of each line that is free of it, in their order; later lines are free of it, earlier ones never
    /// become so.
    package let fixedIn: [ArgoVersion]
    /// What can happen, as a sentence without its full stop.
    package let meaning: String

    /// Whether a release has it.
    package func concerns(_ version: ArgoVersion) -> Bool {
        if let since, version < since { return false }
        let line = fixedIn.first { ($0.major, $0.minor) == (version.major, version.minor) }
        if let line { return version < line }
        return fixedIn.last.map { version < $0 } ?? true
    }

    /// Every advisory there is, the gravest first.
    ///
    /// Source: the advisories and release notes of argoproj/argo-workflows up to 4.1.2.
    package static let all: [VersionAdvisory] = [
        VersionAdvisory(
            id: "argo-workflows#16744", weight: .refused, since: ArgoVersion(4, 1, 0), fixedIn: [ArgoVersion(4, 1, 2)],
            meaning: "sessions are too large for a browser's cookie, so that nobody can log in"),
        VersionAdvisory(
            id: "argo-workflows#14610", weight: .refusedWithDelegation, since: nil, fixedIn: [ArgoVersion(4, 0, 5)],
            meaning: "with namespace delegation a person without an account in Argo's namespace is denied or ends the "
                + "request with a crash"),
        VersionAdvisory(
            id: "CVE-2026-42296", weight: .warned, since: nil,
            fixedIn: [ArgoVersion(3, 7, 14), ArgoVersion(4, 0, 5)],
            meaning:
                "who may submit a template may override its serviceAccountName, volumes and security context, also "
                + "with templateReferencing Strict"),
        VersionAdvisory(
            id: "CVE-2026-31892", weight: .warned, since: nil,
            fixedIn: [ArgoVersion(3, 7, 11), ArgoVersion(4, 0, 2)],
            meaning:
                "who may submit a template may change its pods with podSpecPatch, also with templateReferencing Strict"),
        VersionAdvisory(
            id: "CVE-2026-54526", weight: .warned, since: nil,
            fixedIn: [ArgoVersion(3, 7, 15), ArgoVersion(4, 0, 6)],
            meaning: "who may submit a template may change the pods that collect its artifacts with "
                + "artifactGC.podSpecPatch, also with templateReferencing Strict"),
        VersionAdvisory(
            id: "unmaintained", weight: .warned, since: nil, fixedIn: [ArgoVersion(4, 0, 0)],
            meaning: "the line gets no fixes any more: Argo Workflows maintains its two newest, 4.0 and 4.1"),
    ]

    /// What is wrong with a release.
    package static func all(of version: ArgoVersion, _ weight: Weight) -> [VersionAdvisory] {
        all.filter { $0.weight == weight && $0.concerns(version) }
    }

    /// Why namespace delegation must not be used with a release; nil when it may be.
    package static func delegationObjection(of version: ArgoVersion) -> VersionAdvisory? {
        all(of: version, .refusedWithDelegation).first
    }

    /// All advisories as a Markdown table.
    package static var table: String {
        let rows = all.map { advisory in
            let releases = advisory.fixedIn.map(\.description).joined(separator: ", ")
            let since = advisory.since.map { "from \($0), " } ?? ""
            return "| \(advisory.id) | \(since)before \(releases) | \(advisory.meaning) | \(advisory.weight.rawValue) |"
        }
        return (["| advisory | releases | what can happen | Idmon's answer |", "|---|---|---|---|"] + rows)
            .joined(separator: "\n") + "\n"
    }
}
