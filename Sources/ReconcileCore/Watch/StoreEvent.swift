package import KubeModel

/// What a watch tells a store.
///
/// Everything between `initialize` and `initDone` is a new, complete picture: the store keeps showing the old one until
/// it is complete, and what the new one lacks is gone then. (The shape is that of kube-rs's `watcher::Event`.)
package enum StoreEvent: Sendable {
    /// A new picture begins; one that was not completed is dropped.
    case initialize
    case initApply([LiveObject])
    case initDone
    case apply(LiveObject)
    case delete(LiveObject)
}
