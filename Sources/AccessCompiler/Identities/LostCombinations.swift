package import AccessModel

/// The combinations of groups whose holders get less than their groups together.
package struct LostCombinations: Hashable, Sendable {
    /// The smallest ones: whoever gets too little holds all groups of one of them, unless there are more than listed.
    package var first: [[GroupPath]] = []
    /// How many smallest ones there are.
    package var count = 0
    /// Those that members of the realm hold.
    package var heldByMembers: [[GroupPath]] = []

    /// How many are listed.
    static let bound = 500

    package init() {}
}
