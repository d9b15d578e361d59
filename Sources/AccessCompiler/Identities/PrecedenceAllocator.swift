import AccessModel
import KubeModel

/// Gives every identity a precedence of its own.
struct PrecedenceAllocator {
    private let base: Int
    /// The precedences that live accounts keep, by account.
    private var kept: [String: Int] = [:]
    private var used: Set<Int> = []
    /// The lowest precedence of each layer that may be free.
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

    /// The precedence of an account for a number of groups; nil when its layer is full.
    mutating func precedence(of account: String, size: Int) -> Int? {
        let first = base + (size - 1) * IdentityLayout.layerWidth
        let layer = first..<first + IdentityLayout.layerWidth
        if let own = kept[account], layer.contains(own) { return own }
        guard let free = (next[size, default: first]..<layer.upperBound).first(where: { !used.contains($0) }) else {
            return nil
        }
        next[size] = free + 1
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
