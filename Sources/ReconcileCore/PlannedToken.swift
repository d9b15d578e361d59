import JSONTree
package import KubeModel

/// A token that is to be requested for a ServiceAccount and kept in a Secret, as both were observed.
///
/// The token is bound to the Secret, so that it ends with it at the API server. The Secret is written whole and only if
/// nobody wrote it since; what is in it until then stays valid.
package struct PlannedToken: Sendable, Equatable {
    /// The annotations that tell of a token's life.
    package struct Annotations: Sendable, Hashable {
        /// When the token was made, by the API server's clock.
        package let issued: String
        /// When it ends, by the API server's clock.
        package let expires: String
        /// When it was made, by the clock of this process: the difference tells how far the two are apart.
        package let received: String

        package init(issued: String, expires: String, received: String) {
            self.issued = issued
            self.expires = expires
            self.received = received
        }
    }

    package let stage: Stage
    package let account: ObjectKey
    /// The Secret with everything but the token and its annotations.
    package let secret: KubeObject
    /// The Secret as it was observed: one that was made or changed since is left alone.
    package let uid: String
    package let resourceVersion: String
    /// How long the token is to live; the API server may decide otherwise.
    package let lifetimeSeconds: Int
    package let annotations: Annotations
    /// Why there has to be a token, in words.
    package let why: String
    /// The resources whose status tells when the token cannot be had; nil for all of the plan.
    package let concerns: Set<ObjectKey>?

    package init(
        _ stage: Stage, account: ObjectKey, secret: KubeObject, uid: String, resourceVersion: String,
        lifetimeSeconds: Int, annotations: Annotations, why: String, concerns: Set<ObjectKey>? = nil
    ) {
        self.stage = stage
        self.account = account
        self.secret = secret
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.lifetimeSeconds = lifetimeSeconds
        self.annotations = annotations
        self.why = why
        self.concerns = concerns
    }

    /// The Secret with a token's life in its annotations, to be written over the one that was observed.
    func secret(holding token: IssuedToken, receivedAt time: KubeTime) -> KubeObject {
        var object = secret
        var metadata = object.content["metadata"] ?? [:]
        var notes = metadata["annotations"] ?? [:]
        notes[annotations.issued] = .string(token.issued.description)
        notes[annotations.expires] = .string(token.expiry.description)
        notes[annotations.received] = .string(time.description)
        metadata["annotations"] = notes
        metadata["uid"] = .string(uid)
        metadata["resourceVersion"] = .string(resourceVersion)
        object.content["metadata"] = metadata
        return object
    }
}
