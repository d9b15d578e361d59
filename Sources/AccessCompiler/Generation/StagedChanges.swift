import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What separates the objects that exist from those that are wanted, in the order in which it is safe to change them.
///
/// Each object is in it at most once. What needs two steps, such as an account that first loses its rule and then
/// goes, is finished by the plan that is made from the next observation.
struct StagedChanges {
    private(set) var desired: [PlannedObject] = []
    private(set) var removals: [PlannedRemoval] = []
    /// What others wrote into objects of ours and must not stay.
    private(set) var patches: [PlannedPatch] = []
    /// The objects that give more than they should, or should be gone: while there are any, what they were made for
    /// must stay.
    private(set) var pending: [LiveObject] = []
    /// Objects with Idmon's labels that Idmon did not make and does not want: they are somebody's, and stay.
    private(set) var lookalikes: [ObjectKey] = []

    private let make: GeneratedObject
    private let live: LiveAccess

    /// - Parameter areFinal: whether accounts get their rule together with everything else, since no token is waited for.
    init(_ wanted: [ObjectKey: KubeObject], live: LiveAccess, areFinal: Bool) {
        self.live = live
        make = GeneratedObject(installation: live.installation)
        for (_, object) in wanted.sorted(by: { $0.key < $1.key }) {
            switch object.type {
            case .serviceAccount: stageAccount(object, areFinal: areFinal)
            case .secret: stageToken(object)
            case .role: stageRole(object)
            default: stageRoleBinding(object)
            }
        }
        for object in live.sorted where wanted[object.key] == nil {
            if Authorship.isOurs(object) { stageRemoval(object) } else { lookalikes.append(object.key) }
        }
        desired.sort { ($0.stage, $0.key) < ($1.stage, $1.key) }
        removals.sort { ($0.stage, $0.key) < ($1.stage, $1.key) }
    }

    /// Has what the resources wait for be what other changes would have to take away as well.
    mutating func wait(for others: StagedChanges) {
        let known = Set(pending.map(\.key))
        pending += others.pending.filter { !known.contains($0.key) }
    }

    // MARK: - What is wanted

    private mutating func stageAccount(_ account: KubeObject, areFinal: Bool) {
        if let binding = account.content["metadata"]?["labels"]?[WellKnown.Label.binding]?.string {
            stageRunner(account, of: binding)
            return
        }
        let isActive = account.content["metadata"]?["annotations"]?[WellKnown.Annotation.rule] != nil
        if isActive {
            desired.append(planned(areFinal ? AccessStage.identities : AccessStage.activate, account))
        } else if let existing = live[account.key], existing.annotation(WellKnown.Annotation.rule) != nil {
            deactivate(existing, as: account)
        } else {
            desired.append(planned(AccessStage.identities, account))
        }
    }

    /// The account of a binding's pods is nobody's identity: a rule that somebody wrote on it would have argo-server act as
    /// it, or deny everybody for want of a token. The rule is taken away and the account stays, since pods use it.
    private mutating func stageRunner(_ account: KubeObject, of binding: String) {
        guard let existing = live[account.key], existing.annotation(WellKnown.Annotation.rule) != nil else {
            desired.append(planned(AccessStage.permissions, account))
            return
        }
        let withoutRule: JSONValue = ["metadata": ["annotations": .object([WellKnown.Annotation.rule: .null])]]
        patches.append(
            PlannedPatch(
                AccessStage.revoke, of: existing, withoutRule, why: "the account of pods has a rule of argo-server",
                concerns: [ObjectKey(.workflowBinding, namespace: account.namespace, name: binding)]))
    }

    private mutating func stageToken(_ token: KubeObject) {
        // Secrets are observed as metadata only, so one that exists could not be compared with what is wanted.
        if live[token.key] == nil { desired.append(planned(AccessStage.tokens, token)) }
    }

    private mutating func stageRole(_ role: KubeObject) {
        guard let existing = live[role.key] else {
            desired.append(planned(AccessStage.permissions, role))
            return
        }
        let wanted = LiveAccess.permissions(ofRules: role.content["rules"]) ?? PermissionSet()
        let given = live.permitted(by: existing)
        let givesTooMuch = given.map { !$0.isSubset(of: wanted) } ?? true
        guard givesTooMuch else {
            desired.append(planned(AccessStage.permissions, role))
            return
        }
        // First only what it gives and should give; what it should give besides follows in the next plan, which may be
        // refused without keeping this from being done.
        var reduced = role
        let kept = given.map { $0.intersection(wanted) } ?? PermissionSet()
        reduced.content["rules"] = .array(kept.rules.map(\.value))
        pending.append(existing)
        desired.append(planned(AccessStage.revoke, reduced))
    }

