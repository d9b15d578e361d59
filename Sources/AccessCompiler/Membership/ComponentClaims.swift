import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// Which scopes claim which components, and who keeps one that several claim.
///
/// A component belongs to one scope of an installation in a namespace, unless all that claim it allow the overlap. A scope
/// that says itself what belongs to it comes before one that takes whatever binding comes; then the eldest keeps it, so
/// that what is added later takes nothing away from those who are there.
struct ComponentClaims {
    /// What can be claimed: a component, or a template that an OAM runtime wrote into `workloadRefs`.
    enum Claim: Hashable, Comparable, CustomStringConvertible {
        case component(ComponentName)
        case template(String)

        var description: String {
            switch self {
            case .component(let component): "the component \(component)"
            case .template(let name): "the template \(name)"
            }
        }

        static func < (left: Claim, right: Claim) -> Bool { left.description < right.description }
    }

    private struct Place: Hashable {
        let namespace: String
        let claim: Claim
    }

    private struct Claimant {
        let scope: ResourceName
        let allowsOverlap: Bool
        /// Whether only a binding says so, not the scope.
        let isByBinding: Bool
        /// When the scope, or the first such binding, was made.
        let created: String
        let uid: String

        func comes(before other: Claimant) -> Bool {
            (isByBinding ? 1 : 0, created, uid) < (other.isByBinding ? 1 : 0, other.created, other.uid)
        }
    }

    /// The scopes that claim something, first the one that keeps it.
    private var claimants: [Place: [Claimant]] = [:]

    /// - Parameters:
    ///   - bindings: all of the installation.
    ///   - applications: by namespace and name; nil when they are not known.
    init(
        _ scopes: [ScopeJudgement], bindings: [LiveObject], applications: [String: [String: ApplicationFact]]?
    ) {
        let named = Dictionary(grouping: bindings.filter { !$0.isBeingDeleted }) { binding in
            ResourceName(
                namespace: binding.key.namespace ?? "", name: WorkflowBinding.scopeName(of: binding.root) ?? "")
        }
        for scope in scopes where !scope.live.isBeingDeleted {
            guard let spec = scope.spec else { continue }
            var ownClaims = Self.claims(of: spec, applications?[scope.name.namespace] ?? [:])
            for claim in ownClaims { add(claim, of: spec, by: scope.live) }
            guard spec.memberSources.contains(.binding) else { continue }
            for binding in (named[scope.name] ?? []).sorted(by: { $0.age < $1.age }) {
                guard let component = WorkflowBinding.component(of: binding.root),
                    ownClaims.insert(.component(component)).inserted
                else { continue }
                add(.component(component), of: spec, by: binding)
            }
        }
        for place in claimants.keys { claimants[place]?.sort { $0.comes(before: $1) } }
    }

    private mutating func add(_ claim: Claim, of scope: WorkflowScope, by object: LiveObject) {
        let claimant = Claimant(
            scope: scope.name, allowsOverlap: scope.allowsComponentOverlap,
            isByBinding: object.key.type == .workflowBinding, created: object.age.created, uid: object.uid)
        claimants[Place(namespace: scope.name.namespace, claim: claim), default: []].append(claimant)
    }

    /// What a scope says itself.
    private static func claims(of scope: WorkflowScope, _ applications: [String: ApplicationFact]) -> Set<Claim> {
        var claims: Set<Claim> = []
        if scope.memberSources.contains(.components) { claims.formUnion(scope.components.map(Claim.component)) }
        if scope.memberSources.contains(.workloadRefs) { claims.formUnion(scope.workloadRefs.map(Claim.template)) }
        guard scope.memberSources.contains(.applications) else { return claims }
        for application in applications.values {
            for (component, name) in application.scopes where name == scope.name.name {
                claims.insert(.component(ComponentName(application: application.name.name, name: component)))
            }
        }
        return claims
    }

    /// Why a binding does not get what its scope claims too late; nil when nothing of its is contested.
    func obstacle(for binding: WorkflowBinding, in scope: ScopeJudgement) -> Impediment? {
        let templates = scope.spec?.memberSources.contains(.workloadRefs) == true ? binding.workflowTemplates ?? [] : []
        let claims = (binding.component.map { [Claim.component($0)] } ?? []) + templates.map(Claim.template)
        for claim in claims {
            if let keeper = keeper(of: claim, before: scope) { return Self.impediment([(claim, keeper)]) }
        }
        return nil
    }

    /// What a scope claims although an elder one has it; nil when there is nothing.
    func obstacle(of scope: ScopeJudgement) -> Impediment? {
        let contested = claimants.keys.filter { $0.namespace == scope.name.namespace }.map(\.claim).sorted()
            .compactMap { claim in
                claimants[Place(namespace: scope.name.namespace, claim: claim)]?.contains { $0.scope == scope.name }
                    == true
                    ? keeper(of: claim, before: scope).map { (claim, $0) } : nil
            }
        return contested.isEmpty ? nil : Self.impediment(contested)
    }

    /// The scope that keeps a claim; nil when this one may have it.
    private func keeper(of claim: Claim, before scope: ScopeJudgement) -> ResourceName? {
        let all = claimants[Place(namespace: scope.name.namespace, claim: claim)] ?? []
        guard let first = all.first, first.scope != scope.name else { return nil }
        return all.allSatisfy(\.allowsOverlap) ? nil : first.scope
    }

    private static func impediment(_ contested: [(claim: Claim, keeper: ResourceName)]) -> Impediment {
        let names = contested.prefix(5).map { "\($0.claim) belongs to WorkflowScope \($0.keeper.name)" }
        let more = contested.count > 5 ? ", and \(contested.count - 5) more do as well" : ""
        return Impediment(
            .stalled, reason: "ComponentOverlap",
            message: names.joined(separator: ", ") + more
                + "; take it out of one of the two, or set allowComponentOverlap in both")
    }
}

extension LiveObject {
    /// Which of two objects was there first.
    fileprivate var age: (created: String, uid: String) {
        (root["metadata"]?["creationTimestamp"]?.string ?? "", uid)
    }
}
