import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// How argo-server runs, and what it may do itself.
struct ServerCheck {
    private let site: ArgoSite
    private let setup: ArgoSetup

    init(_ site: ArgoSite, _ setup: ArgoSetup) {
        self.site = site
        self.setup = setup
    }

    var findings: [LintFinding] {
        guard let server = site.server, let flags = server.flags else { return configMap }
        return modes(server, flags) + delegation(server, flags) + configMap + rights(server)
    }

    // MARK: - Flags

    private func modes(_ server: ArgoProgram, _ flags: ServerFlags) -> [LintFinding] {
        let path = server.argumentsPath
        var findings: [LintFinding] = []
        if !flags.authModes.contains("sso") {
            findings.append(
                LintFinding(
                    .modeWithoutSSO, server.key, path,
                    "argo-server runs with --auth-mode=\(flags.authModes.joined(separator: ",")) only"))
        }
        if let mode = flags.authModes.first(where: { $0 == "server" || $0 == "hybrid" }) {
            findings.append(LintFinding(.serverMode, server.key, path, "argo-server runs with --auth-mode=\(mode)"))
        } else if flags.authModes.contains("sso"), flags.authModes.contains("client") {
            findings.append(LintFinding(.clientMode, server.key, path, "argo-server runs with --auth-mode=client too"))
        }
        return findings
    }

    private func delegation(_ server: ArgoProgram, _ flags: ServerFlags) -> [LintFinding] {
        var findings: [LintFinding] = []
        let environment = server.container.appending(name: "env")
        if let value = flags.variables[ServerFlags.delegation] {
            if value == "true", flags.isNamespaced {
                findings.append(
                    LintFinding(
                        .delegationOff, server.key, environment,
                        "\(ServerFlags.delegation) does not go with --namespaced"))
            } else if value != "true", ["true", "1", "yes", "on"].contains(value.lowercased()) {
                findings.append(
                    LintFinding(
                        .delegationOff, server.key, environment,
                        "\(ServerFlags.delegation) is \"\(value)\", not \"true\""))
            }
        }
        if let managed = flags.managedNamespace, !flags.isNamespaced {
            findings.append(
                LintFinding(
                    .managedNamespaceIgnored, server.key, server.argumentsPath,
                    "--managed-namespace=\(managed) counts only with --namespaced"))
        }
        return findings
    }

    private var configMap: [LintFinding] {
        guard site.settings == nil, setup.isComplete(.configMap) else { return [] }
        let others = setup.objects.filter { $0.type == .configMap && $0.namespace == site.namespace }
        let isLive = if case .cluster = setup.source { true } else { false }
        let elsewhere = others.first { $0.content["data"]?["sso"] != nil || $0.content["data"]?["config"] != nil }
        guard let server = site.server, elsewhere != nil || isLive else { return [] }
        let words = elsewhere.map { "; the setting sso stands in \($0.key)" } ?? ""
        return [
            LintFinding(
                .otherConfigMap, server.key, server.argumentsPath,
                "argo-server reads \(site.configMap), which is not there\(words)")
        ]
    }

    // MARK: - Rights

    private func rights(_ server: ArgoProgram) -> [LintFinding] {
        let rules = setup.rights.rules(of: server.account)
        let isLive = if case .cluster = setup.source { true } else { false }
        // Without any binding among files nothing is known.
        guard setup.knowsRights, isLive || !rules.isEmpty else { return [] }
        func permits(_ verb: String, _ resource: String, _ name: String?, in namespace: String?) -> Bool {
            rules.contains { held in
                (namespace.map(held.holds) ?? (held.namespace == nil))
                    && held.rule.permits(verb, resource, in: "", named: name)
            }
        }
        var findings: [LintFinding] = []
        func note(_ fault: LintFault, _ key: ObjectKey, _ path: JSONPath, _ message: String) {
            findings.append(LintFinding(fault, key, path, message))
        }
        let place = site.delegates == true ? nil : site.accountNamespace
        let name = "\(server.account.namespace ?? "")/\(server.account.name)"
        if !["list", "watch"].allSatisfy({ permits($0, "serviceaccounts", nil, in: place) }) {
            note(
                .serverCannotList, server.key, server.container,
                "\(name) may not list and watch serviceaccounts in \(place ?? "the whole cluster")")
        }
        if !permits("create", "secrets", nil, in: site.namespace) {
            note(
                .serverCannotKeepKey, server.key, server.container,
                "\(name) may not create secrets in \(site.namespace)")
        }
        for account in identities where !permits("get", "secrets", account.secretName, in: account.namespace) {
            note(
                .serverCannotReadToken, account.key, SetupAccount.tokenPath,
                "\(name) may not get the Secret \(account.namespace)/\(account.secretName)")
        }
        if let held = rules.first(where: { $0.namespace == nil && $0.rule.permits("get", "secrets", in: "") }) {
            note(
                .serverReadsSecrets, held.role, .of("rules").appending(index: held.index),
                "\(name) may get all secrets, through \(held.binding)")
        }
        return findings
    }

    private var identities: [SetupAccount] {
        let namespaces = setup.accountNamespaces(of: site)
        return setup.accounts.filter { $0.rule != nil && namespaces.contains($0.namespace) }
    }
}
