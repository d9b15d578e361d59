/// What becomes of a reconcile key after its plan was performed.
package enum Outcome: Sendable, Hashable {
    /// Everything is as planned: forget earlier failures and wait for a change.
    case done
    /// Nothing failed; come again after this time.
    case requeue(after: Duration)
    /// Something failed that may succeed when it is tried again with what is then observed.
    /// - atLeast: what the server asked for; the rate limiter may say more.
    case retry(reason: String, atLeast: Duration)
    /// Somebody has to change something first. Looked at again after a long time, since not every remedy is an event.
    case stalled(reason: String, recheckAfter: Duration)
}
