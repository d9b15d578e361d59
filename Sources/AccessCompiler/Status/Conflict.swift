import AccessModel
import KubeModel
import ReconcileCore

/// Foreign objects that bear names which Idmon would give.
enum Conflict {
    /// The obstacle that they are; nil when there are none.
    static func impediment(_ keys: Set<ObjectKey>) -> Impediment? {
        guard !keys.isEmpty else { return nil }
        let names = keys.sorted().map(\.description).joined(separator: ", ")
        return Impediment(
            .stalled, reason: "Conflict",
            message: "\(names) exists and was not made by this installation; remove it, "
                + "or annotate it with \(WellKnown.Annotation.adopt)=true to have it taken over")
    }
}
