package import AccessCompiler
import AccessModel
import JSONTree
package import KubeModel

/// argo-server as far as it chooses the ServiceAccount of a request.
package struct ArgoGate: Sendable {
    /// A ServiceAccount that can be chosen.
    package struct Candidate: Hashable, Sendable {
        package let key: ObjectKey
        package let rule: String
        package let precedence: Int
        package let token: TokenState
        /// The Secret that argo-server takes the token from.
        package let secret: ObjectKey
        /// Whom it stands for, when its rule is the one that Idmon writes for them.
        package let holder: Identity.Holder?
    }

    private struct Place {
        let gatekeeper: ArgoGatekeeper
        let candidates: [Candidate]
    }

    /// The namespace in which argo-server looks first.
    package let namespace: String
    /// Whether it also looks in the namespace of a request; nil when that is not known.
    package let delegates: Bool?
    private let placed: [String: Place]
    /// Whom each rule of Idmon's stands for.
    private let holders: [String: Identity.Holder]
    /// Where ServiceAccounts could not be read.
    private let unread: [UnreadPart]

    /// - Parameters:
    ///   - accounts: the ServiceAccounts of all places in which it may look.
    ///   - token: what is known of the token in a Secret.
    init(
        in namespace: String, delegates: Bool?, accounts: [KubeObject], unread: [UnreadPart],
        token: (_ account: KubeObject, _ secret: ObjectKey) -> TokenState
    ) {
        self.namespace = namespace
        self.delegates = delegates
        self.unread = unread.filter { $0.type == .serviceAccount }
        let candidates = accounts.compactMap { Self.candidate($0, token: token) }
        holders = candidates.reduce(into: [:]) { holders, candidate in
            if let holder = candidate.holder { holders[candidate.rule] = holder }
        }
        placed = Dictionary(grouping: candidates) { $0.key.namespace ?? "" }.mapValues { candidates in
            Place(
                gatekeeper: ArgoGatekeeper(
                    accounts: candidates.map {
                        .init(name: $0.key.name, rule: $0.rule, precedence: String($0.precedence), hasToken: true)
                    }), candidates: candidates.sorted(by: Self.isTriedBefore))
        }
    }

    private static func isTriedBefore(_ left: Candidate, _ right: Candidate) -> Bool {
        left.precedence == right.precedence ? left.key < right.key : left.precedence > right.precedence
    }

    private static func candidate(
        _ account: KubeObject, token: (KubeObject, ObjectKey) -> TokenState
    ) -> Candidate? {
        let annotations = account.content["metadata"]?["annotations"]
        guard let rule = annotations?[WellKnown.Annotation.rule]?.string else { return nil }
        let named =
            account.content["secrets"]?.array?.first?["name"]?.string
            ?? annotations?[WellKnown.Annotation.tokenName]?.string ?? "\(account.name).service-account-token"
        let secret = ObjectKey(.secret, namespace: account.namespace, name: named)
        let holder = Self.holder(annotations).flatMap { SSORule($0).text == rule ? $0 : nil }
        return Candidate(
            key: account.key, rule: rule,
            precedence: annotations?[WellKnown.Annotation.rulePrecedence]?.string.flatMap { Int($0) } ?? 0,
            token: token(account, secret), secret: secret, holder: holder)
    }

    /// Whom an account of Idmon's says it stands for.
    private static func holder(_ annotations: JSONValue?) -> Identity.Holder? {
        guard let text = annotations?[WellKnown.Annotation.groups]?.string,
            let list = try? JSONValue(parsing: text), let texts = list.array
        else { return nil }
        let groups = texts.compactMap { $0.string.flatMap { GroupPath($0) } }
        guard groups.count == texts.count else { return nil }
        guard let subject = annotations?[WellKnown.Annotation.subject]?.string else {
            return groups.isEmpty ? .everybody : .groups(groups)
        }
        return PersonSubject(subject).map { .person($0, groups) }
    }

    // MARK: - Choosing

    /// The namespaces in which accounts have a rule.
    package var places: [String] { placed.keys.sorted() }

    /// The accounts of a namespace that have a rule, in the order in which Argo tries them.
    package func candidates(in namespace: String) -> [Candidate] { placed[namespace]?.candidates ?? [] }

    package func candidate(_ key: ObjectKey) -> Candidate? {
        candidates(in: key.namespace ?? "").first { $0.key == key }
    }

    /// Chooses the account of a request.
    ///
    /// - Parameters:
    ///   - workload: the namespace of the request; nil for one without.
    ///   - tellsApart: whether it is told where claims that are not known would make a difference; otherwise the session is
    ///     that of somebody of whom rules about such claims say nothing.
    func choose(_ session: Session, for workload: String?, tellsApart: Bool) -> ArgoChoice.Outcome {
        guard tellsApart, !session.unknown.isEmpty else {
            return choose(for: workload) { self.outcome(of: $0, session) }
        }
        let places = tried(for: workload)
        var outcomes: [String: [RuleOutcome]] = [:]
        for candidate in places.joined() where outcomes[candidate.rule] == nil {
            outcomes[candidate.rule] = self.outcomes(of: candidate.rule, session)
        }
        let usually = { (rule: String) -> RuleOutcome in
            guard let possible = outcomes[rule], possible.count == 1 else { return .differs }
            return possible[0]
        }
        let usual = choose(for: workload, outcome: usually)
        var possibilities = [ArgoChoice.Possibility(outcome: usual, conditions: [])]
        for deviations in Self.deviations(places, outcomes) {
            let other = choose(for: workload) { rule in
                deviations.first { $0.candidate.rule == rule }?.outcome ?? usually(rule)
            }
            if possibilities.contains(where: { $0.outcome == other }) { continue }
            let conditions = deviations.map {
                ArgoChoice.Possibility.Condition(
                    account: $0.candidate.key, rule: $0.candidate.rule,
                    claims: RuleClaims(askedBy: $0.candidate.rule).among(session.unknown))
            }
            possibilities.append(.init(outcome: other, conditions: conditions))
        }
        return possibilities.count == 1 ? usual : .open(possibilities)
    }

    /// The accounts among which Argo may choose for a request, by namespace.
    private func tried(for workload: String?) -> [[Candidate]] {
        let there = workload.flatMap { $0 == namespace || delegates == false ? nil : candidates(in: $0) }
        return [candidates(in: namespace)] + (there.map { [$0] } ?? [])
    }

    /// That a rule which depends on claims that are not known is true, or fails.
    private struct Deviation {
        let candidate: Candidate
        let outcome: RuleOutcome

        /// Whether there may be somebody for whom both hold.
        func goes(with other: Deviation) -> Bool {
            if candidate.rule == other.candidate.rule { return false }
            guard case .person(let one, _) = candidate.holder, case .person(let another, _) = other.candidate.holder
            else { return true }
            return one == another
        }
    }

    /// All that has to be tried: each rule alone, and each of one namespace with each of the other.
    ///
    /// What comes of the rules of one namespace is decided by the first that does not say no, and what Argo does by what
    /// comes of both namespaces. Ties bring nothing new: for each of their accounts there is a case without the tie.
    private static func deviations(_ places: [[Candidate]], _ outcomes: [String: [RuleOutcome]]) -> [[Deviation]] {
        let open = places.map { candidates in
            candidates.flatMap { candidate -> [Deviation] in
                guard let possible = outcomes[candidate.rule], possible.count > 1 else { return [] }
                return possible.filter { $0 != .differs }.map { Deviation(candidate: candidate, outcome: $0) }
            }
        }
        let alone = open.joined().map { [$0] }
        guard open.count == 2 else { return alone }
        return alone + open[0].flatMap { one in open[1].filter(one.goes).map { [one, $0] } }
    }

    private func choose(for workload: String?, outcome: (_ rule: String) -> RuleOutcome) -> ArgoChoice.Outcome {
        if let part = unread.first(where: { $0.concerns(.serviceAccount, in: namespace) }) {
            return .unknown(nil, "the ServiceAccounts among which Argo chooses were not read (\(part))")
        }
        let own = placed[namespace]?.gatekeeper ?? ArgoGatekeeper(accounts: [])
        guard let workload, workload != namespace, delegates != false else {
            return Self.outcome(own.decide(outcome: outcome), in: namespace)
        }
        let home = Self.outcome(own.decide(outcome: outcome), in: namespace)
        if let part = unread.first(where: { $0.concerns(.serviceAccount, in: workload) }) {
            return .unknown(nil, "argo-server also looks for accounts in \(workload), which were not read (\(part))")
        }
        let there = placed[workload]?.gatekeeper ?? ArgoGatekeeper(accounts: [])
        let (decision, isDelegated) = own.decide(delegatingTo: there, outcome: outcome)
        let delegated = Self.outcome(decision, in: isDelegated ? workload : namespace)
        if delegates == nil, delegated != home {
            return .unknown(
                nil, "it is not known whether argo-server looks for accounts in \(workload) as well, which would matter"
            )
        }
        return delegated
    }

    private static func outcome(_ decision: ArgoGatekeeper.Decision, in namespace: String) -> ArgoChoice.Outcome {
        func key(_ name: String) -> ObjectKey { ObjectKey(.serviceAccount, namespace: namespace, name: name) }
        return switch decision {
        case .account(let name), .withoutToken(let name): .account(key(name))
        case .denied: .denied
        case .tie(let names): .tie(names.map(key))
        case .broken(let account, let reason): .broken(key(account), reason)
        case .unknown(let account, let reason): .unknown(key(account), reason)
        }
    }

    /// What Argo gets when it evaluates a rule for somebody.
    ///
    /// Where claims are not known, the rule is tried without and with them; when that makes a difference it is not known
    /// what Argo gets.
    package func outcome(of rule: String, _ session: Session) -> RuleOutcome {
        if let holder = holders[rule] { return Self.matches(holder, session) ? .matches : .differs }
        let outcome = RuleEvaluator(claims: session.claims).outcome(of: rule)
        guard !session.unknown.isEmpty else { return outcome }
        let filled = RuleEvaluator(claims: session.filled).outcome(of: rule)
        switch (outcome, filled) {
        case (.matches, .matches), (.differs, .differs), (.fails, .fails): return filled
        default:
            return .unsupported(
                reason: "it depends on claims that are not known: \(session.unknown.joined(separator: ", "))")
        }
    }

    /// All that Argo may get when it evaluates a rule for somebody whose claims are not all known.
    private func outcomes(of rule: String, _ session: Session) -> [RuleOutcome] {
        if let holder = holders[rule] {
            guard case .person(_, let groups) = holder, session.unknown.contains("sub") else {
                return [Self.matches(holder, session) ? .matches : .differs]
            }
            return Self.matches(.groups(groups), session) ? [.differs, .matches] : [.differs]
        }
        let without = RuleEvaluator(claims: session.claims).outcome(of: rule)
        let asked = RuleClaims(askedBy: rule).among(session.unknown)
        if asked.isEmpty { return [without] }
        if case .unsupported = without { return [without] }
        guard let formula = RuleFormula(rule: rule) else {
            let names = asked.joined(separator: ", ")
            return [.unsupported(reason: "it depends on claims that are not known: \(names): \(rule)")]
        }
        let filled = RuleEvaluator(claims: session.filled).outcome(of: rule)
        let either: [RuleOutcome] = formula.holds(session.answer) == nil ? [.differs, .matches] : []
        return ([without, filled] + either).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// What the rule of a holder says, without reading its text.
    private static func matches(_ holder: Identity.Holder, _ session: Session) -> Bool {
        if case .person(let subject, _) = holder,
            !(session.claims["sub"]?.string ?? "").utf8.elementsEqual(subject.text.utf8)
        {
            return false
        }
        return holder.groups.allSatisfy { group in
            session.groups.contains { $0.utf8.elementsEqual(group.text.utf8) }
        }
    }
}
