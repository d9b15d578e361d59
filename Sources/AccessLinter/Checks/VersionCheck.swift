import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// Whether the versions of Argo's programs are fit for single sign-on.
struct VersionCheck {
    private let site: ArgoSite

    init(_ site: ArgoSite, _ setup: ArgoSetup) { self.site = site }

    var findings: [LintFinding] {
        guard let server = site.server else { return [] }
        let path = server.container.appending(name: "image")
        guard let version = site.version else {
            return [
                LintFinding(.versionUnknown, server.key, path, "the image of argo-server has no version as its tag")
            ]
        }
        let advisories = VersionAdvisory.all.filter { $0.concerns(version) }
        let own = advisories.compactMap { advisory -> LintFinding? in
            let fault: LintFault
            switch advisory.weight {
            case .refused: fault = .sessionsBroken
            case .refusedWithDelegation:
                guard site.delegates == true else { return nil }
                fault = .delegationUnsafe
            case .warned: fault = advisory.id == "unmaintained" ? .unmaintained : .vulnerable
            }
            return LintFinding(
                fault, server.key, path, "Argo Workflows \(version) (\(advisory.id)): \(advisory.meaning)")
        }
        return own + difference(server)
    }

    private func difference(_ server: ArgoProgram) -> [LintFinding] {
        guard let controller = site.controller, let one = server.version, let other = controller.version, one != other
        else { return [] }
        return [
            LintFinding(
                .versionsDiffer, controller.key, controller.container.appending(name: "image"),
                "the controller runs \(other), argo-server \(one)")
        ]
    }

    /// Whether argo-server asks for templates without their names.
    ///
    /// Source: `util/auth/auth.go`: `CanIArgo` since 3.7.11 and 4.0.2; the releases between did not ask at all.
    static func asksWithoutName(_ version: ArgoVersion) -> Bool {
        version >= ArgoVersion(4, 0, 2) || version >= ArgoVersion(3, 7, 11) && version < ArgoVersion(4, 0, 0)
    }

    /// Whether `templateReferencing: Strict` keeps people from choosing the account of a run.
    static func isStrictSafe(_ version: ArgoVersion) -> Bool {
        !VersionAdvisory.all.contains { $0.id.hasPrefix("CVE-") && $0.concerns(version) }
    }
}
