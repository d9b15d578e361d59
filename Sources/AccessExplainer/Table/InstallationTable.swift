package import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// Who may do what through one installation.
///
/// Decided once for each account and namespace; whoever acts as an account has what it has.
package struct InstallationTable: Sendable {
    /// As whom somebody acts in requests about a namespace.
    enum Choice: Hashable, Sendable {
        case account(ObjectKey)
        /// As nobody: every request is refused.
        case nobody
        /// It cannot be known.
        case unknown(String)
    }

    package let review: GrantedAccess
    /// Combinations of groups, people and everybody, each as the accounts know them.
    package let holders: [AccessHolder]
    private let gatekeepers: [String: ArgoGatekeeper]
    /// The groups and the person of each rule that Idmon writes.
    private let rules: [String: Identity.Holder]
    private let groups: [PersonSubject: [GroupPath]]
    /// The rules of accounts that Idmon did not make, by account.
    private let foreignRules: [ObjectKey: RuleHolders]
    private let grids: GridBook
    /// Where accounts could not be read.
    private let unread: [UnreadPart]
    /// What the pods of each template may do, by namespace.
    let pods: [String: [TemplateTarget: PermissionSet]]

    /// - Parameters:
    ///   - foreign: ServiceAccounts that Idmon did not make; those with a rule take part.
    ///   - unread: what could not be read.
    init(_ review: GrantedAccess, foreign: [KubeObject], book: RoleBook, unread: [UnreadPart] = []) {
        self.review = review
        self.unread = unread.filter { $0.type == .serviceAccount }
        rules = Dictionary(review.identities.map { ($0.rule.text, $0.holder) }) { first, _ in first }
        groups = Dictionary(review.members.map { ($0.subject, $0.groups) }) { first, _ in first }
        let others = foreign.filter { Self.rule(of: $0) != nil }
        grids = GridBook(review, book, accounts: review.identities.map(\.account) + others.map(\.key))
        gatekeepers = Self.gatekeepers(review, others)
        let combined = review.identities.compactMap { identity -> [GroupPath]? in
            if case .groups(let groups) = identity.holder, groups.count > 1 { groups } else { nil }
        }
        let people = Set(review.members.map(\.subject))
        let places = Set([nil] + review.namespaces.map(Optional.some)).map(review.installation.identityNamespace)
        let own = Set(review.identities.map(\.account))
        foreignRules = others.reduce(into: [:]) { rules, account in
            guard let rule = Self.rule(of: account), places.contains(account.namespace ?? ""),
                !own.contains(account.key)
            else { return }
            rules[account.key] = RuleHolders(rule: rule, people: people)
        }
        let named = foreignRules.values.flatMap(\.groups).map(AccessHolder.groups)
        let open = foreignRules.filter(\.value.isOpen).keys.map(AccessHolder.matching)
        let all = [.everybody] + review.groups.map { .groups([$0]) } + combined.map(AccessHolder.groups)
        holders = Set(all + named + open + review.members.map { .person($0.subject) }).sorted()
        var pods: [String: [TemplateTarget: PermissionSet]] = [:]
        for runner in review.runners {
            for template in runner.templates {
                let before = pods[runner.binding.namespace]?[template] ?? PermissionSet()
                pods[runner.binding.namespace, default: [:]][template] = before.union(PermissionSet(runner.rules))
            }
        }
        self.pods = pods
    }

    private static func gatekeepers(_ review: GrantedAccess, _ foreign: [KubeObject]) -> [String: ArgoGatekeeper] {
        var accounts: [String: [ArgoGatekeeper.Account]] = [:]
        for identity in review.identities {
            accounts[identity.namespace, default: []].append(
                ArgoGatekeeper.Account(
                    name: identity.accountName, rule: identity.rule.text, precedence: String(identity.precedence),
                    hasToken: true))
        }
        let own = Set(review.identities.map(\.account))
        for object in foreign where !own.contains(object.key) {
            let annotations = object.content["metadata"]?["annotations"]
            accounts[object.namespace ?? "", default: []].append(
                ArgoGatekeeper.Account(
                    name: object.name, rule: rule(of: object),
                    precedence: annotations?[WellKnown.Annotation.rulePrecedence]?.string, hasToken: true))
        }
        return accounts.mapValues { ArgoGatekeeper(accounts: $0) }
    }

    private static func rule(of account: KubeObject) -> String? {
        account.type == .serviceAccount
            ? account.content["metadata"]?["annotations"]?[WellKnown.Annotation.rule]?.string : nil
    }

    // MARK: - Who acts as whom

    /// The groups of somebody; nil for somebody who is not known here.
    func groups(of holder: AccessHolder) -> [GroupPath]? {
        switch holder {
        case .everybody: []
        case .groups(let groups): groups
        case .person(let subject): groups[subject]
        case .matching(let account): foreignRules[account].map { $0.needed.sorted() }
        case .pods: nil
        }
    }

    /// As whom somebody acts.
    ///
    /// - Parameters:
    ///   - groups: all that they are in.
    ///   - namespace: what the requests are about; nil for the cluster as a whole.
    func choice(_ holder: AccessHolder, in groups: [GroupPath], about namespace: String?) -> Choice {
        if let part = unreadPart(about: namespace) {
            return .unknown("the ServiceAccounts among which Argo chooses were not read (\(part))")
        }
        if case .matching(let account) = holder { return choice(matching: account, about: namespace) }
        let held = Set(groups)
        var subject: PersonSubject?
        if case .person(let person) = holder { subject = person }
        let own = review.installation.name.namespace
        let home = gatekeepers[own] ?? ArgoGatekeeper(accounts: [])
        let outcome = { (rule: String) in self.outcome(of: rule, held, subject) }
        let place = review.installation.identityNamespace(for: namespace)
        guard place != own, let there = gatekeepers[place] else {
            return Self.choice(home.decide(outcome: outcome), in: own)
        }
        let (decision, isDelegated) = home.decide(delegatingTo: there, outcome: outcome)
        return Self.choice(decision, in: isDelegated ? place : own)
    }

    private func unreadPart(about namespace: String?) -> UnreadPart? {
        let places = [review.installation.name.namespace, review.installation.identityNamespace(for: namespace)]
        return unread.first { part in places.contains { part.concerns(.serviceAccount, in: $0) } }
    }

    /// As if no other rule stood in the way, as nothing is known of who satisfies this one.
    private func choice(matching account: ObjectKey, about namespace: String?) -> Choice {
        let places = [review.installation.name.namespace, review.installation.identityNamespace(for: namespace)]
        return foreignRules[account] != nil && places.contains(account.namespace ?? "") ? .account(account) : .nobody
    }

    private static func choice(_ decision: ArgoGatekeeper.Decision, in namespace: String) -> Choice {
        switch decision {
        case .account(let name): .account(ObjectKey(.serviceAccount, namespace: namespace, name: name))
        case .denied, .broken, .withoutToken: .nobody
        case .tie(let names):
            .unknown(
                "the rules of \(names.joined(separator: ", ")) have one precedence, so that Argo takes any of them")
        case .unknown(let account, let reason): .unknown("the rule of \(account) cannot be judged: \(reason)")
        }
    }

    private func outcome(of rule: String, _ held: Set<GroupPath>, _ subject: PersonSubject?) -> RuleOutcome {
        if let holder = rules[rule] {
            if case .person(let person, _) = holder, person != subject { return .differs }
            return held.isSuperset(of: holder.groups) ? .matches : .differs
        }
        // What else a token says of somebody is not known.
        for claim in ["email", "name", "preferred_username"] where rule.contains(claim) {
            return .unsupported(reason: "it is about the claim \(claim)")
        }
        let claims = SessionClaims(subject: subject?.text ?? "somebody", groups: held.sorted())
        return RuleEvaluator(claims: claims.environment).outcome(of: rule)
    }

    /// All groups that scopes, grants, people and rules of accounts name, sorted.
    var groupNames: [GroupPath] {
        Set(foreignRules.values.flatMap(\.groups).flatMap(\.self)).union(review.groups).sorted()
    }

    /// How many cells are decided.
    package var cellCount: Int { grids.cellCount }

    // MARK: - What they may do

    /// What somebody may do in a namespace, or for nil in the cluster as a whole.
    func grid(of choice: Choice, in namespace: String?) -> AccessGrid {
        guard case .account(let account) = choice else { return .nothing }
        return grids.grid(of: account, in: namespace)
    }

    /// Why somebody may do more in a namespace than ``grid(of:in:)`` says; empty when all is known.
    func gaps(of choice: Choice, in namespace: String?) -> [String] {
        guard case .account(let account) = choice else { return [] }
        return grids.gaps(of: account, in: namespace)
    }
}
