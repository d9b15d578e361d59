import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What is told of a binding.
struct BindingStatus {
    let planned: PlannedStatus
    let reports: [GrantReport]

    var effectiveCount: Int { reports.count { $0.isEffective } }

    init(_ binding: BindingJudgement, in situation: Situation) {
        let reports = binding.grants.map { GrantReport($0, of: binding, in: situation) }
        self.reports = reports
        let runner = Self.runnerImpediments(binding, in: situation)
        var document = StatusDocument(of: binding.live, at: situation.observation.now)
        document.add(
            "ScopeFound", unless: binding.scope == nil ? binding.obstacle : nil, "Found",
            binding.scope.map { "WorkflowScope \($0.name.name)" } ?? "")
        Self.addTemplates(binding, known: situation.observation.templates != nil, to: &document)
        switch binding.membership {
        case .member(let source)?: document.add("MemberOfScope", .true, source.rawValue)
        case .refused(let obstacle)?: document.add("MemberOfScope", .false, obstacle.reason, obstacle.message)
        case nil: break
        }
        Self.addCeiling(binding, reports, to: &document)
        Self.addIdentities(binding, reports, to: &document)
        let effective = reports.count { $0.isEffective }
        var fields: JSONObject = [
            "summary": .string("\(effective)/\(reports.count)"), "grants": .array(reports.map(\.value)),
        ]
        if let runner = binding.runner {
            fields["runner"] = [
                "serviceAccount": .string(
                    "\(binding.name.namespace)/\(GeneratedName.runner(binding: binding.name.name))"),
                "rules": .integer(Int64(runner.rules.count)),
                "cutOff": .array(Self.bounded(runner.cutOff).map(JSONValue.string)),
            ]
        }
        planned = document.planned(
            (binding.obstacle.map { [$0] } ?? []) + reports.compactMap(\.impediment) + runner
                + (binding.templates?.gaps.map(\.impediment) ?? []),
            ready: "\(Words.count(effective, "grant")) effective", fields: fields)
    }

    /// Phrases within the limits that the status has: 200, each of at most 1024 characters.
    private static func bounded(_ phrases: [String]) -> [String] {
        let shown = phrases.prefix(phrases.count > 200 ? 199 : 200).map { phrase in
            phrase.utf8.count > 1024 ? String(phrase.unicodeScalars.prefix(1023)) + "…" : phrase
        }
        return shown.count < phrases.count ? shown + ["and \(phrases.count - shown.count) more"] : shown
    }

    private static let ceilingReasons: Set<String> = ["CutOff", "GroupNotInScope", "GroupForm"]

    private static func addTemplates(_ binding: BindingJudgement, known: Bool, to document: inout StatusDocument) {
        if let obstacle = binding.obstacle {
            document.add("TemplatesFound", .unknown, obstacle.reason, obstacle.message)
        } else if let impediment = binding.templates?.impediment {
            document.add("TemplatesFound", .false, impediment.reason, impediment.message)
        } else if known {
            let count = binding.templates?.names.values.reduce(0) { $0 + $1.count } ?? 0
            document.add("TemplatesFound", .true, "Found", Words.count(count, "template"))
        } else {
            document.add("TemplatesFound", .unknown, "NotObserved", "which templates exist is not known")
        }
    }

    private static func addCeiling(
        _ binding: BindingJudgement, _ reports: [GrantReport], to document: inout StatusDocument
    ) {
        if let obstacle = binding.obstacle {
            document.add("WithinCeiling", .unknown, obstacle.reason, obstacle.message)
            return
        }
        let grants = binding.grants.compactMap(\.shortfall).filter { ceilingReasons.contains($0.reason) }
        let templates = binding.templates?.gaps.map(\.impediment).first { $0.reason == "ClusterTemplatesNotAllowed" }
        document.add("WithinCeiling", unless: grants.first ?? templates ?? runnerCutOff(binding), "WithinCeiling")
    }

    private static func addIdentities(
        _ binding: BindingJudgement, _ reports: [GrantReport], to document: inout StatusDocument
    ) {
        if let obstacle = binding.obstacle {
            document.add("IdentitiesReady", .unknown, obstacle.reason, obstacle.message)
            return
        }
        let reasons: Set<String> = ["TokenPending", "Applying", "NoIdentity", "Conflict"]
        let waiting = reports.compactMap(\.impediment).first { reasons.contains($0.reason) }
        document.add("IdentitiesReady", unless: waiting, "IdentitiesReady")
    }

    private static func runnerCutOff(_ binding: BindingJudgement) -> Impediment? {
        guard let cutOff = binding.runner?.cutOff, !cutOff.isEmpty else { return nil }
        return Impediment(
            .stalled, reason: "RunnerCutOff",
            message: "the scope does not allow the pods to \(cutOff.joined(separator: "; "))")
    }

    private static func runnerImpediments(_ binding: BindingJudgement, in situation: Situation) -> [Impediment] {
        guard let runner = binding.runner else { return [] }
        let name = GeneratedName.runner(binding: binding.name.name)
        let namespace = binding.name.namespace
        let conflicts = (situation.wanted.bindingConflicts[binding.name] ?? []).filter { $0.name == name }
        var impediments = [Conflict.impediment(conflicts), runnerCutOff(binding)].compactMap { $0 }
        let isGiven = situation.live.gives(
            PermissionSet(runner.rules), through: name, in: namespace,
            to: GeneratedObject.subject(name, in: namespace))
        if conflicts.isEmpty, !isGiven {
            impediments.append(
                Impediment(.waiting, reason: "Applying", message: "the account of the pods is being written"))
        }
        return impediments
    }
}
