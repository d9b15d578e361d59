package import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// The admission policies of a snapshot, and whether each is in effect in a namespace.
package struct PolicyStand: Sendable {
    /// Whether what a policy objects to is refused.
    package enum Standing: Hashable, Sendable {
        case enforced
        /// It only tells what it would refuse.
        case audited
        /// It is not there, or nothing puts it into effect there.
        case absent
        /// What stands in the cluster is not what Idmon would write, or could not be read.
        case uncertain(String)
    }

    /// A policy in effect or not.
    package struct Entry: Sendable {
        package let policy: AdmissionPolicy
        let isAuditable: Bool
    }

    /// Those about all namespaces, and those about the accounts.
    private var general: [Entry] = []
    /// Those with the limits of workload namespaces, by namespace.
    private var own: [String: [Entry]] = [:]
    /// The same for questions that leave parameters open.
    private var open: [String: [Entry]] = [:]
    private var audited: Set<String> = []
    /// The names of all that Idmon would write.
    private var names: Set<String> = []
    /// What stands in the cluster; nil for files, where all that is planned counts as there.
    private let observed: ObservedPolicies?

    init(_ installations: [JudgedAccess], observed: ObservedPolicies?) {
        self.observed = observed
        for installation in installations {
            audited.formUnion(installation.audited)
            add(installation.policies?.policies ?? [])
            addOpen(installation.openPolicies?.policies ?? [])
            names.formUnion(installation.policies?.names ?? [])
        }
        // Those that are installed with the operator.
        add(ClaimPolicy.policies)
    }

    private mutating func add(_ policies: [AdmissionPolicy]) {
        for policy in policies where names.insert(policy.name).inserted {
            if policy.sortsNamespaces {
                let entry = Entry(policy: policy, isAuditable: true)
                for namespace in policy.namespaces ?? [] { own[namespace, default: []].append(entry) }
            } else {
                general.append(
                    Entry(policy: policy, isAuditable: policy.namespaces == nil && !Self.isShared(policy)))
            }
        }
    }

    /// Of the same policies with any parameters only those with limits differ.
    private mutating func addOpen(_ policies: [AdmissionPolicy]) {
        for policy in policies where policy.sortsNamespaces {
            for namespace in policy.namespaces ?? [] {
                open[namespace, default: []].append(Entry(policy: policy, isAuditable: true))
            }
        }
    }

    private static func isShared(_ policy: AdmissionPolicy) -> Bool {
        ClaimPolicy.policies.contains { $0.name == policy.name }
    }

    // MARK: - Asking

    /// The policies that the API server asks about a request to a namespace.
    ///
    /// - Parameter opensParameters: whether what bindings say of parameters is passed over.
    package func entries(in namespace: String, opensParameters: Bool = false) -> [Entry] {
        ((opensParameters ? open : own)[namespace] ?? []) + general
    }

    /// Whether what a policy objects to in a namespace is refused.
    package func standing(of entry: Entry, in namespace: String) -> Standing {
        if let observed { return observed.standing(of: entry.policy, in: namespace) }
        return entry.isAuditable && audited.contains(namespace) ? .audited : .enforced
    }

    /// Whether there are any for people's accounts.
    package var isEmpty: Bool { own.isEmpty }

    /// A policy of Idmon's that is in effect on a request and is none of those that are known here; nil when there is none.
    func unexplained(_ request: AdmissionRequest) -> String? {
        observed?.names(on: request).first { !names.contains($0) }
    }
}

extension AccessSnapshot {
    /// Why it is not known which policies judge a request; nil when it is.
    func policyGap(for request: AdmissionRequest) -> String? {
        if let part = unread.first(where: { decidesPolicies($0, for: request) }) {
            return "not read: \(part), so it is not known what the policies say"
        }
        return policies.unexplained(request).map {
            "ValidatingAdmissionPolicy \($0) is in effect, and Idmon would not write it now"
        }
    }

    /// Whether Idmon could conclude other policies from what was not read.
    private func decidesPolicies(_ part: UnreadPart, for request: AdmissionRequest) -> Bool {
        let homes = installations.map(\.name.namespace)
        switch part.type {
        // Those of another installation are about its own accounts.
        case .argoInstallation, .keycloakRealm:
            return homes.isEmpty || homes.contains { part.concerns(part.type, in: $0) }
        // The policies of an installation are made of the scopes of all namespaces.
        case .workflowScope, .workflowBinding:
            return part.namespace.map { $0 == request.namespace || homes.contains($0) } ?? true
        default: return false
        }
    }
}
