import AccessModel
import KubeModel
import ReconcileCore

/// The admission policies of an installation as objects, with what they were written from.
struct CompiledPolicies {
    /// What the policy of a namespace is written from.
    struct Terms: Equatable {
        let limits: NamespaceLimits
        let isAudited: Bool
    }

    private let identities: IdentityAccounts
    private let terms: [String: Terms]
    /// The namespaces whose bindings say more than their policy can hold.
    private let crowded: [String]
    /// The templates of so many bindings that not all of them are asked about.
    private let contested: [String]
    /// The policies that several namespaces share, by the part of the installation that they are for.
    private let parts: [Int: [PlannedObject]]
    private let general: [PlannedObject]

    /// - Parameters:
    ///   - terms: of the namespaces in which something is granted.
    ///   - previous: what was written before for the same installation.
    init(_ terms: [String: Terms], for installation: ArgoInstallation, after previous: CompiledPolicies?) {
        let namespaces = terms.keys.sorted()
        let audited = Self.audited(terms)
        let identities = IdentityAccounts(installation, namespaces: namespaces)
        let previous = previous?.identities == identities ? previous : nil
        func written(_ policy: AdmissionPolicy) -> [PlannedObject] {
            StagedPolicies.objects(of: policy, for: installation.name, audited: audited)
        }
        self.identities = identities
        self.terms = terms
        let fitting = NamespaceLimits.fitting(terms.values.map(\.limits))
        crowded = fitting.filter { $0.isCrowded || terms[$0.namespace]?.limits.isCrowded == true }.map(\.namespace)
            .sorted()
        contested = fitting.flatMap(\.contested).sorted()
        let shares = Self.shares(terms)
        let former = previous.map { Self.shares($0.terms) } ?? [:]
        var parts: [Int: [PlannedObject]] = [:]
        for (part, share) in shares {
            if let previous, former[part] == share {
                parts[part] = previous.parts[part]
            } else {
                let limits = fitting.filter { share[$0.namespace] != nil }
                parts[part] = LimitPolicy.policies(identities, limits).flatMap(written)
            }
        }
        self.parts = parts
        if namespaces.isEmpty {
            general = []
        } else if let previous, previous.terms.keys.sorted() == namespaces, Self.audited(previous.terms) == audited {
            general = previous.general
        } else {
            general = AccessPolicies.general(identities, namespaces: namespaces).flatMap(written)
        }
    }

    private static func audited(_ terms: [String: Terms]) -> [String] {
        terms.filter(\.value.isAudited).keys.sorted()
    }

    /// What each policy that several namespaces share is written from.
    private static func shares(_ terms: [String: Terms]) -> [Int: [String: Terms]] {
        terms.reduce(into: [:]) { $0[LimitPolicy.part(of: $1.key), default: [:]][$1.key] = $1.value }
    }

    /// What is to be done about them.
    func staged(live: [LiveObject]) -> StagedPolicies {
        StagedPolicies(
            parts.sorted { $0.key < $1.key }.flatMap(\.value) + general, audited: Self.audited(terms), crowded: crowded,
            contested: contested, live: live, isHeld: false)
    }
}
