import AccessCompiler
package import AccessModel
package import KubeModel

/// What people with certain groups may do at one argo-server, whoever made the set-up.
///
/// The account is chosen as argo-server chooses it. Where Argo takes any of several accounts, only what all of them have
/// counts; where it denies, or the rule cannot be judged, nothing does.
package struct GroupAccess: Sendable {
    private let setup: ArgoSetup
    private let site: ArgoSite
    private let gatekeepers: [String: ArgoGatekeeper]
    /// The rights by which wildcards are spelled out.
    private let universe: Set<PermissionSet.Right>

    /// - Parameter universe: every right that can matter; what a wildcard allows beyond them is passed over.
    package init(_ setup: ArgoSetup, _ site: ArgoSite, universe: Set<PermissionSet.Right>) {
        self.setup = setup
        self.site = site
        self.universe = universe
        var gatekeepers: [String: ArgoGatekeeper] = [:]
        for namespace in setup.accountNamespaces(of: site) {
            gatekeepers[namespace] = ArgoGatekeeper(
                accounts: setup.candidates(in: namespace).map {
                    ArgoGatekeeper.Account(
                        name: $0.key.name, rule: $0.rule, precedence: $0.precedenceText,
                        hasToken: Self.hasToken($0, setup))
                })
        }
        self.gatekeepers = gatekeepers
    }

    /// A token that is not known to be missing is there; the operator makes those of Idmon's accounts.
    private static func hasToken(_ account: SetupAccount, _ setup: ArgoSetup) -> Bool {
        let key = ObjectKey(.secret, namespace: account.namespace, name: account.secretName)
        guard setup.isComplete(.secret), !account.isIdmons else { return true }
        guard let secret = setup.secrets[key] else { return false }
        let isFilled = secret.type == SecretFact.tokenType || secret.keys?.contains("token") ?? true
        return isFilled && !secret.emptyKeys.contains("token")
    }

    // MARK: - Accounts

    /// The accounts as which people with exactly these groups may come to act in a namespace.
    package func accounts(_ groups: Set<GroupPath>, in namespace: String) -> [ObjectKey] {
        let session = SessionClaims(
            subject: "00000000-0000-4000-8000-000000000000", groups: groups.sorted(), email: "a.person@example.org",
            name: "A Person", preferredUsername: "a.person", expiresAtSeconds: 4_000_000_000)
        let evaluator = RuleEvaluator(claims: session.environment)
        guard let own = gatekeepers[site.accountNamespace] else { return [] }
        var (decision, isDelegated) = (ArgoGatekeeper.Decision.denied, false)
        if namespace != site.accountNamespace, let there = gatekeepers[namespace] {
            (decision, isDelegated) = own.decide(delegatingTo: there) { evaluator.outcome(of: $0) }
        } else {
            decision = own.decide { evaluator.outcome(of: $0) }
        }
        let place = isDelegated ? namespace : site.accountNamespace
        return switch decision {
        case .account(let name): [ObjectKey(.serviceAccount, namespace: place, name: name)]
        case .tie(let names): names.map { ObjectKey(.serviceAccount, namespace: place, name: $0) }
        case .denied, .broken, .withoutToken, .unknown: []
        }
    }

    // MARK: - Rights

    /// What people with exactly these groups may do in a namespace.
    package func permissions(_ groups: Set<GroupPath>, in namespace: String) -> PermissionSet {
        let sets = accounts(groups, in: namespace).map { permissions(of: $0, in: namespace) }
        return sets.dropFirst().reduce(sets.first ?? PermissionSet()) { $0.intersection($1) }
    }

    private func permissions(of account: ObjectKey, in namespace: String) -> PermissionSet {
        let rules = setup.rights.rules(of: account).filter { $0.holds(in: namespace) }.map(\.rule)
        return PermissionSet(rules.flatMap(plain))
    }

    /// Rules without wildcards that allow the same rights of the universe.
    private func plain(_ rule: RoleRule) -> [PolicyRule] {
        guard rule.hasWildcard else {
            return [
                PolicyRule(
                    apiGroups: rule.apiGroups, resources: rule.resources, verbs: rule.verbs,
                    resourceNames: rule.resourceNames)
            ]
        }
        return universe.filter { rule.permitsSome($0.verb, $0.resource, in: $0.group) }.map {
            PolicyRule(
                apiGroups: [$0.group], resources: [$0.resource], verbs: [$0.verb], resourceNames: rule.resourceNames)
        }
    }

    /// Every right of Argo's roles, and every one that a role of some set-ups names, but for Idmon's own verbs.
    package static func universe(_ setups: [ArgoSetup], _ catalogue: RoleCatalogue) -> Set<PermissionSet.Right> {
        let held = setups.flatMap { setup in setup.identities.flatMap { setup.rights.rules(of: $0.key) } }
        let named = held.map(\.rule).filter { !$0.hasWildcard }.map {
            PolicyRule(apiGroups: $0.apiGroups, resources: $0.resources, verbs: $0.verbs)
        }
        let marks = Set(TemplateVerb.allCases.map(\.rawValue))
        return Set(PermissionSet(catalogue.rules(of: .admin) + named).rights.keys.filter { !marks.contains($0.verb) })
    }

    /// The namespaces in which accounts of people have rights: those of bindings, and for rights in the whole cluster those
    /// with templates.
    package var namespaces: Set<String> {
        let held = setup.identities.flatMap { setup.rights.rules(of: $0.key) }
        let isEverywhere = held.contains { $0.namespace == nil }
        let withTemplates = setup.objects.filter { $0.type == .workflowTemplate }.compactMap(\.namespace)
        return Set(held.compactMap(\.namespace) + (isEverywhere ? withTemplates : []))
    }
}
