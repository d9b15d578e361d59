package import AccessCompiler
package import AccessModel
package import KubeModel

/// Everything that decides one question, found in the order in which it is asked.
package struct AccessEvaluation: Sendable {
    /// What RBAC says of one right.
    package struct RightResult: Sendable {
        package let need: RightNeed
        package let answer: RoleBook.Answer
    }

    /// What one policy says of one write.
    package struct PolicyResult: Sendable {
        package let policy: AdmissionPolicy
        package let standing: PolicyStand.Standing
        /// nil when it has no objection.
        package let denial: AdmissionDenial?
    }

    /// What was found for one account.
    package struct Attempt: Sendable {
        package let requester: Requester
        /// nil for who makes requests without argo-server.
        package let account: ObjectKey?
        /// nil where no token matters.
        package let token: TokenState?
        package fileprivate(set) var rights: [RightResult] = []
        package fileprivate(set) var policies: [PolicyResult] = []
        package fileprivate(set) var verdict = Verdict.yes

        init(_ requester: Requester, account: ObjectKey?, token: TokenState?) {
            self.requester = requester
            self.account = account
            self.token = token
        }

        mutating func conclude(_ verdict: Verdict) { self.verdict = verdict }
    }

    package let question: AccessQuestion
    package let installation: InstallationAccess?
    /// nil for who makes requests without argo-server.
    package let choice: ArgoChoice?
    /// One for each account that Argo may take.
    package let attempts: [Attempt]
    package let verdict: Verdict
}

/// Decides questions step by step, and stops at the first no unless all is wanted.
struct AccessEvaluator {
    let snapshot: AccessSnapshot
    /// Whether what comes behind the first no is looked at too.
    let isThorough: Bool

    /// - Parameter choose: as whom argo-server makes the person's requests.
    func evaluate(
        _ question: AccessQuestion, choose: (InstallationAccess, Person, String?) -> ArgoChoice?
    ) -> AccessEvaluation {
        let installation = installation(of: question)
        func result(_ choice: ArgoChoice?, _ attempts: [AccessEvaluation.Attempt], _ verdict: Verdict)
            -> AccessEvaluation
        {
            AccessEvaluation(
                question: question, installation: installation, choice: choice, attempts: attempts, verdict: verdict)
        }
        switch question.person {
        case .account(let namespace, let name):
            return direct(.account(namespace: namespace, name: name), question, installation)
        case .user(let name, let groups):
            return direct(Requester(user: name, groups: groups), question, installation)
        case .groups, .claims, .token: break
        }
        guard let installation else { return result(nil, [], .unknown(reason: ambiguity(of: question))) }
        guard let choice = choose(installation, question.person, workload(of: question)) else {
            return result(nil, [], .unknown(reason: "nothing is known of the person"))
        }
        guard case .open(let possibilities) = choice.outcome, let usual = possibilities.first else {
            let (attempts, verdict) = conclude(choice.outcome, question, installation)
            return result(choice, attempts, verdict)
        }
        let (attempts, verdict) = conclude(usual.outcome, question, installation)
        for other in possibilities.dropFirst()
        where conclude(other.outcome, question, installation).verdict != verdict {
            let reason = other.conditions.map(\.description).joined(separator: "; ")
            let open = ArgoChoice(session: choice.session, outcome: .open([usual, other]))
            return result(open, attempts, .unknown(reason: reason))
        }
        // Whatever the claims are, the answer is the same.
        return result(ArgoChoice(session: choice.session, outcome: usual.outcome), attempts, verdict)
    }

    /// What comes of a choice of Argo's.
    private func conclude(
        _ outcome: ArgoChoice.Outcome, _ question: AccessQuestion, _ installation: InstallationAccess
    ) -> (attempts: [AccessEvaluation.Attempt], verdict: Verdict) {
        let accounts: [ObjectKey]
        switch outcome {
        case .account(let key): accounts = [key]
        case .server(let key?): accounts = [key]
        case .server(nil):
            return ([], .unknown(reason: "everybody acts as argo-server, whose account is not known"))
        case .tie(let keys): accounts = keys
        case .denied, .broken: return ([], .no)
        case .unknown(let account, let reason):
            return ([], .unknown(reason: account.map { "the rule of \($0): \(reason)" } ?? reason))
        case .open: return ([], .unknown(reason: "it depends on claims that are not known"))
        }
        let attempts = accounts.map { attempt($0, question, installation) }
        return (attempts, Self.common(attempts.map(\.verdict)))
    }

    /// Actions on what has no namespace are asked without one.
    private func workload(of question: AccessQuestion) -> String? {
        guard case .template(.clusterWorkflowTemplate, _) = question.target else { return question.namespace }
        return [.view, .editTemplate].contains(question.action) ? nil : question.namespace
    }

    private func installation(of question: AccessQuestion) -> InstallationAccess? {
        if let name = question.installation { return snapshot.installation(name) }
        let serving = snapshot.installations(serving: question.namespace)
        return serving.count == 1 ? serving.first : nil
    }

