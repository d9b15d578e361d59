import AccessModel
import JSONTree
import KubeModel

/// Whether every account has its own token.
struct TokenCheck {
    private let setup: ArgoSetup

    init(_ setup: ArgoSetup) { self.setup = setup }

    var findings: [LintFinding] {
        setup.identities.flatMap { account -> [LintFinding] in
            if let finding = ofProgram(account) { return [finding] }
            if let listed = account.listedSecrets.first, let named = account.tokenName, listed != named {
                return [
                    LintFinding(
                        .secretListWins, account.key, .of("secrets"), "argo-server takes \(listed) and not \(named)")
                ]
            }
            guard setup.isComplete(.secret) else { return [] }
            return secret(of: account).map { [$0] } ?? []
        }
    }

    private func ofProgram(_ account: SetupAccount) -> LintFinding? {
        guard let program = setup.programs.first(where: { $0.account == account.key }) else { return nil }
        return LintFinding(
            .accountOfProgram, account.key, SetupAccount.rulePath, "\(program.key) runs as this account")
    }

    private func secret(of account: SetupAccount) -> LintFinding? {
        func note(_ fault: LintFault, _ message: String) -> LintFinding {
            LintFinding(fault, account.key, SetupAccount.tokenPath, message)
        }
        let key = ObjectKey(.secret, namespace: account.namespace, name: account.secretName)
        guard let secret = setup.secrets[key] else {
            // Its operator requests the token, so files never have it.
            if account.isIdmons, case .files = setup.source { return nil }
            return note(.tokenMissing, "the \(key) does not exist")
        }
        if secret.type == SecretFact.tokenType, let owner = secret.accountName, owner != account.key.name {
            return note(.tokenOfAnother, "the \(key) holds the token of \(owner)")
        }
        if secret.emptyKeys.contains("token") { return note(.tokenEmpty, "the token of the \(key) is empty") }
        if secret.type != SecretFact.tokenType, let keys = secret.keys, !keys.contains("token") {
            return note(.tokenKeyMissing, "the \(key) is of type \(secret.type) and has no key token")
        }
        if secret.count == 0, case .cluster = setup.source { return note(.tokenEmpty, "the \(key) has no token yet") }
        return nil
    }
}
