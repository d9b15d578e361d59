import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import KubeTesting
import TestInputs
import YAMLTree

/// A report of 200 groups and 1,000 templates: from resources to the page, and as `idmon report` of files.
enum ReportBenchmark {
    private static let now = KubeTime(seconds: 1_795_000_000)
    private static let (groups, namespaces, templates) = (200, 50, 20)
    private static let roles: [JSONValue] = ["viewer", "submitter", "approver", "operator", "maintainer", "admin"]

    static func run() async throws {
        let resources = resources
        print(
            "  \(groups) groups, \(namespaces * templates) templates, \(resources.count) resources, every second cell granted"
        )
        var bytes = 0
        let time = Measurement(runs: 5) {
            let overviews = AccessObservation.rendering(resources, now: now).map { AccessOverview($0) }
            let data = ReportData(overviews, source: .files, unread: [], generator: "idmon-bench", now: now)
            let page = ReportPage(data).bytes
            bytes = page.count
            return page
        }
        line("from resources to the page", seconds(time))
        line(
            "the page",
            "\(Measurement.rounded(Double(bytes) / 1e6)) MB, bar 5: \(bytes <= 5_000_000 ? "met" : "NOT MET")")
        guard let program = Machine.program else {
            print("  SKIPPED: idmon is not beside idmon-bench; make bench builds it")
            return
        }
        let folder = try TemporaryFolder()
        _ = try folder.write("access.yaml", YAMLWriter.stream(resources.map(\.content)))
        let arguments = ["report", "-f", folder.path + "/access.yaml", "--output-file", folder.path + "/report.html"]
        let whole = try Measurement(runs: 3) { try Child(program, arguments).wait() }
        let peak = try Child(program, arguments).waitForPeak()
        line("idmon report", seconds(whole))
        line("memory of idmon report at the peak", "\(Measurement.rounded(Double(peak) / 1e6)) MB")
        folder.remove()
    }

    /// Half of the groups are in each namespace, so that every second cell has a grant.
    private static var resources: [KubeObject] {
        var resources = [
            object(.keycloakRealm, "argo", "production", ["issuer": "https://keycloak.example.org/realms/production"]),
            object(.argoInstallation, "argo", "main", ["version": "4.1.2", "realmRef": ["name": "production"]]),
        ]
        for namespace in 0..<namespaces {
            let members = stride(from: namespace % 2, to: groups, by: 2).map { group in
                (path: JSONValue.string("/company/division-\(group / 20)/team-\(group)"), role: roles[group % 6])
            }
            resources.append(
                object(
                    .workflowScope, "team-\(namespace)", "production",
                    [
                        "environment": "production", "installationRef": ["name": "main", "namespace": "argo"],
                        "groups": .array(members.map { ["path": $0.path, "maxRole": $0.role] }),
                    ]))
            for template in 0..<templates {
                resources.append(
                    object(
                        .workflowBinding, "team-\(namespace)", "report-\(template)",
                        [
                            "scopeRef": ["name": "production"], "templates": [["name": "nightly-report-\(template)"]],
                            "grants": .array(members.map { ["group": $0.path, "role": $0.role] }),
                        ]))
            }
        }
        return resources
    }

    private static func object(_ type: ResourceType, _ namespace: String, _ name: String, _ spec: JSONValue)
        -> KubeObject
    {
        KubeObject(type, namespace: namespace, name: name, fields: ["spec": spec])
    }

    private static func seconds(_ time: Measurement) -> String {
        let worst = time.times[time.times.count - 1]
        let isMet = worst <= 3 ? "met" : time.median <= 3 ? "met by the median" : "NOT MET"
        return "\(Measurement.rounded(time.median)) s (worst \(Measurement.rounded(worst))), bar 3: \(isMet)"
    }

    private static func line(_ name: String, _ value: String) { print("  " + Measurement.padded(name, 44) + value) }
}
