import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// Tells how argo-server comes from a person to an account.
struct SessionWords {
    let question: AccessQuestion
    let choice: ArgoChoice
    let installation: InstallationAccess
    let snapshot: AccessSnapshot

    /// So many others are named.
    private static let shown = 3

    var links: [AccessLink] { groups + rule }

    // MARK: - Groups

    private var groups: [AccessLink] {
        var links: [AccessLink] = []
        let session = choice.session
        if !session.groups.isEmpty {
            let names = session.groups.joined(separator: ", ")
            let places = session.groups.compactMap { GroupPath($0) }.flatMap(ceilings)
            links.append(AccessLink(.group, .holds, "in the session: \(names)", causes: places))
        }
        if !session.dropped.isEmpty {
            let names = session.dropped.joined(separator: ", ")
            links.append(
                AccessLink(
                    .group, session.groups.isEmpty ? .broken : .note,
                    "argo-server does not keep in the session (filterGroupsRegex): \(names); no scope lists them",
                    at: settings))
        }
        if session.groups.isEmpty, session.dropped.isEmpty {
            links.append(AccessLink(.group, .note, "the person is in no group"))
        }
        return links
    }

    private var settings: FieldOfObject? {
        let name = installation.spec?.sso?.configMap ?? "workflow-controller-configmap"
        let key = ObjectKey(.configMap, namespace: installation.name.namespace, name: name)
        return snapshot.objects[key].map { FieldOfObject($0.key, .of("data")) }
    }

    /// Where scopes of the namespace list a group.
    private func ceilings(_ group: GroupPath) -> [FieldOfObject] {
        (installation.judged?.scopes ?? []).filter { $0.key.namespace == question.namespace }.compactMap { scope in
            snapshot.ceilingIndex(of: group, in: scope.key).map {
                FieldOfObject(scope.key, .of("spec", "groups", .index($0)))
            }
        }
    }

    // MARK: - Rule

    private var rule: [AccessLink] { words(choice.outcome) }

    private func words(_ outcome: ArgoChoice.Outcome) -> [AccessLink] {
        switch outcome {
        case .account(let key): return chosen(key)
        case .server(let key):
            let account = key.map { "\($0)" } ?? "its own account"
            return [
                AccessLink(
                    .account, .note,
                    "sso.rbac.enabled is off: everybody who logs in acts as argo-server itself, \(account)",
                    at: settings)
            ]
        case .denied: return [denied]
        case .tie(let keys):
            let names = keys.map(\.name).joined(separator: ", ")
            return [
                AccessLink(
                    .rule, .unknown,
                    "the rules of \(names) have one precedence and all match: Argo takes any of them for each request",
                    at: keys.first.map { Self.annotation(WellKnown.Annotation.rulePrecedence, of: $0) })
            ]
        case .broken(let key, let reason):
            return [
                AccessLink(
                    .rule, .broken,
                    "the rule of \(key) fails (\(reason)), and Argo tries none behind it: \(text(of: key))",
                    at: Self.annotation(WellKnown.Annotation.rule, of: key))
            ]
        case .unknown(let key, let reason):
            let whose = key.map { "the rule of \($0): " } ?? ""
            return [
                AccessLink(
                    .rule, .unknown, "\(whose)\(reason)",
                    at: key.map { Self.annotation(WellKnown.Annotation.rule, of: $0) })
            ]
        case .open(let possibilities):
            let doubts = possibilities.flatMap(\.conditions).map { condition in
                AccessLink(
                    .rule, .unknown, condition.description,
                    at: Self.annotation(WellKnown.Annotation.rule, of: condition.account))
            }
            return doubts + (possibilities.first.map { words($0.outcome) } ?? [])
        }
    }

    private func text(of key: ObjectKey) -> String { installation.gate.candidate(key)?.rule ?? "" }

    private static func annotation(_ name: String, of key: ObjectKey) -> FieldOfObject {
        FieldOfObject(key, .of("metadata", "annotations", .name(name)))
    }

    private func chosen(_ key: ObjectKey) -> [AccessLink] {
        guard let candidate = installation.gate.candidate(key) else { return [] }
        let candidates = installation.gate.candidates(in: key.namespace ?? "")
        let behind = candidates.filter { $0.precedence < candidate.precedence }
        let beaten = behind.filter { installation.gate.outcome(of: $0.rule, choice.session) == .matches }.map(
            \.key.name)
        let shown = beaten.prefix(Self.shown).joined(separator: ", ")
        let rest = beaten.count > Self.shown ? " and \(beaten.count - Self.shown) more" : ""
        let verb = beaten.count == 1 ? "matches" : "match"
        let before = beaten.isEmpty ? "" : "; it comes before \(shown)\(rest), which \(verb) too"
        return [
            AccessLink(
                .rule, .holds,
                "the first rule that is true, with precedence \(candidate.precedence)\(before): "
                    + candidate.rule, at: Self.annotation(WellKnown.Annotation.rule, of: key)),
            AccessLink(
                .account, .holds,
                "argo-server acts as \(key)" + (candidate.holder.map { ", which stands for \(Self.words($0))" } ?? ""),
                at: FieldOfObject(key)),
        ]
    }

    private static func words(_ holder: Identity.Holder) -> String {
        switch holder {
        case .everybody: "everybody who logs in"
        case .groups(let groups): groups.map(\.text).joined(separator: " + ")
        case .person(let subject, _): "the person \(subject)"
        }
    }

    private var denied: AccessLink {
        let count = installation.gate.candidates(in: installation.gate.namespace).count
        let obstacle = installation.judged?.obstacle.map { ": \($0)" } ?? ""
        return AccessLink(
            .rule, .broken,
            count == 0
                ? "no account has a rule in \(installation.gate.namespace), so nobody gets in\(obstacle)"
                : "none of the \(count) rules in \(installation.gate.namespace) is true for the person")
    }
}