    private func ambiguity(of question: AccessQuestion) -> String {
        if let name = question.installation { return "there is no ArgoInstallation \(name)" }
        if let part = snapshot.unread.first(where: { $0.type == .argoInstallation }) { return "not read: \(part)" }
        let names = snapshot.installations(serving: question.namespace).map(\.name.description).sorted()
        return names.isEmpty
            ? "there is no ArgoInstallation, so it is not known how argo-server chooses accounts"
            : "several installations serve the namespace \(question.namespace) (\(names.joined(separator: ", "))); name one"
    }

    /// What holds whichever account Argo takes.
    private static func common(_ verdicts: [Verdict]) -> Verdict {
        guard let first = verdicts.first else { return .no }
        if verdicts.allSatisfy({ $0 == first }) { return first }
        return verdicts.first {
            if case .unknown = $0 { true } else { false }
        } ?? .unknown(reason: "several rules of one precedence match, and Argo takes any of them for each request")
    }

    // MARK: - As an account

    private func direct(
        _ requester: Requester, _ question: AccessQuestion, _ installation: InstallationAccess?
    ) -> AccessEvaluation {
        var attempt = AccessEvaluation.Attempt(requester, account: nil, token: nil)
        decide(&attempt, question, installation)
        return AccessEvaluation(
            question: question, installation: installation, choice: nil, attempts: [attempt], verdict: attempt.verdict)
    }

    private func attempt(
        _ account: ObjectKey, _ question: AccessQuestion, _ installation: InstallationAccess
    ) -> AccessEvaluation.Attempt {
        // argo-server has its own token from its pod.
        let token = installation.sharesServer ? .present : installation.gate.candidate(account)?.token ?? .present
        let own = Requester.account(namespace: account.namespace ?? "", name: account.name)
        var attempt = AccessEvaluation.Attempt(token == .empty ? .anonymous : own, account: account, token: token)
        decide(&attempt, question, installation)
        switch token {
        case .present, .empty: break
        case .absent, .ended: attempt.conclude(.no)
        case .unknown(let reason):
            if attempt.verdict != .no { attempt.conclude(.unknown(reason: reason)) }
        }
        return attempt
    }

    /// Asks RBAC and then the policies, as the API server does.
    private func decide(
        _ attempt: inout AccessEvaluation.Attempt, _ question: AccessQuestion, _ installation: InstallationAccess?
    ) {
        let catalogue = installation?.catalogue ?? snapshot.catalogue
        var doubt: String?
        for need in question.needs(catalogue) {
            let answer = snapshot.roles.answer(need.right, on: need.name, in: need.namespace, for: attempt.requester)
            attempt.rights.append(.init(need: need, answer: answer))
            switch answer {
            case .yes: break
            case .no:
                attempt.conclude(.no)
                if !isThorough { return }
            case .unknown(let reason): doubt = doubt ?? reason
            }
        }
        if let reason = judge(&attempt, question, catalogue) { doubt = doubt ?? reason }
        if attempt.verdict != .no, let doubt { attempt.conclude(.unknown(reason: doubt)) }
    }

    /// - Returns: why it is not known what the policies say; nil when it is, or does not matter.
    private func judge(
        _ attempt: inout AccessEvaluation.Attempt, _ question: AccessQuestion, _ catalogue: RoleCatalogue
    ) -> String? {
        let cronWorkflow = cronWorkflow(of: question)
        let requests = ArgoRequest(
            question, catalogue, cronWorkflow: cronWorkflow, as: attempt.requester.user,
            person: snapshot.person(of: attempt.requester)
        ).requests
        let authorizer = RequesterAuthorizer(snapshot.roles, attempt.requester)
        let gap = snapshot.roles.gap(in: question.namespace, for: attempt.requester)
        var doubt: String?
        for request in requests {
            doubt = doubt ?? snapshot.policyGap(for: request)
            for entry in snapshot.policies.entries(
                in: request.namespace, opensParameters: question.parameters == nil)
            where entry.policy.judges(request, authorizer: authorizer) {
                let standing = snapshot.policies.standing(of: entry, in: request.namespace)
                let denial = entry.policy.objection(to: request, authorizer: authorizer)
                if isThorough || denial != nil {
                    attempt.policies.append(.init(policy: entry.policy, standing: standing, denial: denial))
                }
                switch standing {
                case .audited, .absent: break
                case .uncertain(let reason): doubt = doubt ?? reason
                case .enforced:
                    if let gap {
                        doubt = doubt ?? gap
                    } else if denial != nil {
                        attempt.conclude(.no)
                        if !isThorough { return nil }
                    }
                }
            }
        }
        if question.action == .submit, case .template(.cronWorkflow, let name) = question.target, cronWorkflow == nil,
            !attempt.policies.isEmpty || requests.contains(where: { isJudged($0, authorizer) })
        {
            return doubt ?? "what CronWorkflow \(question.namespace)/\(name) runs is not known"
        }
        return doubt
    }

    private func isJudged(_ request: AdmissionRequest, _ authorizer: RequesterAuthorizer) -> Bool {
        snapshot.policies.entries(in: request.namespace).contains {
            $0.policy.judges(request, authorizer: authorizer)
        }
    }

    private func cronWorkflow(of question: AccessQuestion) -> KubeObject? {
        guard case .template(.cronWorkflow, let name) = question.target else { return nil }
        return snapshot.template(.cronWorkflow, name, in: question.namespace)
    }
}
