import AccessModel
import JSONTree
import KubeModel

/// What is wanted, together with everything that is in effect and may not be taken away yet.
///
/// Nothing that Idmon made is made less of, with three exceptions that need nobody's word: what others wrote into it, what
/// ended at its own time, and accounts that are dangerous to keep because their token is missing or their rule foreign.
/// What a person deletes by hand is not there any more and so is not kept.
struct HeldAccess {
    private(set) var objects: [ObjectKey: KubeObject]
    /// The tokens of the accounts that are kept; they are renewed like all others.
    private(set) var tokens: [IdentityToken] = []
    /// The groups that those accounts stand for.
    private(set) var groups: Set<GroupPath> = []
    private let live: LiveAccess
    private let make: GeneratedObject
    private let lapsed: LapsedGrants
    private let tokenSettings: TokenSettings

    /// - Parameters:
    ///   - wanted: what should exist in the end.
    ///   - tokenSettings: how long requested tokens live; the kind stays that of the account.
    init(
        keeping live: LiveAccess, beside wanted: [ObjectKey: KubeObject], lapsed: LapsedGrants,
        tokenSettings: TokenSettings
    ) {
        self.tokenSettings = tokenSettings
        objects = wanted
        self.live = live
        self.lapsed = lapsed
        make = GeneratedObject(installation: live.installation)
        let kept = live.sorted.filter { !$0.isBeingDeleted }
        for binding in kept where binding.key.type.givesAccess { keepSubjects(of: binding) }
        for role in kept where role.key.type == .role { keepRules(of: role) }
        let subjects = Set(
            objects.values.filter { $0.type.givesAccess }.flatMap { $0.content["subjects"]?.array ?? [] })
        let accounts = Set(subjects.compactMap(RemovalSet.account))
        for account in kept where account.key.type == .serviceAccount {
            keep(account, isSubject: accounts.contains(account.key))
        }
    }

    private mutating func keepSubjects(of binding: LiveObject) {
        guard Authorship.isOurs(.subjects, of: binding),
            LiveAccess.refersToItsRole(binding)
        else { return }
        let wanted = objects[binding.key]?.content["subjects"]?.array ?? []
        let kept = LiveAccess.subjects(of: binding).filter { subject in
            !wanted.contains(subject) && mayStay(subject, in: binding.key)
        }
        guard !kept.isEmpty else { return }
        let subjects = (wanted + kept).sorted { $0.text < $1.text }
        var object = objects[binding.key] ?? made(binding)
        object.content["subjects"] = .array(subjects)
        objects[binding.key] = object
    }

    /// A binding as it was made, without its subjects.
    private func made(_ binding: LiveObject) -> KubeObject {
        guard binding.key.type == .roleBinding else { return make.clusterTemplates(subjects: []) }
        return make.roleBinding(
            binding.key.name, in: binding.key.namespace ?? "", binding: binding.label(WellKnown.Label.binding),
            subjects: [])
    }

    private func mayStay(_ subject: JSONValue, in binding: ObjectKey) -> Bool {
        guard let account = RemovalSet.account(of: subject).flatMap({ live[$0] }) else {
            // argo-server itself is given the tokens.
            return binding.name == GeneratedName.tokenRole(installation: live.installation.name)
        }
        return !account.isBeingDeleted && isHarmless(account) && !lapsed.contains(account, in: binding)
    }

    /// Whether an account can be kept as it is: none without a token, and none with a rule of others.
    private func isHarmless(_ account: LiveObject) -> Bool {
        guard account.annotation(WellKnown.Annotation.rule) != nil else { return true }
        return Authorship.isOurs(.ssoRule, of: account) && live.usedToken(of: account).isPresent
    }

    private mutating func keepRules(of role: LiveObject) {
        let binding = ObjectKey(.roleBinding, namespace: role.key.namespace, name: role.key.name)
        guard objects[binding] != nil, live[binding] != nil, Authorship.isOurs(.rules, of: role),
            let given = live.permitted(by: role)
        else { return }
        var object =
            objects[role.key]
            ?? make.role(
                role.key.name, in: role.key.namespace ?? "", binding: role.label(WellKnown.Label.binding), rules: [])
        let wanted = LiveAccess.permissions(ofRules: object.content["rules"]) ?? PermissionSet()
        guard !given.isSubset(of: wanted) else { return }
        object.content["rules"] = .array(given.union(wanted).rules.map(\.value))
        objects[role.key] = object
    }

    private mutating func keep(_ account: LiveObject, isSubject: Bool) {
        guard var object = objects[account.key] else {
            // Everybody's account is a subject of nothing, and people log in with it all the same.
            let isLogin =
                account.key.namespace == live.installation.namespace
                && IdentityLayout.holder(of: account) == .everybody
            guard isSubject || isLogin, isHarmless(account) else { return }
            objects[account.key] = make.kept(account)
            keepToken(of: account)
            return
        }
        // While old accounts stay, their order stays as well: it is the one that fits what they give.
        guard account.annotation(WellKnown.Annotation.rule) != nil, isHarmless(account) else { return }
        for name in [WellKnown.Annotation.precedence, WellKnown.Annotation.rulePrecedence] {
            guard let value = account.annotation(name),
                object.content["metadata"]?["annotations"]?[name] != nil
            else { continue }
            object.content["metadata"]?["annotations"]?[name] = .string(value)
        }
        objects[account.key] = object
    }

    /// Goes on with an account's token as if the account were wanted.
    private mutating func keepToken(of account: LiveObject) {
        guard let holder = IdentityLayout.holder(of: account), let kind = live.tokenKind(of: account) else { return }
        let identity = Identity(
            holder: holder, namespace: account.key.namespace ?? "", accountName: account.key.name, precedence: 0)
        let settings = TokenSettings(kind: kind, lifetimeSeconds: tokenSettings.lifetimeSeconds)
        let token = IdentityToken.observed(identity, settings: settings, live: live, make: make)
        for secret in token.secrets { objects[secret.key] = secret }
        tokens.append(token)
        groups.formUnion(holder.groups)
    }
}
