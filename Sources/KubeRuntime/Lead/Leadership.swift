import Synchronization

/// Whether this process leads, for those who are about to write.
///
/// It is asked before each write and counts on the clock, so it is right also when a timer is late.
package final class Leadership: Sendable {
    private let term = Mutex<LeaseTerm?>(nil)

    package init() {}

    /// True while the Lease is held, and where no Lease is fought for at all.
    package var isHeld: Bool { term.withLock { $0?.holdsLease ?? true } }

    func begin(_ term: LeaseTerm) { self.term.withLock { $0 = term } }
}
