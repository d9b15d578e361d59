package import ReconcileCore

/// The steps of a plan of access, in their order: what takes access away comes before what gives it.
package enum AccessStage {
    /// Finalizers, so that who deletes a resource sees when its access is gone. Access is taken away by labels, also
    /// where one is missing.
    package static let guarding = Stage(order: 10, name: "guard", isBarrier: false)
    /// RoleBindings shrink or go, rules are taken from accounts.
    package static let revoke = Stage(order: 20, name: "revoke")
    /// Tokens of accounts that have no rule any more.
    package static let retire = Stage(order: 30, name: "retire")
    /// Accounts and Roles that nothing refers to any more.
    package static let sweep = Stage(order: 40, name: "sweep", isBarrier: false)
    /// Admission policies of single namespaces, before anything is given that they limit.
    package static let policies = Stage(order: 45, name: "policies", isBarrier: false)
    /// Admission policies that name the namespaces which have theirs: all others are refused.
    package static let admit = Stage(order: 46, name: "admit", isBarrier: false)
    /// Admission policies that nothing needs any more, after those that name their namespaces.
    package static let unguard = Stage(order: 47, name: "unguard", isBarrier: false)
    /// Accounts without a rule.
    package static let identities = Stage(order: 50, name: "identities", isBarrier: false)
    /// Secrets for the tokens, and the tokens: after their accounts, since the token controller deletes orphans.
    package static let tokens = Stage(order: 60, name: "tokens", isBarrier: false)
    /// New tokens in place of those that are about to end. They give nobody anything new, so they are not held up by what
    /// cannot be taken away from somebody else.
    package static let renew = Stage(order: 65, name: "renew", isBarrier: false, passesBarriers: true)
    /// Roles and the accounts of pods.
    package static let permissions = Stage(order: 70, name: "permissions", isBarrier: false)
    /// RoleBindings: after their Roles, since the API server looks up what they would give.
    package static let bindings = Stage(order: 80, name: "bindings", isBarrier: false)
    /// Rules on accounts whose token is there.
    package static let activate = Stage(order: 90, name: "activate", isBarrier: false)
    /// Argo's SSO settings: what they let in has its identity by now.
    package static let configure = Stage(order: 95, name: "configure", isBarrier: false)
    /// The restart of argo-server, which reads its settings only when it starts.
    package static let roll = Stage(order: 97, name: "roll", isBarrier: false)
    /// Finalizers of resources of which nothing is left.
    package static let release = Stage(order: 100, name: "release")
}
