import AccessModel
import JSONTree
import KubeModel

/// What the accounts of people may do that people should not.
struct RightsCheck {
    private let setup: ArgoSetup
    private let benches: [RuleBench]
    private let identities: [SetupAccount]
    /// Where accounts with rules are.
    private let accountNamespaces: Set<String>

    init(_ setup: ArgoSetup, _ benches: [RuleBench]) {
        self.setup = setup
        self.benches = benches
        identities = setup.identities
        accountNamespaces = Set(identities.map(\.namespace))
    }

    var findings: [LintFinding] {
        guard setup.knowsRights else { return [] }
        let programs = Set(setup.programs.map(\.account))
        // What a program of Argo may do is its own; that people act as it is told elsewhere.
        let people = identities.filter { !programs.contains($0.key) }
        let bindings = people.flatMap { setup.rights.bindings(of: $0.key) }
        return people.flatMap { account in
            let rules = setup.rights.rules(of: account.key).filter { !Self.isBuiltIn($0.role) }
            return rules.flatMap { rights(of: $0) } + logs(account, rules)
        } + bindings.flatMap(role) + people.flatMap(nothing) + everybody
    }

    private static func isBuiltIn(_ role: ObjectKey) -> Bool {
        role.type == .clusterRole && ["cluster-admin", "admin", "edit"].contains(role.name)
    }

    // MARK: - Bindings

    private func role(_ binding: BindingFact) -> [LintFinding] {
        let path = JSONPath.of("roleRef", "name")
        let place = binding.namespace.map { "in \($0)" } ?? "in the whole cluster"
        switch (binding.role.type, binding.role.name) {
        case (.clusterRole, "cluster-admin"):
            return [LintFinding(.clusterAdmin, binding.key, path, "people get cluster-admin \(place)")]
        case (.clusterRole, let name) where name == "edit" || name == "admin":
            return [LintFinding(.builtInEditor, binding.key, path, "people get \(name) \(place)")]
        default:
            if setup.rights.has(binding.role) { return [] }
            return [LintFinding(.roleMissing, binding.key, path, "there is no \(binding.role)")]
        }
    }

    // MARK: - Accounts

    private func nothing(_ account: SetupAccount) -> [LintFinding] {
        let rule = benches.flatMap(\.rules).first { $0.account.key == account.key }
        let isForCertain = rule.map { $0.isUsable && !RuleBench.isAlwaysTrue($0) } ?? false
        let logsIn = setup.sites.contains { $0.delegates != false && $0.accountNamespace == account.namespace }
        guard isForCertain, !logsIn, setup.rights.bindings(of: account.key).isEmpty else { return [] }
        return [
            LintFinding(
                .accountWithoutRights, account.key, .of("metadata", "name"), "no binding names the account")
        ]
    }

    private var everybody: [LintFinding] {
        let looking: Set<String> = ["get", "list", "watch"]
        return benches.flatMap(\.rules).filter(RuleBench.isAlwaysTrue).compactMap { rule in
            let writing = setup.rights.rules(of: rule.account.key).first { held in
                !looking.isSuperset(of: held.rule.verbs) && !held.rule.resources.isEmpty
            }
            guard let writing else { return nil }
            return LintFinding(
                .ruleGivesEverybody, rule.account.key, SetupAccount.rulePath,
                "everybody may \(writing.rule.words) through \(writing.role)")
        }
    }

    private func logs(_ account: SetupAccount, _ rules: [HeldRule]) -> [LintFinding] {
        let namespaces = Set(rules.compactMap(\.namespace)).sorted()
        let blind = namespaces.filter { namespace in
            func permits(_ verb: String, _ resource: String, _ group: String) -> Bool {
                rules.contains { $0.holds(in: namespace) && $0.rule.permits(verb, resource, in: group) }
            }
            return permits("get", "workflows", RoleCatalogue.argo)
                && !(permits("list", "pods", "") && permits("watch", "pods", "") && permits("get", "pods/log", ""))
        }
        guard let first = blind.first else { return [] }
        return [
            LintFinding(
                .logsIncomplete, account.key, .of("metadata", "name"),
                "in \(first) the account sees workflows and no logs")
        ]
    }

    // MARK: - Rules

    private func rights(of held: HeldRule) -> [LintFinding] {
        let path = JSONPath.of("rules").appending(index: held.index)
        func note(_ fault: LintFault, _ message: String) -> LintFinding {
            LintFinding(fault, held.role, path, "\(message), through \(held.binding)")
        }
        let rule = held.rule
        if rule.hasWildcard { return [note(.wildcard, "people may \(rule.words)")] }
        return Danger.all.compactMap { danger in
            guard let verb = danger.verb(of: rule) else { return nil }
            switch danger.kind {
            case .secrets: return secrets(held, note)
            case .accounts:
                let isHere = accountNamespaces.contains(where: held.holds)
                return isHere ? note(danger.fault, "people may \(verb) serviceaccounts") : nil
            case .settings:
                let site = setup.sites.first { site in
                    held.holds(in: site.namespace)
                        && (rule.resourceNames.isEmpty || rule.resourceNames.contains(site.configMap.name))
                }
                return site.map { note(danger.fault, "people may \(verb) the \($0.configMap)") }
            case .anywhere: return note(danger.fault, "people may \(rule.words)")
            }
        } + names(rule).map { [note(.namesWithoutEffect, $0)] }.joined()
    }

    /// Rights on Secrets that hold tokens are worse than those on others.
    private func secrets(_ held: HeldRule, _ note: (LintFault, String) -> LintFinding) -> LintFinding? {
        let tokens = identities.filter { held.holds(in: $0.namespace) }
        if held.rule.resourceNames.isEmpty {
            let fault: LintFault = tokens.isEmpty ? .readsSecrets : .readsAccountSecrets
            let whose = tokens.first.map { ", the token of \($0.key.name) among them" } ?? ""
            return note(fault, "people may \(held.rule.words)\(whose)")
        }
        let named = tokens.first { held.rule.resourceNames.contains($0.secretName) }
        return named.map { note(.readsAccountSecrets, "people may read the token of \($0.key.name)") }
    }

    private func names(_ rule: RoleRule) -> [String] {
        guard !rule.resourceNames.isEmpty, rule.apiGroups.contains(RoleCatalogue.argo) else { return [] }
        let blind = ["create", "list", "watch", "deletecollection"].filter(rule.verbs.contains)
        if !blind.isEmpty {
            return [
                "resourceNames do not go with \(blind.joined(separator: ", ")): the rule allows none of them to argo-server"
            ]
        }
        let isNew = setup.sites.contains { site in
            site.version.map(VersionCheck.asksWithoutName) ?? true
        }
        guard isNew, rule.verbs.contains("get"), rule.resources.contains("workflowtemplates") else { return [] }
        return ["argo-server asks for get workflowtemplates without a name, which the rule does not allow"]
    }
}
