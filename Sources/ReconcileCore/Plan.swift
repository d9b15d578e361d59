package import JSONTree
package import KubeModel

/// What a cluster should look like for one reconcile key, and what to tell its users; nothing about how it is done.
///
/// A plan is a pure function of an observation: the operator performs it, `render` prints it, tests compare it.
package struct Plan: Sendable, Equatable {
    /// What should exist. Objects that already match cost no request.
    package var desired: [PlannedObject]
    /// What all desired objects of one stage require besides; nil for nothing.
    package var stageRequirement: StageRequirement?
    /// What should be gone.
    package var removals: [PlannedRemoval]
    /// What should change in objects of others, field by field.
    package var patches: [PlannedPatch]
    package var finalizers: [FinalizerChange]
    /// The tokens that are to be requested.
    package var tokens: [PlannedToken]
    package var statuses: [PlannedStatus]
    package var notes: [EventNote]
    /// After how many seconds the plan should be made again although nothing changed; nil for never.
    package var requeueAfterSeconds: Int?

    package init(
        desired: [PlannedObject] = [], stageRequirement: StageRequirement? = nil, removals: [PlannedRemoval] = [],
        patches: [PlannedPatch] = [],
        finalizers: [FinalizerChange] = [], tokens: [PlannedToken] = [], statuses: [PlannedStatus] = [],
        notes: [EventNote] = [],
        requeueAfterSeconds: Int? = nil
    ) {
        self.desired = desired
        self.stageRequirement = stageRequirement
        self.removals = removals
        self.patches = patches
        self.finalizers = finalizers
        self.tokens = tokens
        self.statuses = statuses
        self.notes = notes
        self.requeueAfterSeconds = requeueAfterSeconds
    }
}

/// A step of a plan: all operations of a stage have ended before the next stage begins.
package struct Stage: Sendable, Hashable, Comparable {
    package let order: Int
    /// The word that logs and errors use.
    package let name: String
    /// Whether a failure in this stage keeps the later ones from beginning.
    ///
    /// It does where access is taken away. Where it is given, one object that the API server does not take must not
    /// keep everybody else from theirs.
    package let isBarrier: Bool
    /// Whether this stage begins although a barrier before it has failed: what only keeps things as they are must not
    /// wait for somebody to mend what is unrelated.
    package let passesBarriers: Bool

    package init(order: Int, name: String, isBarrier: Bool = true, passesBarriers: Bool = false) {
        self.order = order
        self.name = name
        self.isBarrier = isBarrier
        self.passesBarriers = passesBarriers
    }

    package static func < (left: Stage, right: Stage) -> Bool { left.order < right.order }
}

/// What the objects of a stage stand on, all of them: objects of earlier stages that must not have failed.
package struct StageRequirement: Sendable, Equatable {
    package let stage: Stage
    package let keys: Set<ObjectKey>

    package init(of stage: Stage, _ keys: Set<ObjectKey>) {
        self.stage = stage
        self.keys = keys
    }
}

/// An object as it should be.
///
/// It is one reference, and its content a text: a plan has thousands, and is kept for the next one.
package struct PlannedObject: Sendable, Equatable {
    private final class Content: Sendable {
        let stage: Stage
        let key: ObjectKey
        let text: CompactJSON
        let requirements: Set<ObjectKey>
        let concerns: Set<ObjectKey>?

        init(_ stage: Stage, _ object: KubeObject, _ requirements: Set<ObjectKey>, _ concerns: Set<ObjectKey>?) {
            self.stage = stage
            key = object.key
            text = CompactJSON(object.content)
            self.requirements = requirements
            self.concerns = concerns
        }
    }

    private let content: Content

    package init(
        _ stage: Stage, _ object: KubeObject, requires: Set<ObjectKey> = [], concerns: Set<ObjectKey>? = nil
    ) {
        content = Content(stage, object, requires, concerns)
    }

    package var stage: Stage { content.stage }

    package var key: ObjectKey { content.key }

    /// The object, made from its text each time that it is asked for.
    package var object: KubeObject { KubeObject(key.type, content: content.text.value) }

    /// Objects of earlier stages that must not have failed in this plan, such as the Role of a RoleBinding; beside those
    /// of ``Plan/stageRequirement``.
    package var requires: Set<ObjectKey> { content.requirements }

    /// The resources whose status tells when this object cannot be made; nil for all of the plan.
    package var concerns: Set<ObjectKey>? { content.concerns }

    package static func == (left: PlannedObject, right: PlannedObject) -> Bool {
        if left.content === right.content { return true }
        return left.stage == right.stage && left.key == right.key && left.content.text == right.content.text
            && left.requires == right.requires && left.concerns == right.concerns
    }
}

