import AccessCompiler
import AccessModel
import KubeModel

/// What each account may do in each namespace; accounts that the same bindings name, and of which policies think alike,
/// share one grid.
struct GridBook: Sendable {
    private struct Class: Hashable {
        let namespace: String?
        let bindings: [ObjectKey]
        let isGoverned: Bool
        /// Whether four eyes tell the person from others.
        let isToldApart: Bool
        let seesClusterTemplates: Bool
    }

    private var grids: [AccessGrid] = [.nothing]
    private var places: [ObjectKey: [String?: Int]] = [:]
    /// What is given and not known.
    private var gaps: [ObjectKey: [String?: [String]]] = [:]

    /// - Parameter accounts: all as which somebody can act.
    init(_ review: GrantedAccess, _ book: RoleBook, accounts: some Sequence<ObjectKey>) {
        var known: [Class: Int] = [:]
        for account in accounts {
            let requester = Requester.account(namespace: account.namespace ?? "", name: account.name)
            for namespace in review.namespaces.map(Optional.some) + [nil] {
                let kind = Class(
                    namespace: namespace, bindings: book.bindings(of: requester, in: namespace),
                    isGoverned: review.governs(account), isToldApart: review.tellsApart(account, in: namespace),
                    seesClusterTemplates: namespace == nil && review.seeClusterTemplates.contains(account))
                let missing = book.gaps(in: namespace, for: requester)
                if !missing.isEmpty { gaps[account, default: [:]][namespace] = missing }
                if kind.bindings.isEmpty && !kind.seesClusterTemplates { continue }
                if known[kind] == nil {
                    known[kind] = grids.count
                    grids.append(
                        AccessGrid(of: account, in: namespace, review) { right, name in
                            book.permits(right, on: name, in: namespace, for: requester)
                        })
                }
                places[account, default: [:]][namespace] = known[kind]
            }
        }
    }

    /// How many cells there are, counted once for each account.
    var cellCount: Int {
        places.values.reduce(0) { $0 + $1.values.reduce(0) { $0 + grids[$1].extents.count } }
    }

    /// - Parameter namespace: nil for the cluster as a whole.
    func grid(of account: ObjectKey, in namespace: String?) -> AccessGrid {
        places[account]?[namespace].map { grids[$0] } ?? .nothing
    }

    /// Why an account may do more than its grid says; empty when all is known.
    func gaps(of account: ObjectKey, in namespace: String?) -> [String] { gaps[account]?[namespace] ?? [] }
}
