import AccessModel

/// Whether people in several groups get all that their groups get.
struct GroupSum {
    let isComplete: Bool
    let reason: String
    let message: String

    /// How many combinations a message names, and how long their text is at most.
    private static let bound = (count: 20, length: 8000)

    init(_ layout: IdentityLayout, settings: IdentitySettings) {
        let lost = layout.lost
        switch settings.combinations {
        case .closure where lost.count == 0:
            isComplete = true
            reason = "AllCombinations"
            message = "whatever groups a person holds, they get all that these get"
        case .known where lost.heldByMembers.isEmpty:
            isComplete = true
            reason = "KnownMembers"
            message = "every member of the realm gets all that their groups get"
        case .closure, .known:
            isComplete = false
            reason = "CombinationLimit"
            message = Self.message(lost, settings)
        }
    }

    private static func message(_ lost: LostCombinations, _ settings: IdentitySettings) -> String {
        let isKnown = settings.combinations == .known
        let sets = isKnown ? lost.heldByMembers : lost.first
        let count = isKnown ? sets.count : lost.count
        let limit = settings.combinationLimit
        let isHighest = limit == IdentitySettings.limits.upperBound
        let raise = isHighest ? "" : "raise spec.identities.combinations.limit (\(limit))"
        let know = isKnown ? "" : "list who holds which groups in spec.members of the KeycloakRealm"
        let remedies = [raise, know, isHighest && isKnown ? "merge groups that always go together" : ""]
            .filter { !$0.isEmpty }
        return "whoever holds all groups of one of \(Words.count(count, "combination")) gets less than they give "
            + "together: \(listed(sets, of: count)); \(remedies.joined(separator: ", or "))"
    }

    private static func listed(_ sets: [[GroupPath]], of count: Int) -> String {
        var names: [String] = []
        var length = 0
        for set in sets.prefix(bound.count) {
            let name = IdentityLayout.groupsText(set)
            length += name.unicodeScalars.count
            guard length <= bound.length else { break }
            names.append(name)
        }
        let rest = count - names.count
        return (names + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: ", ")
    }
}