/// An object to delete, as it was observed: another object of the same name is left alone.
package struct PlannedRemoval: Sendable, Equatable {
    package let stage: Stage
    package let key: ObjectKey
    package let preconditions: APIRequest.Preconditions

    package init(_ stage: Stage, _ key: ObjectKey, preconditions: APIRequest.Preconditions) {
        self.stage = stage
        self.key = key
        self.preconditions = preconditions
    }
}

/// A change of some fields of an object that is somebody else's, made from the object as it was observed: when it has
/// changed since, nothing is written and the plan is made anew.
///
/// Server-side apply is for objects that are ours as a whole; here a field may hold what others wrote too, such as a
/// text of which we replace a part.
package struct PlannedPatch: Sendable, Equatable {
    package let stage: Stage
    package let key: ObjectKey
    /// The UID and the version that the patch was made from.
    package let uid: String
    package let resourceVersion: String
    /// An RFC 7396 merge patch; it says nothing of `metadata.uid` and `metadata.resourceVersion`.
    package let patch: JSONValue
    /// Why it is needed, in words; never a value.
    package let why: String
    /// The resources whose status tells when it cannot be done.
    package let concerns: Set<ObjectKey>

    package init(
        _ stage: Stage, of live: LiveObject, _ patch: JSONValue, why: String, concerns: Set<ObjectKey>
    ) {
        self.stage = stage
        key = live.key
        uid = live.uid
        resourceVersion = live.resourceVersion
        self.patch = patch
        self.why = why
        self.concerns = concerns
    }

    /// The patch with its preconditions: the server answers 409 when they do not hold.
    var guarded: JSONValue {
        var patch = patch
        if patch["metadata"] == nil { patch["metadata"] = [:] }
        patch["metadata"]?["uid"] = .string(uid)
        patch["metadata"]?["resourceVersion"] = .string(resourceVersion)
        return patch
    }
}

/// A finalizer to add before anything is done for an object, or to remove after everything is undone.
package struct FinalizerChange: Sendable, Equatable {
    package enum Change: Sendable { case add, remove }

    package let stage: Stage
    package let change: Change
    package let key: ObjectKey
    package let finalizer: String

    package init(_ stage: Stage, _ change: Change, key: ObjectKey, finalizer: String) {
        self.stage = stage
        self.change = change
        self.key = key
        self.finalizer = finalizer
    }
}

/// The status that an object should have; it is written when it differs from the one observed.
package struct PlannedStatus: Sendable, Equatable {
    package let key: ObjectKey
    /// The UID that was observed, so that a namesake made since never gets this status.
    package let uid: String
    private let text: CompactJSON

    package init(key: ObjectKey, uid: String, status: JSONValue) {
        self.key = key
        self.uid = uid
        text = CompactJSON(status)
    }

    /// The status, made from its text each time that it is asked for.
    package var status: JSONValue { text.value }
}

/// Something worth a Kubernetes Event on an object.
package struct EventNote: Sendable, Hashable {
    package enum Severity: String, Sendable { case normal = "Normal", warning = "Warning" }

    /// The object that the Event is about.
    package let regarding: ObjectKey
    package let uid: String
    package let severity: Severity
    /// A word in UpperCamelCase, stable across releases.
    package let reason: String
    /// What the planner did or refused, as a verb: `Grant`, `Revoke`.
    package let action: String
    package let message: String

    package init(
        regarding: ObjectKey, uid: String, severity: Severity, reason: String, action: String, message: String
    ) {
        self.regarding = regarding
        self.uid = uid
        self.severity = severity
        self.reason = reason
        self.action = action
        self.message = message
    }
}

/// Decides, from everything that was observed, what should be.
package protocol Planner: Sendable {
    associatedtype Observation: Sendable
    func plan(_ observation: Observation) -> Plan
}
