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
    /// Whether argo-server also looks for accounts in the namespace of a request; nil when that is not known.
    private let delegates: Bool?
    /// The rules of accounts that Idmon did not make, by account.
    private let foreignRules: [ObjectKey: RuleHolders]
    /// These rules as they are written.
    private let foreignTexts: [ObjectKey: String]
    /// The people whom these rules name.
    private let namedPeople: Set<PersonSubject>
    private let grids: GridBook
    /// Where accounts could not be read.
    private let unread: [UnreadPart]
    /// What the pods of each template may do, by namespace.
    let pods: [String: [TemplateTarget: PermissionSet]]

    /// - Parameters:
    ///   - foreign: ServiceAccounts that Idmon did not make; those with a rule take part.
    ///   - unread: what could not be read.
    ///   - delegates: whether argo-server also looks for accounts in the namespace of a request; nil when that is not known.
    init(
        _ review: GrantedAccess, foreign: [KubeObject], book: RoleBook, unread: [UnreadPart] = [],
        delegates: Bool?
    ) {
        self.review = review
        self.delegates = delegates
        self.unread = unread.filter { $0.type == .serviceAccount }
        // An identity whose name an account of others bears is not there; the other one is.
        let taken = Set(foreign.map(\.key))
        let identities = review.identities.filter { !taken.contains($0.account) }
        rules = Dictionary(identities.map { ($0.rule.text, $0.holder) }) { first, _ in first }
        groups = Dictionary(review.members.map { ($0.subject, $0.groups) }) { first, _ in first }
        let others = foreign.filter { Self.rule(of: $0) != nil }
        grids = GridBook(review, book, accounts: identities.map(\.account) + others.map(\.key))
        gatekeepers = Self.gatekeepers(identities, others)
        let combined = identities.compactMap { identity -> [GroupPath]? in
            if case .groups(let groups) = identity.holder, groups.count > 1 { groups } else { nil }
        }
        let people = Set(review.members.map(\.subject))
        let places = Set([review.installation.name.namespace] + (delegates == false ? [] : review.namespaces))
        foreignTexts = others.reduce(into: [:]) { texts, account in
            if places.contains(account.namespace ?? "") { texts[account.key] = Self.rule(of: account) }
        }
        foreignRules = foreignTexts.mapValues { RuleHolders(rule: $0, people: people) }
        namedPeople = people.intersection(foreignTexts.values.flatMap(Self.people))
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

    private static func gatekeepers(_ identities: [Identity], _ foreign: [KubeObject]) -> [String: ArgoGatekeeper] {
        var accounts: [String: [ArgoGatekeeper.Account]] = [:]
        for identity in identities {
            accounts[identity.namespace, default: []].append(
                ArgoGatekeeper.Account(
                    name: identity.accountName, rule: identity.rule.text, precedence: String(identity.precedence),
                    hasToken: true))
        }
        for object in foreign {
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

    /// The people whom a rule names.
    private static func people(in rule: String) -> [PersonSubject] {
        (RuleFormula(rule: rule)?.atoms ?? []).filter { $0.claim == "sub" }.compactMap {
            $0.text.flatMap { PersonSubject($0) }
        }
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
        return choice(holder, in: groups, about: namespace, assuming: nil)
    }

    /// - Parameter satisfied: a rule that counts as satisfied, whatever it says.
    private func choice(
        _ holder: AccessHolder, in groups: [GroupPath], about namespace: String?, assuming satisfied: String?
    ) -> Choice {
        let held = Set(groups)
        var subject: PersonSubject?
        if case .person(let person) = holder { subject = person }
        let own = review.installation.name.namespace
        let home = gatekeepers[own] ?? ArgoGatekeeper(accounts: [])
        let outcome = { (rule: String) -> RuleOutcome in
            rule == satisfied ? .matches : self.outcome(of: rule, held, subject)
        }
        let place = place(about: namespace)
        guard place != own, let there = gatekeepers[place] else {
            return Self.choice(home.decide(outcome: outcome), in: own)
        }
        let (decision, isDelegated) = home.decide(delegatingTo: there, outcome: outcome)
        let delegated = Self.choice(decision, in: isDelegated ? place : own)
        guard delegates == nil, delegated != Self.choice(home.decide(outcome: outcome), in: own) else {
            return delegated
        }
        return .unknown(
            "it is not known whether argo-server looks for accounts in \(place) as well, which would matter")
    }

    /// Where argo-server may look for accounts beside its own namespace; that one when nowhere.
    func place(about namespace: String?) -> String {
        delegates == false ? review.installation.name.namespace : namespace ?? review.installation.name.namespace
    }

    private func unreadPart(about namespace: String?) -> UnreadPart? {
        let places = [review.installation.name.namespace, place(about: namespace)]
        return unread.first { part in places.contains { part.concerns(.serviceAccount, in: $0) } }
    }

    /// Who somebody in exactly these groups may be: nobody in particular, the people of whom that is known and whom a rule
    /// of others names, and whoever else satisfies such a rule where that makes a difference.
    ///
    /// - Parameter namespaces: what is asked about; nil for the cluster as a whole.
    func holders(inExactly groups: [GroupPath], about namespaces: [String?]) -> [AccessHolder] {
        let nobody: AccessHolder = groups.isEmpty ? .everybody : .groups(groups)
        let held = Set(groups)
        let people = review.members.filter { namedPeople.contains($0.subject) && Set($0.groups) == held }
        let open = foreignRules.filter { account, rule in
            rule.isOpen && rule.needed.isSubset(of: held)
                && namespaces.contains {
                    let usual = choice(nobody, in: groups, about: $0, assuming: nil)
                    return choice(nobody, in: groups, about: $0, assuming: foreignTexts[account]) != usual
                }
        }
        return [nobody] + people.map { .person($0.subject) } + open.keys.sorted().map(AccessHolder.matching)
    }

    /// As if no other rule stood in the way, as nothing is known of who satisfies this one.
    private func choice(matching account: ObjectKey, about namespace: String?) -> Choice {
        let places = [review.installation.name.namespace, place(about: namespace)]
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
