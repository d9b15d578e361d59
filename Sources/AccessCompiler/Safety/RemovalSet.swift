import AccessModel
import JSONTree
import KubeModel

/// The grants that are in effect, and those of them that a plan would take away or make less of.
///
/// A grant here is an account that stands for one group, or one person, together with a RoleBinding that lists it.
/// Accounts that stand for several groups give nothing that those of the single groups do not give, so they do not count.
/// What somebody else wrote into an object of ours does not count either: putting it right is no removal of a grant.
struct RemovalSet {
    /// One grant.
    struct Grant: Hashable, Comparable {
        let binding: ObjectKey
        let account: ObjectKey

        static func < (left: Grant, right: Grant) -> Bool {
            (left.binding, left.account) < (right.binding, right.account)
        }
    }

    private(set) var inEffect: Set<Grant> = []
    private(set) var removed: Set<Grant> = []

    /// No grants.
    init() {}

    /// Compares what there is with what is wanted.
    init(live: LiveAccess, wanted: [ObjectKey: KubeObject]) {
        for binding in live.sorted where binding.key.type.givesAccess {
            guard !binding.isBeingDeleted, Authorship.isOurs(.subjects, of: binding),
                LiveAccess.refersToItsRole(binding)
            else { continue }
            let kept = Set(wanted[binding.key]?.content["subjects"]?.array ?? [])
            let isLess = Self.roleShrinks(binding.key, live: live, wanted: wanted)
            for subject in live.subjects(of: binding) {
                guard let account = Self.account(of: subject), Self.counts(account, live) else { continue }
                let grant = Grant(binding: binding.key, account: account)
                inEffect.insert(grant)
                if isLess || !kept.contains(subject) { removed.insert(grant) }
            }
        }
    }

    /// Leaves out grants whose end is no removal.
    mutating func leaveOut(where isLeftOut: (Grant) -> Bool) {
        let out = removed.filter(isLeftOut)
        removed.subtract(out)
        inEffect.subtract(out)
    }

    /// How many grants would go, and how many there are, by namespace.
    var byNamespace: [String: (removed: Int, total: Int)] {
        var counts: [String: (removed: Int, total: Int)] = [:]
        for grant in inEffect { counts[grant.binding.namespace ?? "", default: (0, 0)].total += 1 }
        for grant in removed { counts[grant.binding.namespace ?? "", default: (0, 0)].removed += 1 }
        return counts
    }

    /// The account that a subject names.
    static func account(of subject: JSONValue) -> ObjectKey? {
        guard subject["kind"] == "ServiceAccount", let name = subject["name"]?.string else { return nil }
        return ObjectKey(.serviceAccount, namespace: subject["namespace"]?.string, name: name)
    }

    /// Whether an account stands for one group or one person, and not for pods.
    static func counts(_ account: ObjectKey, _ live: LiveAccess) -> Bool {
        guard let object = live[account], object.label(WellKnown.Label.binding) == nil else { return false }
        return (live.groups(of: account)?.count ?? 1) == 1
    }

    /// Whether the Role of a RoleBinding will permit less than it was given.
    private static func roleShrinks(_ binding: ObjectKey, live: LiveAccess, wanted: [ObjectKey: KubeObject]) -> Bool {
        // What a ClusterRole permits is not Idmon's affair.
        guard binding.type == .roleBinding else { return false }
        let key = ObjectKey(.role, namespace: binding.namespace, name: binding.name)
        guard let role = live[key], Authorship.isOurs(.rules, of: role) else { return false }
        guard let given = live.permitted(by: role) else { return false }
        let rules = wanted[key].flatMap { LiveAccess.permissions(ofRules: $0.content["rules"]) }
        return rules.map { !given.isSubset(of: $0) } ?? true
    }
}

extension ResourceType {
    /// Whether objects of this type give roles to accounts.
    var givesAccess: Bool { self == .roleBinding || self == .clusterRoleBinding }
}
