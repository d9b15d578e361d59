/// One question that a rule asks about a session: whether a claim is there, or says a certain text.
///
/// Texts are compared byte by byte, as Argo compares them.
package struct RuleAtom: Hashable, Sendable {
    /// The claim that lists the groups; every other claim has one text.
    package static let groupsClaim = "groups"

    package let claim: String
    /// The text that is asked for; nil when any will do.
    private let bytes: [UInt8]?

    /// - Parameter text: one of the groups, or all of another claim; nil asks whether the claim is there.
    package init(_ claim: String, _ text: String?) {
        self.claim = claim
        bytes = text.map { Array($0.utf8) }
    }

    /// The question for one group.
    package static func group(_ name: String) -> RuleAtom { RuleAtom(groupsClaim, name) }

    /// The text that is asked for; nil when any will do.
    package var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The group that is asked for; nil for all other questions.
    package var group: String? { claim == Self.groupsClaim ? text : nil }
}

extension Set<RuleAtom> {
    /// Whether a session can answer yes to all of them: a claim other than the groups has one text.
    var isConsistent: Bool {
        let texts = Dictionary(grouping: filter { $0.claim != RuleAtom.groupsClaim && $0.text != nil }, by: \.claim)
        return texts.values.allSatisfy { $0.count == 1 }
    }

    /// Whether a session that answers yes to these, and no to all others, answers yes to a question.
    func answers(_ atom: RuleAtom) -> Bool {
        contains(atom) || atom.text == nil && contains { $0.claim == atom.claim }
    }
}
