import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

extension TestCluster {
    /// The Secret that argo-server reads for an account.
    func tokenSecret(of account: LiveObject) -> ObjectKey {
        let name = account.annotation(WellKnown.Annotation.tokenName) ?? "\(account.key.name).service-account-token"
        return ObjectKey(.secret, namespace: account.key.namespace, name: name)
    }

    /// Whether the Secret that argo-server reads for an account has a token of it, whatever the kind.
    func hasToken(_ account: LiveObject) -> Bool {
        let key = tokenSecret(of: account)
        let kind: TokenKind = key.name.hasSuffix(".token") ? .requested : .permanent
        return TokenFact(live(key), kind: kind, of: account).isPresent
    }

    /// argo-server's choice among the accounts of a namespace.
    private func gatekeeper(in namespace: String) -> ArgoGatekeeper {
        let accounts = keys(.serviceAccount).filter { $0.namespace == namespace }.compactMap(live).map { account in
            return ArgoGatekeeper.Account(
                name: account.key.name, rule: account.annotation(WellKnown.Annotation.rule),
                precedence: account.annotation(WellKnown.Annotation.rulePrecedence),
                hasToken: hasToken(account))
        }
        return ArgoGatekeeper(accounts: accounts)
    }

    /// The decision of argo-server for somebody with certain groups.
    func decision(groups: [String]) -> ArgoGatekeeper.Decision {
        let claims = SessionClaims(subject: "somebody", groups: groups.compactMap { GroupPath($0) })
        return gatekeeper(in: Self.installation.namespace).decide(claims: claims.environment)
    }

    /// What somebody with certain groups may do in a namespace through argo-server; nil when its choice fails.
    ///
    /// - Parameter layout: whether argo-server delegates the choice to the namespace.
    func access(ofGroups groups: [String], in namespace: String, _ layout: IdentitySettings.Layout) -> Set<String>? {
        let claims = SessionClaims(subject: "somebody", groups: groups.compactMap { GroupPath($0) })
        let evaluator = RuleEvaluator(claims: claims.environment)
        let home = gatekeeper(in: Self.installation.namespace)
        let (decision, isDelegated) =
            layout == .delegated
            ? home.decide(delegatingTo: gatekeeper(in: namespace)) { evaluator.outcome(of: $0) }
            : (home.decide { evaluator.outcome(of: $0) }, false)
        switch decision {
        case .account(let account):
            return access(of: account, from: isDelegated ? namespace : Self.installation.namespace, in: namespace)
        case .denied: return []
        default: return nil
        }
    }

    /// What an account may do in a namespace, as sentences: `get workflows.argoproj.io`, `submit … nightly`.
    ///
    /// - Parameter home: the account's own namespace.
    func access(of account: String, from home: String = installation.namespace, in namespace: String) -> Set<String> {
        var access: Set<String> = []
        for binding in keys(.roleBinding).filter({ $0.namespace == namespace }).compactMap(live) {
            let hasSubject = binding.root["subjects"]?.elements.contains {
                $0["namespace"]?.string == home && $0["name"]?.string == account
            }
            guard hasSubject == true, let name = binding.root["roleRef"]?["name"]?.string,
                let role = live(ObjectKey(.role, namespace: namespace, name: name))
            else { continue }
            for rule in role.root["rules"]?.elements.map({ $0 }) ?? [] {
                let names = rule["resourceNames"]?.elements.compactMap(\.string) ?? ["*"]
                for verb in rule["verbs"]?.elements.compactMap(\.string) ?? [] {
                    for resource in rule["resources"]?.elements.compactMap(\.string) ?? [] {
                        for name in names { access.insert("\(verb) \(resource) \(name)") }
                    }
                }
            }
        }
        return access
    }
}
