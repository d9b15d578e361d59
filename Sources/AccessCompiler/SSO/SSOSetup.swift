import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What becomes of an installation's SSO settings: what is written, whether argo-server runs with it, and why not.
///
/// The settings are written when the identities they let in are in place; argo-server is restarted only when the
/// settings that it would read have another effect than those it was started with.
struct SSOSetup {
    /// The answer of a condition.
    struct Answer: Hashable {
        var status: Condition.Status
        var reason: String
        var message: String
    }

    private(set) var configured = Answer(status: .unknown, reason: "NotLookedAt", message: "")
    private(set) var rolledOut = Answer(status: .unknown, reason: "NotLookedAt", message: "")
    private(set) var sessionFits = Answer(status: .unknown, reason: "NotLookedAt", message: "")
    private(set) var patches: [PlannedPatch] = []
    private(set) var notes: [EventNote] = []
    private(set) var impediments: [Impediment] = []
    private(set) var requeueAfterSeconds: Int?

    /// How soon a restart under way is looked at again, in seconds.
    private static let rolloutPatience = 10

    private static let shownNames = 6
    private static let shownLetters = 40

    private let installation: LiveObject
    private let spec: ArgoInstallation
    private let observation: AccessObservation

    /// - Parameters:
    ///   - granted: the groups that get anything.
    ///   - held: groups whose access is to be taken away and is held.
    /// - Returns: nil when the installation says nothing of SSO, or is being deleted: the settings then stay as they are.
    init?(
        _ judgement: Judgement, granted: some Sequence<GroupPath>, holding held: Set<GroupPath>,
        _ observation: AccessObservation
    ) {
        guard let live = judgement.installation.live, !live.isBeingDeleted, let spec = judgement.installation.spec,
            let sso = spec.sso
        else { return nil }
        installation = live
        self.spec = spec
        self.observation = observation
        guard judgement.installation.obstacle == nil, let realm = judgement.installation.realm else {
            // Without them everybody would be filtered out.
            let reason = judgement.installation.obstacle?.reason ?? "RealmNotFound"
            let answer = Answer(
                status: .unknown, reason: reason,
                message: "the settings stay as they are while the installation is not usable")
            configured = answer
            rolledOut = answer
            sessionFits = answer
            return
        }
        let listed = judgement.scopes.flatMap { $0.spec?.ceiling.groups ?? [] }
        let groups = Set(listed).union(granted).union(held)
        sessionFits = Self.sessionAnswer(sso, groups, spec.version)
        let settings = SSOSettings(sso, realm: realm, groups: groups)
        if configure(settings, sso) { roll(settings) }
    }

    // MARK: - Sessions

    private static func sessionAnswer(_ sso: SSOSpec, _ groups: Set<GroupPath>, _ version: ArgoVersion) -> Answer {
        guard sso.groupFilter == .inScopes else {
            return Answer(
                status: .unknown, reason: "NotFiltered",
                message: "spec.sso.groupFilter is None, so a session holds every group that Keycloak sends")
        }
        let groups = groups.union(sso.keptGroups)
        let bytes = SessionSize.bytes(groups: groups, version: version)
        let fits = bytes <= SessionSize.warning
        let size =
            "a person in all \(Words.count(groups.count, "group")) has a session of about \(bytes) of \(SessionSize.limit) bytes"
        return Answer(
            status: fits ? .true : .false, reason: fits ? "Fits" : "SessionTooLarge",
            message: fits
                ? size
                : "\(size); who has too many of them cannot log in: list fewer groups in scopes, or shorter ones")
    }

    // MARK: - The ConfigMap

    /// Plans the ConfigMap.
    ///
    /// - Returns: whether it has the settings already.
    private mutating func configure(_ settings: SSOSettings, _ sso: SSOSpec) -> Bool {
        let key = ObjectKey(.configMap, namespace: spec.name.namespace, name: sso.configMap)
        guard let live = observation.configMaps.first(where: { $0.key == key }) else {
            let isForbidden = observation.unreadable.contains(key)
            block(
                isForbidden ? "ConfigMapForbidden" : "ConfigMapNotFound",
                isForbidden
                    ? "Idmon may not read \(key): apply deploy/argo-namespace there, with the name in the Role idmon-sso"
                    : "\(key) does not exist, and Argo's controller needs it; create it or correct spec.sso.configMap")
            return false
        }
        do throws(ConfigurationFault) {
            let configuration = try ControllerConfiguration(
                data: live.root["data"]?.value.object ?? [:], version: spec.version)
            if settings.areInEffect(in: configuration.sso) {
                configured = Answer(status: .true, reason: "Configured", message: "\(key) has the settings")
                return true
            }
            let data = try configuration.replacing(sso: settings.value)
            write(settings, data, configuration, live)
        } catch {
            block(error.kind.rawValue, "\(key) is left as it is: \(error.message)")
        }
        return false
    }

