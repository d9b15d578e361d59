import AccessModel
import KubeModel
import Testing

@Suite("Roles and ceilings")
struct RoleTests {
    @Test("a role permits everything that the role below it permits")
    func inclusion() {
        for (lower, higher) in zip(Role.allCases, Role.allCases.dropFirst()) {
            #expect(lower < higher)
            let less = PermissionSet(RoleCatalogue.rules(of: lower))
            let more = PermissionSet(RoleCatalogue.rules(of: higher))
            #expect(less.isSubset(of: more) && !more.isSubset(of: less))
        }
    }

    @Test("no role has a wildcard, may change anything that exists, or may touch Secrets")
    func restraint() {
        let rules = Role.allCases.flatMap(RoleCatalogue.rules) + RoleCatalogue.executorMinimum
        #expect(!rules.contains { ($0.apiGroups + $0.resources + $0.verbs).contains("*") })
        for role in Role.allCases {
            for rule in RoleCatalogue.rules(of: role) {
                #expect(Set(rule.verbs).isSubset(of: ["get", "list", "watch", "create"]))
                #expect(!rule.resources.contains("secrets"))
            }
        }
    }

    @Test(
        "the rules of a role suffice for what its holder does, on every supported minor version",
        arguments: [ArgoVersion(3, 4, 17), ArgoVersion(3, 6, 19), ArgoVersion(3, 7, 11), ArgoVersion(4, 1, 2)])
    func actions(_ version: ArgoVersion) {
        let viewing: Set<ArgoAction> = [
            .listWorkflows, .watchWorkflows, .readWorkflow, .readEvents, .readLogs, .listTemplates, .readTemplate,
            .listCronWorkflows, .readCronWorkflow,
        ]
        let submitting = viewing.union([.submitTemplate, .submitCronWorkflow, .resubmit])
        #expect(Set(ArgoAction.allCases.filter { $0.isPermitted(to: .viewer, on: version) }) == viewing)
        #expect(Set(ArgoAction.allCases.filter { $0.isPermitted(to: .submitter, on: version) }) == submitting)
    }

    @Test("the table of actions has a row for each action and a column for each role")
    func table() {
        let rows = ArgoAction.table(on: ArgoVersion(3, 7, 11)).split(separator: "\n")
        #expect(rows.count == ArgoAction.allCases.count + 2)
        #expect(rows.first == "| action | needs | viewer | submitter |")
        #expect(rows.contains("| submit a template | `workflows`: create | no | yes |"))
    }

    @Test("the submit rule names templates and nothing else")
    func submitRule() throws {
        let rule = RoleCatalogue.submitRule(templates: [try #require(TemplateName("nightly-report"))])
        #expect(rule.verbs == ["submit"] && rule.resources == ["workflowtemplates"])
        #expect(rule.resourceNames == ["nightly-report"])
    }

    private static let now = KubeTime(seconds: 1000)

    private func verdict(_ role: Role, maximum: Role?, from: Int64? = nil, until: Int64? = nil) throws -> GrantVerdict {
        let group = try #require(GroupPath("/sre"))
        let claim = GrantClaim(
            group: group, role: role, notBefore: from.map(KubeTime.init(seconds:)),
            expiresAt: until.map(KubeTime.init(seconds:)))
        return Ceiling(maximum.map { [group: $0] } ?? [:]).verdict(on: claim, at: Self.now)
    }

    @Test("a claim gets what the ceiling leaves of it")
    func ceiling() throws {
        #expect(try verdict(.viewer, maximum: .submitter) == .granted)
        #expect(try verdict(.submitter, maximum: .submitter) == .granted)
        #expect(try verdict(.submitter, maximum: .viewer) == .reduced(to: .viewer))
        #expect(try verdict(.viewer, maximum: nil) == .groupNotInScope)
    }

    @Test("a grant holds from its first second up to, but not including, its last")
    func window() throws {
        #expect(try verdict(.viewer, maximum: .viewer, from: 1000, until: 1001) == .granted)
        #expect(try verdict(.viewer, maximum: .viewer, from: 1001) == .notYetActive(since: KubeTime(seconds: 1001)))
        #expect(try verdict(.viewer, maximum: .viewer, until: 1000) == .expired(at: Self.now))
        #expect(try verdict(.viewer, maximum: nil, until: 1000) == .groupNotInScope)
    }

    @Test("the next change of a claim is its nearest end or beginning ahead")
    func nextChange() throws {
        let group = try #require(GroupPath("/sre"))
        let claim = GrantClaim(
            group: group, role: .viewer, notBefore: KubeTime(seconds: 10), expiresAt: KubeTime(seconds: 20))
        let times = [0, 10, 20].map { claim.nextChange(after: KubeTime(seconds: $0))?.seconds }
        #expect(times == [10, 20, nil])
    }
}
