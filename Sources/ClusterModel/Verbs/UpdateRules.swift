import JSONTree
import KubeModel

/// What no update may change in an object's metadata.
///
/// Source: `k8s.io/apimachinery/pkg/api/validation`, `ValidateObjectMetaUpdate`.
enum UpdateRules {
    static func problems(_ new: JSONValue, _ old: JSONValue) -> [APIStatus.Cause] {
        var causes: [APIStatus.Cause] = []
        for name in [
            "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
        ] {
            let (before, after) = (old.metadata[name], new.metadata[name])
            if before != after { causes.append(.invalid("metadata.\(name)", after ?? .null, "field is immutable")) }
        }
        if old.isBeingDeleted {
            let added = new.finalizers.filter { !old.finalizers.contains($0) }
            if !added.isEmpty {
                let shown = added.map(LabelSyntax.quoted).joined(separator: ", ")
                causes.append(
                    .forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{\(shown)}"
                    ))
            }
        }
        return causes
    }
}