    private mutating func block(_ reason: String, _ message: String) {
        configured = Answer(status: .false, reason: reason, message: message)
        rolledOut = Answer(status: .unknown, reason: reason, message: "the settings are not written")
        impediments.append(Impediment(.stalled, reason: reason, message: message))
    }

    private mutating func write(
        _ settings: SSOSettings, _ data: JSONObject, _ configuration: ControllerConfiguration, _ live: LiveObject
    ) {
        let record = SSORecord(of: live)
        let names = described(settings.differences(from: configuration.sso))
        let patch = record.patch(settings, data: data, over: configuration, at: observation.now)
        patches.append(
            PlannedPatch(
                AccessStage.configure, of: live, patch, why: "sso differs in \(names)",
                concerns: [installation.key]))
        let message = "sso of \(live.key) differs in \(names)"
        configured = Answer(status: .false, reason: "Writing", message: message)
        rolledOut = Answer(status: .false, reason: "Writing", message: "the settings are not written yet")
        impediments.append(Impediment(.waiting, reason: "Writing", message: message))
        if record.wasChangedByOthers(configuration) {
            note(.warning, "SSORepaired", "Configure", "\(message): somebody changed it, and it is put right")
        } else {
            note(.normal, "SSOConfigured", "Configure", "\(message) and is written")
        }
    }

    /// The names of a few members; anybody may have written them, so they are cut as well.
    private func described(_ names: [String]) -> String {
        let known = ConfigurationKeys.ssoSettings(of: spec.version)
        let shown = names.prefix(Self.shownNames).map { name in
            known?.contains(name) ?? true
                ? name : "\(name.prefix(Self.shownLetters)) (which Argo Workflows \(spec.version) does not know)"
        }
        let rest = names.count > shown.count ? ", and \(names.count - shown.count) more" : ""
        return shown.joined(separator: ", ") + rest
    }

    private mutating func note(_ severity: EventNote.Severity, _ reason: String, _ action: String, _ message: String) {
        notes.append(
            EventNote(
                regarding: installation.key, uid: installation.uid, severity: severity, reason: reason, action: action,
                message: message))
    }

    // MARK: - The restart

    private mutating func roll(_ settings: SSOSettings) {
        let key = ObjectKey(.deployment, namespace: spec.name.namespace, name: spec.server.deployment)
        guard let live = observation.deployments.first(where: { $0.key == key }) else {
            let fact = ServerFact(spec, observation)
            rolledOut = Answer(status: .false, reason: fact.reason, message: fact.message)
            if spec.server.isRolled {
                impediments.append(Impediment(.stalled, reason: fact.reason, message: fact.message))
            }
            return
        }
        let restart = ServerRestart(of: live)
        if restart.digest == settings.digest {
            watch(ServerRollout(live), key)
        } else if !spec.server.isRolled {
            let isDone = restart.wasByHand(since: writtenAt)
            rolledOut = Answer(
                status: isDone ? .true : .false, reason: isDone ? "RolledOut" : "RestartNeeded",
                message: isDone
                    ? "\(key) was restarted since the settings were written"
                    : "\(key) runs with earlier settings: kubectl rollout restart deployment/\(key.name) -n "
                        + "\(spec.name.namespace)")
        } else if let wait = restart.wait(of: spec.server.minimumRollInterval, at: observation.now) {
            rolledOut = Answer(
                status: .false, reason: "RollPostponed",
                message: "\(key) is restarted at \(observation.now.adding(seconds: Int64(wait))), for the sake of "
                    + "spec.server.minimumRollInterval")
            requeueAfterSeconds = wait
        } else {
            patches.append(
                PlannedPatch(
                    AccessStage.roll, of: live, ServerRestart.patch(settings, at: observation.now),
                    why: "argo-server runs with earlier SSO settings", concerns: [installation.key]))
            note(.normal, "ServerRolled", "Restart", "\(key) is restarted, to read its new SSO settings")
            watch(.underWay(progress: "it begins"), key)
        }
    }

    private var writtenAt: KubeTime? {
        observation.configMaps.first { $0.key.name == spec.sso?.configMap }.flatMap { SSORecord(of: $0).writtenAt }
    }

    private mutating func watch(_ rollout: ServerRollout, _ key: ObjectKey) {
        switch rollout {
        case .done: rolledOut = Answer(status: .true, reason: "RolledOut", message: "\(key) runs with the settings")
        case .underWay(let progress):
            rolledOut = Answer(status: .false, reason: "RollingOut", message: "\(key): \(progress)")
            impediments.append(Impediment(.waiting, reason: "RollingOut", message: rolledOut.message))
            requeueAfterSeconds = Self.rolloutPatience
        case .stuck(let progress):
            rolledOut = Answer(
                status: .false, reason: "RolloutStuck",
                message:
                    "\(key): \(progress), and no more within its progressDeadlineSeconds; look at its new pods: a wrong "
                    + "issuer or a missing Secret ends argo-server at its start, while the old pods go on")
            impediments.append(Impediment(.stalled, reason: "RolloutStuck", message: rolledOut.message))
        }
    }
}
