import AccessCompiler
import AccessModel
import KubeModel

/// How accounts of namespaces and those of Argo's own go together.
struct DelegationCheck {
    private let setup: ArgoSetup
    private let benches: [RuleBench]

    init(_ setup: ArgoSetup, _ benches: [RuleBench]) {
        self.setup = setup
        self.benches = benches
    }

    var findings: [LintFinding] {
        elsewhere
            + setup.sites.filter { $0.delegates == true }.flatMap { site -> [LintFinding] in
                let own = benches.first { $0.site.namespace == site.namespace && $0.namespace == site.accountNamespace }
                let others = benches.filter {
                    $0.site.namespace == site.namespace && $0.namespace != site.accountNamespace
                }
                return others.flatMap { bench in bench.rules.compactMap { belowLogin($0, own?.rules ?? []) } }
                    + withoutLogin(site, own, others)
            }
    }

    /// Accounts with a rule in a namespace that no argo-server looks at.
    private var elsewhere: [LintFinding] {
        let isKnown = !setup.sites.isEmpty && setup.sites.allSatisfy { $0.delegates == false && $0.server != nil }
        guard isKnown else { return [] }
        let looked = Set(setup.sites.flatMap(setup.accountNamespaces))
        return setup.accounts.filter { $0.rule != nil && !looked.contains($0.namespace) }.map {
            LintFinding(
                .accountElsewhere, $0.key, SetupAccount.rulePath,
                "argo-server looks for accounts in \(looked.sorted().joined(separator: ", ")) only")
        }
    }

    private func belowLogin(_ rule: JudgedRule, _ own: [JudgedRule]) -> LintFinding? {
        let above = own.filter { $0.account.precedence >= rule.account.precedence }
        guard let formula = rule.formula, !above.isEmpty,
            RuleComparison.implies(formula, anyOf: above.compactMap(\.formula)) == true
        else { return nil }
        let names = above.map { "\($0.account.key.name) (\($0.account.precedence))" }.joined(separator: ", ")
        return LintFinding(
            .delegatedBelowLogin, rule.account.key, SetupAccount.precedencePath,
            "its precedence \(rule.account.precedence) is not greater than that of \(names) in Argo's namespace")
    }

    private func withoutLogin(_ site: ArgoSite, _ own: RuleBench?, _ others: [RuleBench]) -> [LintFinding] {
        let rules = own?.rules ?? []
        let isUnknown = rules.contains { $0.isUsable && $0.formula == nil }
        guard let first = others.first?.rules.first, !isUnknown, !rules.contains(where: RuleBench.isAlwaysTrue) else {
            return []
        }
        let key = site.server?.key ?? first.account.key
        return [
            LintFinding(
                .noLoginAccount, key, site.server?.container ?? SetupAccount.rulePath,
                "no rule in \(site.accountNamespace) is true for everybody")
        ]
    }
}