    private mutating func stageRoleBinding(_ binding: KubeObject) {
        guard let existing = live[binding.key] else {
            desired.append(planned(AccessStage.bindings, binding))
            return
        }
        let wanted = binding.content["subjects"]?.array ?? []
        let subjects = live.subjects(of: existing)
        if !LiveAccess.refersToItsRole(existing) {
            // What a RoleBinding refers to cannot be changed; the next plan makes it anew.
            remove(existing, AccessStage.revoke)
        } else if subjects.allSatisfy(wanted.contains) {
            desired.append(planned(AccessStage.bindings, binding))
        } else {
            let kept = wanted.filter(subjects.contains)
            // The API server looks up what a RoleBinding gives whenever it is changed, so that one without its Role can
            // only be deleted.
            let hasRole = role(of: binding).map { live[$0] != nil } ?? true
            guard !kept.isEmpty, hasRole else { return remove(existing, AccessStage.revoke) }
            var reduced = binding
            reduced.content["subjects"] = .array(kept)
            pending.append(existing)
            desired.append(planned(AccessStage.revoke, reduced))
        }
    }

    /// An object with what has to be there first, and whose status tells when it cannot be made.
    private func planned(_ stage: Stage, _ object: KubeObject) -> PlannedObject {
        let binding = object.content["metadata"]?["labels"]?[WellKnown.Label.binding]?.string
        var concerns = binding.map { [ObjectKey(.workflowBinding, namespace: object.namespace, name: $0)] }
        // Of an identity beside workflows the grants there tell by themselves that they wait for it.
        let isDelegated =
            binding == nil && object.namespace != live.installation.namespace
            && [.serviceAccount, .secret].contains(object.type)
        if isDelegated || object.name == GeneratedName.tokenRole(installation: live.installation.name) {
            concerns = [
                ObjectKey(.argoInstallation, namespace: live.installation.namespace, name: live.installation.name)
            ]
        }
        return PlannedObject(
            stage, object, requires: stage == AccessStage.bindings ? foundation(of: object) : [],
            concerns: concerns.map { Set($0) })
    }

    /// What a RoleBinding stands on: its Role, and the accounts that are not known to be ours yet. One that turns out
    /// to be foreign is given nothing; the next plan leaves it out and so keeps nobody else waiting.
    private func foundation(of binding: KubeObject) -> Set<ObjectKey> {
        let accounts = (binding.content["subjects"]?.array ?? []).compactMap { subject in
            subject["name"]?.string.map {
                ObjectKey(.serviceAccount, namespace: subject["namespace"]?.string, name: $0)
            }
        }
        return Set(accounts.filter { live[$0] == nil }).union(role(of: binding).map { [$0] } ?? [])
    }

    /// The generated Role that a RoleBinding gives; nil for one that gives a ClusterRole, which is not generated.
    private func role(of binding: KubeObject) -> ObjectKey? {
        binding.type == .roleBinding ? ObjectKey(.role, namespace: binding.namespace, name: binding.name) : nil
    }

    // MARK: - What is not

    private mutating func stageRemoval(_ object: LiveObject) {
        guard !object.isBeingDeleted else {
            pending.append(object)
            return
        }
        switch object.key.type {
        case .roleBinding, .clusterRoleBinding: remove(object, AccessStage.revoke)
        case .secret: remove(object, AccessStage.retire)
        case .serviceAccount
        where object.label(WellKnown.Label.binding) == nil && object.annotation(WellKnown.Annotation.rule) != nil:
            deactivate(object, as: make.deactivated(object))
        default: remove(object, AccessStage.sweep)
        }
    }

    /// Takes the rule from an account; an account whose rule somebody else wrote as well is deleted, since the rule
    /// would stay.
    private mutating func deactivate(_ account: LiveObject, as object: KubeObject) {
        guard !Authorship.isForeign(.ssoRule, of: account) else { return remove(account, AccessStage.revoke) }
        pending.append(account)
        desired.append(planned(AccessStage.revoke, object))
    }

    private mutating func remove(_ object: LiveObject, _ stage: Stage) {
        pending.append(object)
        removals.append(
            PlannedRemoval(
                stage, object.key,
                preconditions: APIRequest.Preconditions(uid: object.uid, resourceVersion: object.resourceVersion)))
    }
}
