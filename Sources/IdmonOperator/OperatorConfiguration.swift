package import AccessModel
package import ReconcileCore

/// How the operator runs; flags and defaults are those of `idmon run`.
package struct OperatorConfiguration: Sendable {
    /// Where `/healthz`, `/readyz` and `/metrics` are served; nil serves them nowhere.
    package struct Listener: Sendable, Hashable {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    package var listener: Listener?
    /// Where the report is served to whoever can connect; nil serves it nowhere.
    package var report: Listener?
    /// The names, besides `localhost` and addresses, by which browsers may ask for the report; in lower case.
    package var reportNames: Set<String> = []
    /// Whether a Lease decides which of several replicas works.
    package var electsLeader: Bool
    /// The namespace of the Lease.
    package var leaseNamespace: String
    /// How long the Lease lasts, and how late it may be renewed.
    package var leaseTiming = LeaseTiming.standard
    /// Names this process in Leases and Events.
    package var identity: String
    /// How many installations are reconciled at once.
    package var workers: Int
    /// How often what no watch shows is read again: token Secrets, argo-server's Deployment.
    package var verificationInterval: Duration
    /// Whether a person has confirmed beforehand that any access may be taken away.
    var confirmsRemovals = false
    /// The only installations that are looked after; nil for all there are.
    package var only: Set<ResourceName>?

    package init(
        listener: Listener? = nil, electsLeader: Bool = true, leaseNamespace: String = "idmon-system",
        identity: String, workers: Int = 2, verificationInterval: Duration = .seconds(60)
    ) {
        self.listener = listener
        self.electsLeader = electsLeader
        self.leaseNamespace = leaseNamespace
        self.identity = identity
        self.workers = workers
        self.verificationInterval = verificationInterval
    }
}
