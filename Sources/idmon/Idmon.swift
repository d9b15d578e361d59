import ArgumentParser

/// The root command.
struct Idmon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idmon",
        abstract: "Says and enforces who may run which Argo workflow.",
        discussion: """
            Scopes and bindings, applied with kubectl or from Git, become ServiceAccounts, RBAC and Argo SSO rules.

            First steps:
              idmon dev                          a cluster on this machine, with the samples and the operator
              idmon validate -f access/          findings with file, line and column
              idmon render -f access/            the objects that would be generated
              idmon identities -f access/        as whom people act at Argo
              idmon plan -f access/              who gains and who loses which access
              idmon test -f access/              whether access is as AccessTests say
              idmon lint -f argo/                what is wrong with a single sign-on set-up
              idmon why submit nightly-report -g /payments/developers -f access/
              idmon report -f access/ > report.html   one page with who may run what
              idmon run --kubeconfig ~/.kube/config   the operator against a cluster

            On the PATH as kubectl-idmon it is also `kubectl idmon`.

            Exit codes:
              0  all is well
              1  findings, or something was refused; of idmon why: no
              2  the call or its input cannot be used; nothing was done
              3  the API server cannot be reached or refuses the credentials
              4  it cannot be known from what was read
              5  of idmon plan: somebody's access changes
            """,
        version: Version.text,
        subcommands: [
            Run.self, Dev.self, Render.self, Identities.self, Report.self, Validate.self, PlanCommand.self,
            TestCommand.self, Lint.self, Import.self, Why.self, WhyNot.self, WhoCan.self, Uninstall.self, CRDs.self,
            Version.self, Completion.self,
        ]
    )
}
