import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

extension AccessExplainer {
    /// What a denial means by what the snapshot knows.
    ///
    /// - Returns: `no` where it would be denied now, `yes` where it would not, and the links that say why.
    package func explain(_ denial: DenialLine) -> (verdict: Verdict, links: [AccessLink]) {
        switch denial {
        case .forbidden(let user, let right, let name, let namespace):
            let requester = Self.requester(user)
            return explain(RightNeed(right: right, name: name, namespace: namespace), as: requester)
        case .policy(let name, _, let message): return explain(policy: name, message)
        case .notAllowed(let verb, let resource, let namespace):
            let actions = Self.actions(needing: PermissionSet.Right(verb, resource, in: RoleCatalogue.argo), catalogue)
            return (
                .no,
                [
                    AccessLink(
                        .right, .broken,
                        "the account that argo-server chose may not \(verb) \(resource) in "
                            + (namespace.isEmpty ? "all namespaces at once; choose one" : namespace) + actions),
                    AccessLink(
                        .account, .note,
                        "the message does not name the account: argo-server logs it on the line \"selected SSO RBAC service "
                            + "account for user\"; or ask idmon why with --group"),
                ]
            )
        case .noRule:
            let count = snapshot.installations.reduce(0) { $0 + $1.gate.candidates(in: $1.gate.namespace).count }
            return (
                .no,
                [
                    AccessLink(
                        .rule, .broken,
                        "no rule of \(count) is true for the person: they are in none of the groups that have an account. "
                            + "Ask idmon why with the --group of their token")
                ]
            )
        case .brokenRule(let text): return (.no, [AccessLink(.rule, .broken, text)] + brokenRules)
        case .noToken(let secret): return explain(secret: secret)
        case .chosen(let account, _):
            return (.unknown(reason: "the line says which account was taken, and denies nothing"), whose(account))
        }
    }

    private var catalogue: RoleCatalogue { snapshot.catalogue }

    private static func requester(_ user: String) -> Requester {
        let parts = user.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, user.hasPrefix("system:serviceaccount:") else {
            return user == Requester.anonymous.user
                ? .anonymous : Requester(user: user, groups: ["system:authenticated"])
        }
        return .account(namespace: String(parts[2]), name: String(parts[3]))
    }

    private func explain(_ need: RightNeed, as requester: Requester) -> (Verdict, [AccessLink]) {
        var links: [AccessLink] = []
        if requester == .anonymous {
            links.append(
                AccessLink(
                    .token, .broken,
                    "nobody was logged in: the Secret of the chosen account has no token, or no token was sent"))
        } else if let name = requester.user.split(separator: ":").last {
            links += whose(String(name))
        }
        let words = AnswerWriter.words(need)
        let actions = Self.actions(needing: need.right, catalogue)
        switch snapshot.roles.answer(need.right, on: need.name, in: need.namespace, for: requester) {
        case .yes:
            let way = snapshot.roles.ways(need.right, on: need.name, in: need.namespace, for: requester).first
            links.append(
                AccessLink(
                    .right, .holds, "by now it may \(words)" + (way.map { ": \($0.binding) gives \($0.role)" } ?? ""),
                    at: way.map { FieldOfObject($0.role, .of("rules", .index($0.rule))) }))
            return (.yes, links)
        case .no:
            links.append(AccessLink(.right, .broken, "no role gives \(requester.user): \(words)\(actions)"))
            return (.no, links)
        case .unknown(let reason):
            links.append(AccessLink(.right, .unknown, "\(words): \(reason)"))
            return (.unknown(reason: reason), links)
        }
    }

    private func explain(policy: String, _ message: String) -> (Verdict, [AccessLink]) {
        let entries = snapshot.installations.compactMap(\.judged?.policies?.policies).joined()
        let known = entries.first { $0.name == policy }
        let said = known.map { _ in "" } ?? "; it is none of the policies that Idmon would write now"
        var links = [AccessLink(.policy, .broken, "\(policy) refused it: \(message)\(said)")]
        if let namespace = known?.namespaces?.first, known?.namespaces?.count == 1 {
            let bindings = snapshot.installations.compactMap(\.judged).flatMap(\.bindings).filter {
                $0.key.namespace == namespace && message.contains("WorkflowBinding \($0.key.name):")
            }
            links += bindings.map {
                AccessLink(
                    .limit, .broken, "the limit stands in \($0.key)",
                    at: FieldOfObject($0.key, .of("spec", "templates")))
            }
        }
        return (.no, links)
    }

    private func explain(secret: String) -> (Verdict, [AccessLink]) {
        let candidates = snapshot.installations.flatMap { $0.gate.candidates(in: $0.gate.namespace) }
        guard let candidate = candidates.first(where: { $0.secret.name == secret }) else {
            return (.no, [AccessLink(.token, .broken, "no account with a rule uses the Secret \(secret) now")])
        }
        return (
            candidate.token == .present ? .yes : .no,
            [
                AccessLink(
                    .token, candidate.token == .present ? .holds : .broken,
                    "\(candidate.key) takes its token from \(candidate.secret), which "
                        + (candidate.token == .present ? "is there by now" : "is not there"),
                    at: FieldOfObject(candidate.secret))
            ]
        )
    }

    /// Rules that fail for everybody.
    private var brokenRules: [AccessLink] {
        let nobody = snapshot.installations.compactMap { installation in
            installation.session(of: .groups([]), now: snapshot.now).map { (installation, $0) }
        }
        return nobody.flatMap { installation, session in
            installation.gate.candidates(in: installation.gate.namespace).compactMap { candidate -> AccessLink? in
                guard case .fails(_, let reason) = installation.gate.outcome(of: candidate.rule, session) else {
                    return nil
                }
                return AccessLink(
                    .rule, .broken, "the rule of \(candidate.key) fails for people without groups: \(reason)",
                    at: FieldOfObject(
                        candidate.key, .of("metadata", "annotations", .name(WellKnown.Annotation.rule))))
            }
        }
    }

    /// For whom an account stands.
    private func whose(_ account: String) -> [AccessLink] {
        let candidates = snapshot.installations.flatMap { installation in
            installation.gate.places.flatMap { installation.gate.candidates(in: $0) }
        }
        guard let candidate = candidates.first(where: { $0.key.name == account }) else {
            return [AccessLink(.account, .note, "\(account) is no account of argo-server's that is known")]
        }
        let whom =
            switch candidate.holder {
            case .everybody?: "everybody who logs in and has no other account"
            case .groups(let groups)?: groups.map(\.text).joined(separator: " + ")
            case .person(let subject, _)?: "the person \(subject)"
            case nil: "whom its rule means: \(candidate.rule)"
            }
        return [
            AccessLink(.account, .note, "\(candidate.key) stands for \(whom)", at: FieldOfObject(candidate.key))
        ]
    }

    /// `; that is needed to submit, resubmit`
    private static func actions(needing right: PermissionSet.Right, _ catalogue: RoleCatalogue) -> String {
        let words = PersonAction.allCases.filter { action in
            action.actions(on: .none).contains { $0.needs(catalogue).contains(right) }
        }.map(\.rawValue)
        return words.isEmpty ? "" : "; that is needed to \(words.joined(separator: ", "))"
    }
}
