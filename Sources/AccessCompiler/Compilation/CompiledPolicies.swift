import AccessModel
import KubeModel
import ReconcileCore

/// The admission policies of an installation as objects, with what they were written from.
struct CompiledPolicies {
    /// What the policy of one namespace is written from.
    struct Terms: Equatable {
        let entries: [TemplateAccess]
        let isAudited: Bool
        /// Whether its bindings say more than the policy can hold.
        let isCrowded: Bool
    }

    private let identities: IdentityAccounts
    private let terms: [String: Terms]
    private let places: [String: [PlannedObject]]
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
        var places: [String: [PlannedObject]] = [:]
        for (namespace, own) in terms {
            if let previous, previous.terms[namespace] == own {
                places[namespace] = previous.places[namespace]
            } else {
                places[namespace] = written(
                    LimitPolicy(identities: identities, namespace: namespace, entries: own.entries).policy)
            }
        }
        self.places = places
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

    /// What is to be done about them.
    func staged(live: [LiveObject]) -> StagedPolicies {
        StagedPolicies(
            terms.keys.sorted().flatMap { places[$0] ?? [] } + general, audited: Self.audited(terms),
            crowded: terms.filter(\.value.isCrowded).keys.sorted(), live: live, isHeld: false)
    }
}
