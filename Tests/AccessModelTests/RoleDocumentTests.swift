import AccessModel
import JSONTree
import KubeModel
import TestInputs
import Testing
import YAMLTree

@Suite("What is written about roles", .serialized)
struct RoleDocumentTests {
    /// The versions whose tables are printed; every other version has the table of one of them.
    private static let editions: [(title: String, catalogue: RoleCatalogue)] = [
        ("Argo Workflows 3.4 to 3.6", RoleCatalogue(version: ArgoVersion(3, 6, 0))),
        ("Argo Workflows 3.7 and later", RoleCatalogue(version: ArgoVersion(4, 1, 2))),
        (
            "Argo Workflows 4.2 and later, with `spec.workflowActions`",
            RoleCatalogue(version: ArgoVersion(4, 2, 0), usesWorkflowActions: true)
        ),
    ]
    private static let beginning = "<!-- Printed from Sources/AccessModel/Roles: change it there. -->\n"

    @Test("the tables in docs/roles.md are what the roles permit; IDMON_REWRITE_GOLDEN=1 rewrites them")
    func goldenTables() throws {
        let path = "docs/roles.md"
        let printed = Self.editions.map { "\n### \($0.title)\n\n\(ArgoAction.table($0.catalogue))" }.joined()
        let text = try Project.text(of: path)
        let start = try #require(text.firstRange(of: Self.beginning)).upperBound
        let wanted = text[..<start] + printed
        #expect(
            try Project.expectation(path, seen: String(wanted)) == wanted,
            "\(path) is out of date: run this test with IDMON_REWRITE_GOLDEN=1 and review the change")
    }

    @Test("every supported version has one of the printed tables", arguments: RoleTests.catalogues)
    func editions(_ catalogue: RoleCatalogue) {
        #expect(Self.editions.contains { ArgoAction.table($0.catalogue) == ArgoAction.table(catalogue) })
    }

    @Test("deploy/ lets Idmon hand out exactly what its roles give")
    func grantable() throws {
        let text = try Project.text(of: "deploy/base/clusterrole-grantable.yaml")
        let roles = try YAMLReader.documents(in: Array(text.utf8)).map(\.value).filter {
            $0["metadata"]?["labels"]?["idmon.dev/grantable"] == "true"
        }
        let rules = roles.flatMap { $0["rules"]?.array ?? [] }.map { rule in
            let lists = ["apiGroups", "resources", "verbs", "resourceNames"].map { name in
                (rule[name]?.array ?? []).compactMap(\.string)
            }
            return PolicyRule(apiGroups: lists[0], resources: lists[1], verbs: lists[2], resourceNames: lists[3])
        }
        #expect(PermissionSet(rules).rules == RoleCatalogue.grantable.rules)
    }
}
