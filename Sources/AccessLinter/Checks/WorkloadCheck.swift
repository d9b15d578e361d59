import AccessModel
import JSONTree
import KubeModel

/// Whether workflows and pods can get at the accounts of people, and what the default accounts may do.
struct WorkloadCheck {
    private let setup: ArgoSetup
    private let identities: [SetupAccount]

    init(_ setup: ArgoSetup) {
        self.setup = setup
        identities = setup.identities
    }

    var findings: [LintFinding] { setup.knowsRights ? usable + subjects + defaults : [] }

    // MARK: - Accounts that workloads can use

    /// What becomes a pod whose account its author chooses.
    private static let runs: [(resource: String, group: String)] = [
        ("workflows", RoleCatalogue.argo), ("cronworkflows", RoleCatalogue.argo),
        ("workflowtemplates", RoleCatalogue.argo), ("workfloweventbindings", RoleCatalogue.argo),
    ]

    private var usable: [LintFinding] {
        let programs = Set(setup.programs.map(\.account))
        var seen: Set<ObjectKey> = []
        var findings: [LintFinding] = []
        for account in identities where !programs.contains(account.key) {
            for held in setup.rights.rules(of: account.key) where !held.rule.hasWildcard && !seen.contains(held.binding)
            {
                guard let namespace = exposed(by: held) else { continue }
                seen.insert(held.binding)
                findings.append(
                    LintFinding(
                        .accountsUsable, held.binding, .of("roleRef", "name"),
                        "people may \(held.rule.words) in \(namespace), where accounts with rules are"))
            }
        }
        return findings
    }

    /// The namespace with accounts in which a rule lets somebody run something that he has written himself.
    private func exposed(by held: HeldRule) -> String? {
        if setup.hasIdmonPolicies != false || ["edit", "admin", "cluster-admin"].contains(held.role.name) {
            return nil
        }
        let namespaces = Set(identities.map(\.namespace)).filter(held.holds).sorted()
        return namespaces.first { namespace in
            // Where the settings are not known, Strict may be among them.
            let isStrict = setup.sites.contains { site in
                (site.isStrict || site.settings == nil) && setup.accountNamespaces(of: site).contains(namespace)
                    && site.version.map { VersionCheck.isStrictSafe($0) } ?? true
            }
            return Self.runs.contains { resource, group in
                if isStrict && (resource == "workflows" || resource == "cronworkflows") { return false }
                return ["create", "update", "patch"].contains { held.rule.permits($0, resource, in: group) }
            }
        }
    }

    // MARK: - Subjects

    private var subjects: [LintFinding] {
        guard setup.isComplete(.serviceAccount) else { return [] }
        let names = Dictionary(grouping: setup.accounts, by: \.namespace).mapValues { $0.map(\.key.name).sorted() }
        let watched = Set(identities.map(\.namespace))
        return setup.rights.bindings.flatMap { binding in
            binding.subjects.enumerated().compactMap { index, subject in
                guard subject.kind == "ServiceAccount", let namespace = subject.namespace, watched.contains(namespace),
                    let known = names[namespace], !known.contains(subject.name), subject.name != "default"
                else { return nil }
                let meant =
                    NearestName.suggestion(for: subject.name, among: known).map { "; did you mean \($0)?" } ?? ""
                return LintFinding(
                    .subjectMissing, binding.key, .of("subjects").appending(index: index),
                    "there is no ServiceAccount \(namespace)/\(subject.name)\(meant)")
            }
        }
    }

    // MARK: - Default accounts

    /// The namespaces of Argo, of accounts, and those in which people can do something.
    private var workloadNamespaces: Set<String> {
        let bound = identities.flatMap { setup.rights.bindings(of: $0.key).compactMap(\.namespace) }
        return Set(setup.sites.map(\.namespace) + identities.map(\.namespace) + bound)
    }

    private var defaults: [LintFinding] {
        let namespaces = workloadNamespaces
        return setup.rights.bindings.flatMap { binding in
            binding.subjects.enumerated().compactMap { index, subject in
                guard subject.kind == "ServiceAccount", subject.name == "default",
                    subject.namespace.map(namespaces.contains) ?? false
                else { return nil }
                let account = ObjectKey(.serviceAccount, namespace: subject.namespace, name: subject.name)
                let rules = setup.rights.rules(of: account).filter { $0.binding == binding.key }
                // Every step of a workflow needs this much.
                let isHarmless = !rules.isEmpty && rules.allSatisfy { $0.rule.resources == ["workflowtaskresults"] }
                if isHarmless { return nil }
                return LintFinding(
                    .defaultAccountRights, binding.key, .of("subjects").appending(index: index),
                    "every pod of \(subject.namespace ?? "") that names no account gets \(binding.role)")
            }
        }
    }
}
