package import AccessModel

/// How far something is permitted that is permitted.
package enum AccessExtent: Hashable, Sendable {
    /// Without limits.
    case whole
    /// Submissions that fit one of these; none of them is within another.
    case runs(Set<SubmissionLimits>)
    /// The approval of these steps.
    case steps(Set<String>)

    /// Submissions of a template with any parameters, from where it begins.
    static let anySubmission = AccessExtent.runs([SubmissionLimits()])

    /// Submissions that fit one of some limits.
    package init(_ limits: some Sequence<SubmissionLimits>) {
        let all = Set(limits.map(\.normalized)).sorted { $0.description < $1.description }
        // Of limits that are within each other the first stays.
        let widest = all.enumerated().filter { index, limit in
            !all.enumerated().contains { other, wider in
                other != index && limit.isWithin(wider) && (!wider.isWithin(limit) || other < index)
            }
        }
        self = .runs(Set(widest.map(\.element)))
    }

    /// What is permitted beyond something else that is; empty when it is all within that.
    ///
    /// - Parameter other: nil for nothing.
    func exceeds(_ other: AccessExtent?) -> Bool {
        switch (self, other) {
        case (_, nil): true
        case (_, .whole?): false
        case (.whole, _), (.runs, .steps), (.steps, .runs): true
        case (.runs(let mine), .runs(let theirs)): mine.contains { limit in !theirs.contains(where: limit.isWithin) }
        case (.steps(let mine), .steps(let theirs)): !mine.isSubset(of: theirs)
        }
    }

    func union(_ other: AccessExtent) -> AccessExtent {
        switch (self, other) {
        case (.runs(let mine), .runs(let theirs)): AccessExtent(mine.union(theirs))
        case (.steps(let mine), .steps(let theirs)): .steps(mine.union(theirs))
        default: .whole
        }
    }

    /// Whether a submission is permitted.
    package func permits(entrypoint: String, _ parameters: [(name: String, value: String)]) -> Bool {
        switch self {
        case .whole: true
        case .runs(let limits): limits.contains { $0.permit(entrypoint: entrypoint, parameters) }
        case .steps: false
        }
    }

    /// Whether a step may be approved; nil asks for any.
    package func permits(step: String?) -> Bool {
        switch self {
        case .whole: true
        case .runs: false
        case .steps(let steps): step.map(steps.contains) ?? !steps.isEmpty
        }
    }
}

extension AccessExtent: CustomStringConvertible {
    /// `region one of eu, us`, `only the step approve-release`; empty for what has no limits.
    package var description: String {
        switch self {
        case .whole: ""
        case .runs(let limits): limits.map(\.description).sorted().joined(separator: ", or ")
        case .steps(let steps):
            "only the step\(steps.count == 1 ? "" : "s") \(steps.sorted().joined(separator: ", "))"
        }
    }
}
