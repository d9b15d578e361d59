/// Whether somebody may do something.
package enum Verdict: Hashable, Sendable {
    case yes
    case no
    /// It cannot be known from what was read; never a guess.
    case unknown(reason: String)

    package var isYes: Bool { self == .yes }
    package var isNo: Bool { self == .no }
}
