import AccessModel
import JSONTree
package import KubeModel

/// What is known of an account's token without reading it.
package enum TokenFact: Hashable, Sendable {
    /// There is no Secret.
    case absent
    /// There is a Secret, and no token in it yet.
    case waiting
    /// The Secret has a token for the account with this UID.
    case present(accountUID: String)

    /// Judges a Secret by its metadata: the token controller notes the account's UID in an annotation, and the server
    /// notes in `managedFields` that `data.token` was written.
    package init(secret: LiveObject?) {
        guard let secret else {
            self = .absent
            return
        }
        let hasToken = secret.root["metadata"]?["managedFields"]?.elements.contains {
            $0["fieldsV1"]?["f:data"]?["f:token"] != nil
        }
        guard hasToken == true, !secret.isBeingDeleted,
            let uid = secret.annotation(WellKnown.Annotation.serviceAccountUID), !uid.isEmpty
        else {
            self = .waiting
            return
        }
        self = .present(accountUID: uid)
    }
}
