import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// The rules of one namespace side by side, as argo-server tries them: the highest precedence first.
struct RuleBench: Sendable {
    let site: ArgoSite
    let namespace: String
    let rules: [JudgedRule]

    static func all(of setup: ArgoSetup) -> [RuleBench] {
        setup.sites.flatMap { site in
            setup.accountNamespaces(of: site).map { namespace in
                RuleBench(
                    site: site, namespace: namespace,
                    rules: setup.candidates(in: namespace).map {
                        JudgedRule($0, $0.rule ?? "", version: site.version)
                    }, knownGroups: setup.knownGroups)
            }
        }
    }

    private let knownGroups: Set<GroupPath>?

    private init(site: ArgoSite, namespace: String, rules: [JudgedRule], knownGroups: Set<GroupPath>?) {
        self.site = site
        self.namespace = namespace
        self.rules = rules
        self.knownGroups = knownGroups
    }

    var findings: [LintFinding] {
        rules.flatMap(\.findings) + rules.flatMap(precedence) + groups + ties + shadows
    }

    /// Whether a rule matches everybody.
    static func isAlwaysTrue(_ rule: JudgedRule) -> Bool {
        rule.formula.map { RuleComparison.implies(.constant(true), anyOf: [$0]) == true } ?? false
    }

    private func precedence(_ rule: JudgedRule) -> [LintFinding] {
        guard let text = rule.account.precedenceText, Int(text) == nil else { return [] }
        return [
            LintFinding(
                .precedenceMalformed, rule.account.key, SetupAccount.precedencePath,
                "\"\(text)\" is no integer; Argo takes 0")
        ]
    }

    private func note(_ fault: LintFault, _ rule: JudgedRule, _ message: String) -> LintFinding {
        LintFinding(fault, rule.account.key, SetupAccount.rulePath, message)
    }

    // MARK: - Ties

    /// Told at the later of two accounts, by name.
    private var ties: [LintFinding] {
        let byPrecedence = Dictionary(grouping: rules.filter(\.isUsable), by: \.account.precedence)
        return byPrecedence.values.flatMap { equals in
            equals.indices.dropFirst().flatMap { later in
                equals[..<later].compactMap { tie(equals[later], with: $0) }.prefix(1)
            }
        }
    }

    private func tie(_ rule: JudgedRule, with other: JudgedRule) -> LintFinding? {
        let decided: Bool? =
            if let one = rule.formula, let two = other.formula {
                RuleComparison.canHoldTogether([one, two])
            } else { nil }
        let name = "\(other.account.key.name), also of precedence \(rule.account.precedence)"
        switch decided {
        case true?:
            return LintFinding(
                .precedenceTie, rule.account.key, SetupAccount.precedencePath,
                "a person can match this rule and that of \(name)")
        case false?: return nil
        case nil:
            return LintFinding(
                .rulesNotCompared, rule.account.key, SetupAccount.precedencePath,
                "the rule was not compared with that of \(name)")
        }
    }

    // MARK: - Shadows

    private var shadows: [LintFinding] {
        let comparable = rules.filter { $0.formula != nil }
        return comparable.flatMap { rule -> [LintFinding] in
            let lower = rules.filter { $0.isUsable && $0.account.precedence < rule.account.precedence }
            if Self.isAlwaysTrue(rule) {
                // The accounts below are never taken, which is this rule's fault and not theirs.
                let names = lower.prefix(3).map(\.account.key.name).joined(separator: ", ")
                return lower.isEmpty
                    ? [] : [note(.ruleAlwaysTrue, rule, "the rule matches everybody, so \(names) are never taken")]
            }
            let higher = comparable.filter {
                $0.account.precedence > rule.account.precedence && !Self.isAlwaysTrue($0)
            }
            return shadow(rule, higher).map { [$0] } ?? []
        }
    }

    private func shadow(_ rule: JudgedRule, _ higher: [JudgedRule]) -> LintFinding? {
        guard let formula = rule.formula, !higher.isEmpty else { return nil }
        for other in higher {
            guard let above = other.formula, RuleComparison.implies(formula, anyOf: [above]) == true else { continue }
            let isSame = RuleComparison.implies(above, anyOf: [formula]) == true
            let words =
                isSame
                ? "the rule of \(other.account.key.name) matches the same people"
                : "everybody whom the rule matches is matched by \(other.account.key.name)"
            return note(
                isSame ? .ruleDuplicate : .ruleShadowed, rule,
                "\(words), of the higher precedence \(other.account.precedence)")
        }
        let monotone = higher.filter { $0.formula?.isMonotone ?? false }
        guard monotone.count > 1, RuleComparison.implies(formula, anyOf: monotone.compactMap(\.formula)) == true else {
            return nil
        }
        let names = monotone.map(\.account.key.name).joined(separator: ", ")
        return note(.ruleShadowed, rule, "everybody whom the rule matches is matched by one of \(names)")
    }

    // MARK: - Groups

    private var groups: [LintFinding] {
        rules.flatMap { rule in
            let asked = Set(rule.formula?.atoms.compactMap(\.group) ?? []).sorted()
            return asked.compactMap { group in
                objection(to: group).map { note($0.0, rule, $0.1) }
            }
        }
    }

    /// What is wrong with a group, the gravest only.
    private func objection(to text: String) -> (LintFault, String)? {
        guard let group = GroupPath(text) else { return (.groupUnknown, "\"\(text)\" is no group") }
        if let realm = site.realm, !realm.canName(group) {
            let form = realm.groupsAreFullPaths ? "begins with a slash" : "has no slash"
            return (.groupForm, "a group of \(realm.name.name) \(form); \(text) does not appear in its tokens")
        }
        if let known = knownGroups, !known.contains(group) {
            let names = known.map(\.text).sorted()
            if let same = names.first(where: { $0.lowercased() == text.lowercased() }) {
                return (.groupCase, "the group is \(same), the rule says \(text)")
            }
            if names.contains("/\(text)") { return (.groupForm, "the group is /\(text), the rule says \(text)") }
            let meant = NearestName.suggestion(for: text, among: names).map { "; did you mean \($0)?" } ?? ""
            return (.groupUnknown, "the realm has no group \(text)\(meant)")
        }
        if knownGroups == nil, let other = otherSpelling(of: text) {
            return (.groupCase, "another rule says \(other), this one \(text)")
        }
        if let kept = SSOCheck.keeps(group, site.sso), !kept {
            return (.groupFiltered, "filterGroupsRegex has no expression that matches \(text)")
        }
        return nil
    }

    /// A group of another rule that differs in case only, the one that most rules use; nil for the most used itself.
    private func otherSpelling(of text: String) -> String? {
        var uses: [String: Int] = [:]
        for rule in rules {
            for group in rule.formula?.atoms.compactMap(\.group) ?? [] where group.lowercased() == text.lowercased() {
                uses[group, default: 0] += 1
            }
        }
        let most = uses.max { ($0.value, $1.key) < ($1.value, $0.key) }
        guard let most, most.key != text, most.value > uses[text] ?? 0 else { return nil }
        return most.key
    }
}
