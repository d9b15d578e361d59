package import AccessModel
import JSONTree
package import KubeModel
import ReconcileCore

/// What resources say about each other that does not fit, for people who check files before they are applied.
///
/// It reads the same judgement from which a plan is made, so that nothing is found here that the operator would grant,
/// and nothing is granted that is found here as an error.
package enum AccessFindings {
    /// A finding about one of the observed resources.
    package struct Entry: Sendable, Hashable {
        package let key: ObjectKey
        package let finding: Finding
    }

    /// Everything that is found in one observation; what is wrong with a resource by itself is left to its decoder.
    package static func all(in observation: AccessObservation) -> [Entry] {
        let name =
            if case .installation(let name) = observation.key { name } else { ResourceName(namespace: "", name: "") }
        let judgement = Judgement(observation, installation: name)
        return installationEntries(judgement) + combinationEntries(judgement) + judgement.scopes.flatMap(entries(of:))
            + judgement.bindings.flatMap(entries(of:))
    }

    private static func installationEntries(_ judgement: Judgement) -> [Entry] {
        guard let live = judgement.installation.live else { return [] }
        let spec = JSONPath().appending(name: "spec")
        let obstacles = [
            (judgement.installation.placeObstacle, JSONPath().appending(name: "metadata").appending(name: "namespace")),
            (judgement.installation.versionObstacle, spec.appending(name: "version")),
            (
                judgement.installation.delegationObstacle,
                spec.appending(name: "identities").appending(name: "layout")
            ),
            (judgement.installation.realmObstacle, spec.appending(name: "realmRef")),
        ]
        let advisories = judgement.installation.spec.map { VersionAdvisory.all(of: $0.version, .warned) } ?? []
        return obstacles.compactMap { entry($0.0, about: live, at: $0.1) }
            + (advisories.isEmpty
                ? []
                : [
                    Entry(
                        key: live.key,
                        finding: Finding(
                            .versionInsecure, at: spec.appending(name: "version"), Words.advisories(advisories)))
                ])
    }

    /// What the limit of combinations takes from people in several groups.
    private static func combinationEntries(_ judgement: Judgement) -> [Entry] {
        guard let live = judgement.installation.live, let spec = judgement.installation.spec,
            judgement.installation.obstacle == nil
        else { return [] }
        let demand = Demand(judgement.bindings, installation: judgement.installation.name)
        let layout = IdentityLayout(
            entitlements: demand.entitlements, members: judgement.installation.realm?.members ?? [],
            installation: spec, accounts: [])
        let sum = GroupSum(layout, settings: spec.identities)
        guard !sum.isComplete else { return [] }
        let path = JSONPath().appending(name: "spec").appending(name: "identities").appending(name: "combinations")
        return [Entry(key: live.key, finding: Finding(.lostCombinations, at: path, sum.message))]
    }

    private static func entries(of scope: ScopeJudgement) -> [Entry] {
        let spec = JSONPath().appending(name: "spec")
        let isMissing = scope.installationObstacle?.reason == "InstallationNotFound"
        return [
            entry(
                isMissing ? scope.installationObstacle : nil, about: scope.live,
                at: spec.appending(name: "installationRef")),
            entry(scope.environmentObstacle, about: scope.live, at: spec.appending(name: "environment")),
            entry(
                ["ScopeBesideInstallation", "DelegatedElsewhere"].contains(scope.obstacle?.reason)
                    ? scope.obstacle : nil, about: scope.live,
                at: JSONPath().appending(name: "metadata").appending(name: "namespace")),
        ].compactMap { $0 }
    }

    private static func entries(of binding: BindingJudgement) -> [Entry] {
        let spec = JSONPath().appending(name: "spec")
        var entries: [Entry] = []
        switch binding.obstacle?.reason {
        case "ScopeNotFound":
            let place = spec.appending(name: "scopeRef").appending(name: "name")
            entries += [entry(binding.obstacle, about: binding.live, at: place)].compactMap { $0 }
        case "NotAMember", "ComponentOverlap", "ApplicationNotFound", "NotAppliedByApplication":
            entries += [entry(binding.obstacle, about: binding.live, at: spec.appending(name: "component"))].compactMap
            { $0 }
        default: break
        }
        guard binding.obstacle == nil else { return entries }
        for (index, grant) in binding.grants.enumerated() {
            let place = spec.appending(name: "grants").appending(index: index)
            let field = grant.shortfall.flatMap { fields[$0.reason] } ?? "group"
            entries += [entry(grant.shortfall, about: binding.live, at: place.appending(name: field))].compactMap { $0 }
        }
        for gap in binding.templates?.gaps ?? [] {
            entries += [entry(gap.impediment, about: binding.live, at: gap.place)].compactMap { $0 }
        }
        if let cutOff = binding.runner?.cutOff, !cutOff.isEmpty {
            let place = spec.appending(name: "runner").appending(name: "rules")
            let finding = Finding(
                .runnerCutOff, at: place, "the scope does not allow pods to \(cutOff.joined(separator: ", "))")
            entries.append(Entry(key: binding.live.key, finding: finding))
        }
        return entries
    }

    private static func entry(_ impediment: Impediment?, about live: LiveObject, at path: JSONPath) -> Entry? {
        guard let impediment, let code = codes[impediment.reason] else { return nil }
        return Entry(key: live.key, finding: Finding(code, at: path, impediment.message))
    }

    /// The codes of what a judgement gives as reasons.
    private static let codes: [String: FindingCode] = [
        "AnotherInstallation": .anotherInstallation, "ApplicationNotFound": .applicationNotFound,
        "ComponentOverlap": .componentOverlap, "NotAppliedByApplication": .notAppliedByApplication,
        "ClusterTemplatesNotAllowed": .clusterTemplatesNotAllowed,
        "ClusterTemplatesNotDelegated": .clusterTemplatesNotDelegated, "DelegationUnsupported": .delegationUnsupported,
        "DelegatedElsewhere": .delegatedElsewhere,
        "CutOff": .roleAboveCeiling, "TemplateNotFound": .templateNotFound, "NothingSelected": .templateNotFound,
        "TooManyTemplates": .tooManyTemplates, "ParameterNotFound": .parameterNotFound,
        "EntrypointNotFound": .entrypointNotFound, "StepNotFound": .stepNotFound,
        "EnvironmentMismatch": .environmentMismatch, "Expired": .expired,
        "GroupForm": .groupForm, "GroupNotInScope": .groupNotInScope, "InstallationNotFound": .installationNotFound,
        "NotAMember": .notAMember, "RealmNotFound": .realmNotFound, "RealmInvalid": .realmNotFound,
        "ScopeBesideInstallation": .scopeBesideInstallation, "SessionsBroken": .sessionsBroken,
        "ScopeNotFound": .scopeNotFound,
        "VersionUnsupported": .unsupportedVersion,
    ]

    /// The field of a grant that a reason is about, where it is not the group.
    private static let fields = ["CutOff": "role", "Expired": "expiresAt"]
}
