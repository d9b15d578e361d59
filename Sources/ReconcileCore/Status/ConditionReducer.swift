package import KubeModel

/// Something that keeps an object from being ready, or that its users should know.
package struct Impediment: Sendable, Hashable {
    /// How much it hinders, from least to most.
    package enum Kind: Int, Sendable, Comparable {
        /// Worth saying, and no hindrance.
        case notice
        /// It will pass without anybody doing anything, or is tried again.
        case waiting
        /// It stays until somebody changes something.
        case stalled

        package static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    package let kind: Kind
    /// A word in UpperCamelCase, stable across releases.
    package let reason: String
    /// What is the matter and what to do; no times or versions, so that an unchanged state has an unchanged text.
    package let message: String

    package init(_ kind: Kind, reason: String, message: String) {
        self.kind = kind
        self.reason = reason
        self.message = message
    }
}

/// Turns what was found into the conditions `Ready`, `Reconciling` and `Stalled`.
///
/// All three are always present. Source of their meaning: kstatus (`Reconciling` and `Stalled` are "abnormal-true").
package enum ConditionReducer {
    /// - Parameters:
    ///   - impediments: of those of the worst kind the first gives `Ready` its reason and message.
    ///   - ready: the reason and message of `Ready` when nothing hinders.
    ///   - previous: the conditions as the cluster has them, whose transition times are kept where the status stays.
    ///   - generation: the `metadata.generation` that was observed.
    package static func conditions(
        _ impediments: [Impediment], ready: (reason: String, message: String), previous: [Condition],
        generation: Int64, at time: KubeTime
    ) -> [Condition] {
        let worst = impediments.map(\.kind).max() ?? .notice
        let hindrance = summary(of: worst, in: impediments)
        let waiting = summary(of: .waiting, in: impediments)
        let stalled = summary(of: .stalled, in: impediments)
        let isReady = worst == .notice
        let conditions = [
            ("Ready", isReady ? Condition.Status.true : .false, isReady ? ready : hindrance ?? ready),
            ("Reconciling", waiting == nil ? .false : .true, waiting ?? ("Settled", "")),
            ("Stalled", stalled == nil ? .false : .true, stalled ?? ("NotStalled", "")),
        ]
        return conditions.map { type, status, text in
            Condition(
                type, status, reason: text.reason, message: text.message, observedGeneration: generation,
                lastTransitionTime: time
            ).keepingTransition(of: previous)
        }
    }

    private static func summary(of kind: Impediment.Kind, in impediments: [Impediment])
        -> (reason: String, message: String)?
    {
        let matching = impediments.filter { $0.kind == kind }
        guard let first = matching.first else { return nil }
        let others = matching.count - 1
        return (first.reason, others > 0 ? "\(first.message) (and \(others) more)" : first.message)
    }
}
