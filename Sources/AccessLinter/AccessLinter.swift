/// Finds what is wrong with an Argo single sign-on set-up.
///
/// One cause is told once: where a rule cannot be evaluated, nothing is said about whom it matches. What cannot be judged,
/// since it is not there, not readable or not decidable, is never called a fault.
package struct AccessLinter: Sendable {
    private let setup: ArgoSetup

    package init(_ setup: ArgoSetup) { self.setup = setup }

    /// Everything that is wrong, in the order of the objects.
    package var findings: [LintFinding] {
        guard setup.usesSSO else { return [] }
        let rules = RuleBench.all(of: setup)
        let found =
            rules.flatMap(\.findings) + DelegationCheck(setup, rules).findings + AnnotationCheck(setup).findings
            + TokenCheck(setup).findings + RightsCheck(setup, rules).findings + WorkloadCheck(setup).findings
            + setup.sites.filter(setup.isForSSO).flatMap { site in
                ServerCheck(site, setup).findings + SettingsCheck(site, setup).findings
                    + SSOCheck(site, setup).findings + VersionCheck(site, setup).findings
            }
        return Set(found).sorted()
    }
}
