import KubeModel

/// The objects that were found to be as planned, so that a plan made after a small change compares what changed.
///
/// A comparison depends on nothing but what is planned and what was observed; it holds as long as both say the same.
/// It knows the objects of the last plan and no others.
package struct AgreedObjects: Sendable {
    private struct Pair<Planned: Sendable>: Sendable {
        let planned: Planned
        let live: LiveObject
    }

    private var objects: [ObjectKey: Pair<PlannedObject>] = [:]
    private var statuses: [ObjectKey: Pair<PlannedStatus>] = [:]

    /// No objects: everything is compared.
    package init() {}

    /// Whether a step is known to have nothing to do.
    func contains(_ step: ApplyStep) -> Bool {
        guard let live = step.live else { return false }
        switch step.want {
        case .apply(let planned):
            return objects[step.key].map { $0.live.isSame(as: live) && $0.planned == planned } ?? false
        case .status(let planned):
            return statuses[step.key].map { $0.live.isSame(as: live) && $0.planned == planned } ?? false
        case .remove, .patch, .finalizer, .token: return false
        }
    }

    /// Takes note of a step that had nothing to do.
    mutating func insert(_ step: ApplyStep) {
        guard let live = step.live else { return }
        switch step.want {
        case .apply(let planned): objects[step.key] = Pair(planned: planned, live: live)
        case .status(let planned): statuses[step.key] = Pair(planned: planned, live: live)
        case .remove, .patch, .finalizer, .token: break
        }
    }
}
