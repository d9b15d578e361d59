package import AccessModel

/// Something that a person does not want a change to do.
package enum PlanCondition: Hashable, Sendable {
    /// A gain or loss of what a word means.
    case change(AccessChange.Direction, Word)
    /// More than so many cells of single groups are lost.
    case removed(moreThan: Int)
    /// More than such a share of the cells of single groups is lost, in percent.
    case removedShare(moreThan: Int)

    package enum Word: Hashable, Sendable {
        case any
        /// What leads to what nobody reviewed, or to other rights.
        case grave
        case action(AccessAction)
        /// What this role gives and no lesser one, and all that goes beyond.
        case role(Role)
        /// Rights of pods.
        case pods
    }

    /// Why a text is no condition.
    package struct Fault: Error, Sendable, Hashable {
        package let message: String
        package let hint: String
    }

    /// Reads `gain:admin`, `loss:*`, `gain:edit-template`.
    package init(parsing text: String) throws(Fault) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let direction = AccessChange.Direction(rawValue: parts[0]) else {
            throw Fault(
                message: "\"\(text)\" is no condition",
                hint: "write gain: or loss: and a word, such as gain:admin, gain:edit-template or loss:*")
        }
        guard let word = Self.words[parts[1]] else {
            let meant = NearestName.suggestion(for: parts[1], among: Self.words.keys.sorted())
            throw Fault(
                message: "\"\(parts[1])\" is neither an action nor a role",
                hint: (meant.map { "did you mean \($0)? " } ?? "") + "there are "
                    + Self.words.keys.sorted().joined(separator: ", "))
        }
        self = .change(direction, word)
    }

    /// Reads `5` or `10%`.
    package init(parsingMaximumRemoved text: String) throws(Fault) {
        let isShare = text.hasSuffix("%")
        guard let number = Int(isShare ? text.dropLast() : text[...]), number >= 0, !isShare || number <= 100 else {
            throw Fault(
                message: "\"\(text)\" is neither a number nor a share", hint: "write a number such as 5, or 10%")
        }
        self = isShare ? .removedShare(moreThan: number) : .removed(moreThan: number)
    }

    private static let words: [String: Word] = {
        var words: [String: Word] = ["*": .any, "grave": .grave, "pods": .pods]
        for role in Role.allCases { words[role.rawValue] = .role(role) }
        for action in AccessAction.allCases { words[action.rawValue] = .action(action) }
        return words
    }()

    /// What of a change is not wanted, in one sentence; nil when nothing is.
    ///
    /// What cannot be decided counts as unwanted.
    package func objection(to difference: AccessDifference) -> String? {
        switch self {
        case .change(let direction, let word):
            let found = difference.changes.filter { $0.direction == direction && word.means($0) }
            if let first = found.first {
                let place = first.namespace.map { " in \($0)" } ?? ""
                let more = found.count > 1 ? " and \(found.count - 1) more" : ""
                return "\(self): \(first.holder)\(place): \(first.words)\(more)"
            }
            return undecided(difference)
        case .removed(let limit):
            guard difference.removed > limit else { return undecided(difference) }
            return "\(difference.removed) lost, at most \(limit) wanted"
        case .removedShare(let limit):
            guard difference.removed * 100 > limit * difference.heldBefore else { return undecided(difference) }
            return "\(difference.removed) of \(difference.heldBefore) lost, at most \(limit)% wanted"
        }
    }

    private func undecided(_ difference: AccessDifference) -> String? {
        difference.undecided.first.map { "\(self): it cannot be decided for \($0.holder): \($0.reason)" }
    }
}

extension PlanCondition: CustomStringConvertible {
    /// `gain:admin`
    package var description: String {
        switch self {
        case .change(let direction, let word): "\(direction.rawValue):\(word)"
        case .removed(let limit): "max-removed \(limit)"
        case .removedShare(let limit): "max-removed \(limit)%"
        }
    }
}

extension PlanCondition.Word: CustomStringConvertible {
    package var description: String {
        switch self {
        case .any: "*"
        case .grave: "grave"
        case .action(let action): action.rawValue
        case .role(let role): role.rawValue
        case .pods: "pods"
        }
    }

    fileprivate func means(_ change: AccessChange) -> Bool {
        switch (self, change.subject) {
        case (.any, _): true
        case (.grave, _): change.isGrave
        case (.pods, .pods): true
        case (.action(let word), .action(let action)): word == action
        // What no role gives goes beyond all of them.
        case (.role(let role), .action(let action)): action.role?.includes(role) ?? true
        case (.pods, .action), (.action, .pods), (.role, .pods): false
        }
    }
}
