import AccessModel
import KubeModel

/// Gives every identity a precedence of its own: a layer for what it gives, and a slot in it.
///
/// The layer is the number of entitlements. So whoever matches several identities acts as the right one: each of them
/// gives a part of what the person's groups get together, and one that gives all of it has more entitlements than one
/// that gives less. In its layer are only others that give all of it too. Hence nobody notices which combinations were
/// left out because a smaller one gives as much.
struct PrecedenceAllocator {
    /// How many identities of one layer fit; the upper half is for people, who come before groups.
    static let layerWidth = 100_000

    private let base: Int
    /// The precedences that live accounts keep, by account.
    private var kept: [String: Int] = [:]
    private var used: Set<Int> = []
    /// The lowest precedence from each beginning on that may be free.
    private var next: [Int: Int] = [:]

    init(base: Int, accounts: [String: LiveObject], wanted: Set<String>) {
        self.base = base
        // Accounts that Argo already uses come first, so that of two with one precedence the active one keeps it.
        let ordered = accounts.sorted { left, right in
            let isLeftActive = left.value.annotation(WellKnown.Annotation.rule) != nil
            let isRightActive = right.value.annotation(WellKnown.Annotation.rule) != nil
            return isLeftActive == isRightActive ? left.key < right.key : isLeftActive
        }
        for (name, account) in ordered {
            guard let precedence = Self.precedence(of: account), used.insert(precedence).inserted else { continue }
            if wanted.contains(name) { kept[name] = precedence }
        }
    }

    /// The precedence of an account; nil when its half of the layer is full.
    ///
    /// One that a live account has in the right place is kept, so that others that come and go renumber nobody.
    ///
    /// - Parameter entitlements: how many it has.
    mutating func precedence(of account: String, entitlements: Int, isPerson: Bool) -> Int? {
        let half = Self.layerWidth / 2
        let first = base + entitlements * Self.layerWidth + (isPerson ? half : 0)
        let slots = first..<first + half
        if let own = kept[account], slots.contains(own) { return own }
        guard let free = (next[first, default: first]..<slots.upperBound).first(where: { !used.contains($0) }) else {
            return nil
        }
        next[first] = free + 1
        used.insert(free)
        return free
    }

    private static func precedence(of account: LiveObject) -> Int? {
        let text =
            account.annotation(WellKnown.Annotation.rulePrecedence)
            ?? account.annotation(WellKnown.Annotation.precedence)
        return text.flatMap { Int($0) }
    }
}
