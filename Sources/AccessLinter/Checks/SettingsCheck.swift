import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// Whether Argo can read its settings.
struct SettingsCheck {
    private let site: ArgoSite
    private let setup: ArgoSetup

    init(_ site: ArgoSite, _ setup: ArgoSetup) {
        self.site = site
        self.setup = setup
    }

    var findings: [LintFinding] {
        guard let reading = site.settings else { return [] }
        let form = reading.faults.map { entry in
            let fault: LintFault = entry.fault.kind == .mixedForms ? .settingsMixed : .settingsMalformed
            return LintFinding(fault, site.configMap, .of("data", entry.key), entry.fault.message)
        }
        return form + names(reading) + sso(reading) + restrictions(reading) + overrides
    }

    /// The version whose settings are known: that of the site, or the newest.
    private var version: ArgoVersion { site.version ?? ConfigurationKeys.newestListed }

    private func names(_ reading: SettingsReading) -> [LintFinding] {
        guard let known = ConfigurationKeys.settings(of: version) else { return [] }
        return reading.settings.flatMap { member in
            check(member.name, member.value, known, SettingType.settings, inside: "", reading.path(of: member.name))
        }
    }

    private func sso(_ reading: SettingsReading) -> [LintFinding] {
        guard let members = reading.settings["sso"]?.object, let known = ConfigurationKeys.ssoSettings(of: version)
        else {
            return []
        }
        let path = reading.path(of: "sso")
        var findings = members.flatMap { check($0.name, $0.value, known, SettingType.sso, inside: "sso.", path) }
        let inner: [(String, [String: SettingType])] = [
            ("rbac", ["enabled": .flag]), ("clientId", Self.selector), ("clientSecret", Self.selector),
        ]
        for (name, types) in inner {
            for member in members[name]?.object ?? [:] {
                findings += check(member.name, member.value, Set(types.keys), types, inside: "sso.\(name).", path)
            }
        }
        return findings
    }

    private static let selector: [String: SettingType] = ["name": .text, "key": .text, "optional": .flag]

    /// Argo's decoder does not distinguish upper and lower case.
    private func check(
        _ name: String, _ value: JSONValue, _ known: Set<String>, _ types: [String: SettingType], inside place: String,
        _ path: JSONPath
    ) -> [LintFinding] {
        guard let meant = known.first(where: { $0.lowercased() == name.lowercased() }) else {
            let near = NearestName.suggestion(for: name, among: known.sorted()).map { "; did you mean \($0)?" } ?? ""
            return [
                LintFinding(
                    .settingUnknown, site.configMap, path,
                    "Argo Workflows \(version) has no setting \(place)\(name)\(near)")
            ]
        }
        guard let type = types[meant], !type.fits(value) else { return [] }
        return [
            LintFinding(
                .settingWrongType, site.configMap, path,
                "\(place)\(name) is \(type.rawValue), here it is a \(value.kindName)")
        ]
    }

    // MARK: - Restrictions

    private func restrictions(_ reading: SettingsReading) -> [LintFinding] {
        if site.isStrict || setup.hasIdmonPolicies != false || !setup.knowsRights { return [] }
        let path = reading.path(of: "workflowRestrictions")
        let creator = setup.identities.first { account in
            setup.rights.rules(of: account.key).contains {
                $0.rule.permits("create", "workflows", in: RoleCatalogue.argo)
            }
        }
        guard let creator else { return [] }
        return [
            LintFinding(
                .referencingLoose, site.configMap, path,
                "workflowRestrictions.templateReferencing is not set, and people may create workflows as \(creator.key.name)"
            )
        ]
    }

    private static let allowList = "WORKFLOW_USER_OVERRIDE_ALLOWLIST"

    private var overrides: [LintFinding] {
        guard site.isStrict, let controller = site.controller, let list = controller.variables[Self.allowList],
            !list.isEmpty
        else { return [] }
        return [
            LintFinding(
                .overridesAllowed, controller.key, controller.container.appending(name: "env"),
                "\(Self.allowList) allows \(list)")
        ]
    }
}
