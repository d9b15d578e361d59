import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// Puts an evaluation into words, link by link.
struct AnswerWriter {
    let explainer: AccessExplainer
    let evaluation: AccessEvaluation

    private var question: AccessQuestion { evaluation.question }
    private var snapshot: AccessSnapshot { explainer.snapshot }

    func answer() -> AccessAnswer {
        var links: [AccessLink] = []
        if let choice = evaluation.choice, let installation = evaluation.installation {
            links +=
                SessionWords(question: question, choice: choice, installation: installation, snapshot: snapshot).links
        }
        // Of several accounts that Argo may take, the first one that may not decides.
        let attempt = evaluation.attempts.first { $0.verdict != .yes } ?? evaluation.attempts.first
        if let attempt {
            links += token(attempt) + rights(attempt)
            links += PolicyWords(evaluation: evaluation, attempt: attempt, snapshot: snapshot).links
        }
        if case .unknown(let reason) = evaluation.verdict, !links.contains(where: { $0.state == .unknown }) {
            links.append(AccessLink(.rule, .unknown, reason))
        }
        let remedies =
            evaluation.verdict == .no
            ? RemedyFinder(explainer: explainer, evaluation: evaluation, links: links).remedies : []
        return AccessAnswer(
            question: question, verdict: evaluation.verdict,
            account: evaluation.attempts.count == 1 ? evaluation.attempts[0].account : nil, links: links,
            remedies: remedies, missingClaims: missingClaims)
    }

    private var missingClaims: [String] {
        guard case .unknown = evaluation.verdict, let choice = evaluation.choice else { return [] }
        switch choice.outcome {
        case .open(let possibilities): return possibilities.last?.claims ?? []
        case .unknown(let account?, _):
            let rule = evaluation.installation?.gate.candidate(account)?.rule
            return rule.map { RuleClaims(askedBy: $0).among(choice.session.unknown) } ?? []
        default: return []
        }
    }

    // MARK: - Token

    private func token(_ attempt: AccessEvaluation.Attempt) -> [AccessLink] {
        guard let account = attempt.account, let token = attempt.token,
            let candidate = evaluation.installation?.gate.candidate(account)
        else { return [] }
        let place = FieldOfObject(candidate.secret)
        switch token {
        case .present:
            let isPlanned = snapshot.origin(of: account) == .generated
            return [
                AccessLink(
                    .token, .holds,
                    isPlanned ? "its token counts as being there" : "its token is in \(candidate.secret)", at: place)
            ]
        case .absent:
            return [
                AccessLink(
                    .token, .broken, "\(candidate.secret) does not exist: argo-server refuses every request", at: place)
            ]
        case .empty:
            return [
                AccessLink(
                    .token, .broken,
                    "\(candidate.secret) has no token: argo-server acts as system:anonymous for up to a minute",
                    at: place)
            ]
        case .ended(let time):
            return [AccessLink(.token, .broken, "the token in \(candidate.secret) ended at \(time)", at: place)]
        case .unknown(let reason): return [AccessLink(.token, .unknown, reason, at: place)]
        }
    }

    // MARK: - Rights

    private func rights(_ attempt: AccessEvaluation.Attempt) -> [AccessLink] {
        attempt.rights.map { result in
            let words = Self.words(result.need)
            switch result.answer {
            case .no: return AccessLink(.right, .broken, "no role gives: \(words)")
            case .unknown(let reason): return AccessLink(.right, .unknown, "\(words): \(reason)")
            case .yes: return right(result.need, words, attempt)
            }
        }
    }

    private func right(_ need: RightNeed, _ words: String, _ attempt: AccessEvaluation.Attempt) -> AccessLink {
        let ways = snapshot.roles.ways(need.right, on: need.name, in: need.namespace, for: attempt.requester)
        guard let way = ways.first else {
            return AccessLink(.right, .holds, "\(words): system:masters may do everything")
        }
        let others = ways.count > 1 ? ", and in \(ways.count - 1) other ways" : ""
        return AccessLink(
            .right, .holds, "\(words): \(way.binding) gives \(way.role)\(others)",
            at: FieldOfObject(way.role, .of("rules", .index(way.rule))), causes: causes(of: way.binding))
    }

    /// The claims, and the ceilings above them, because of which a binding of Idmon's gives something.
    private func causes(of binding: ObjectKey) -> [FieldOfObject] {
        guard let judged = evaluation.installation?.judged, let groups = evaluation.choice?.session.groups else {
            return [FieldOfObject(binding, .of("subjects"))]
        }
        let held = groups.compactMap { GroupPath($0) }
        let grants = judged.grants(giving: binding, to: held)
        guard !grants.isEmpty else { return [FieldOfObject(binding, .of("subjects"))] }
        return grants.flatMap { place -> [FieldOfObject] in
            let claim = FieldOfObject(place.binding, .of("spec", "grants", .index(place.index)))
            let own = judged.bindings.first { $0.key == place.binding }
            guard let scope = own?.scope, let group = own?.grants[place.index].claim.group,
                let index = snapshot.ceilingIndex(of: group, in: scope)
            else { return [claim] }
            return [claim, FieldOfObject(scope, .of("spec", "groups", .index(index)))]
        }
    }

    /// `create workflows in payments`
    static func words(_ need: RightNeed) -> String {
        let group = need.right.group.isEmpty || need.right.group == RoleCatalogue.argo ? "" : ".\(need.right.group)"
        let name = need.name.map { " \($0)" } ?? ""
        return "\(need.right.verb) \(need.right.resource)\(group)\(name)"
            + (need.namespace.map { " in \($0)" } ?? " in all the cluster")
    }
}

extension AccessSnapshot {
    /// The place of a group in `spec.groups` of a scope.
    func ceilingIndex(of group: GroupPath, in scope: ObjectKey) -> Int? {
        objects[scope]?.content["spec"]?["groups"]?.array?.firstIndex {
            $0["path"]?.string.flatMap { GroupPath($0) } == group
        }
    }
}
