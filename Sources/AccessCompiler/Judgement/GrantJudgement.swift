import AccessModel
import KubeModel
import ReconcileCore

/// What becomes of one claim.
struct GrantJudgement {
    let claim: GrantClaim
    /// The role that the group is to have through this claim; nil for none.
    let role: Role?
    /// Why the claim does not hold as a whole; nil when it does.
    let shortfall: Impediment?

    init(
        _ claim: GrantClaim, obstacle: Impediment?, scope: WorkflowScope?, realm: KeycloakRealm?, now: KubeTime
    ) {
        self.claim = claim
        if let obstacle {
            role = nil
            shortfall = obstacle
        } else if let realm, !realm.canName(claim.group) {
            role = nil
            shortfall = Self.wrongForm(claim.group, realm)
        } else if let scope {
            let verdict = scope.ceiling.verdict(on: claim, at: now)
            role = verdict.role(of: claim)
            shortfall = Self.shortfall(verdict, claim, scope)
        } else {
            role = nil
            shortfall = nil
        }
    }

    private static func wrongForm(_ group: GroupPath, _ realm: KeycloakRealm) -> Impediment {
        Impediment(
            .stalled, reason: "GroupForm",
            message: realm.groupsAreFullPaths
                ? "\(group) does not begin with a slash, and KeycloakRealm \(realm.name.name) sends full paths"
                : "\(group) has a slash, and KeycloakRealm \(realm.name.name) sends names without paths")
    }

    private static func shortfall(_ verdict: GrantVerdict, _ claim: GrantClaim, _ scope: WorkflowScope) -> Impediment? {
        switch verdict {
        case .granted: return nil
        case .reduced(let role):
            return Impediment(
                .stalled, reason: "CutOff",
                message: "WorkflowScope \(scope.name.name) allows \(claim.group) at most \(role); "
                    + "it is \(role) instead of \(claim.role)")
        case .groupNotInScope:
            let known = scope.ceiling.groups.map(\.text)
            let meant = NearestName.suggestion(for: claim.group.text, among: known)
            return Impediment(
                .stalled, reason: "GroupNotInScope",
                message: "WorkflowScope \(scope.name.name) does not list \(claim.group)" + Words.meant(meant))
        case .notYetActive(let time):
            return Impediment(.notice, reason: "NotYetActive", message: "the grant begins at \(time)")
        case .expired(let time):
            return Impediment(.notice, reason: "Expired", message: "the grant ended at \(time)")
        }
    }
}
