import AccessModel
import KubeModel
import Testing

@Suite("Roles and ceilings")
struct RoleTests {
    /// The first of every group of versions between which Argo's permissions could differ, and the newest.
    static let catalogues: [RoleCatalogue] =
        [
            ArgoVersion(3, 4, 17), ArgoVersion(3, 5, 5), ArgoVersion(3, 6, 0), ArgoVersion(3, 7, 0),
            ArgoVersion(3, 7, 11), ArgoVersion(4, 0, 0), ArgoVersion(4, 0, 2), ArgoVersion(4, 1, 2),
            ArgoVersion(4, 2, 0), ArgoVersion(5, 0, 0),
        ].map { RoleCatalogue(version: $0) } + [RoleCatalogue(version: ArgoVersion(4, 2, 0), usesWorkflowActions: true)]

    @Test("roles are a lattice: an order in which any two have one greatest common role, their meet")
    func lattice() {
        for role in Role.allCases {
            #expect(role.includes(role) && role.includes(.viewer) && Role.admin.includes(role))
            for other in Role.allCases {
                #expect(!(role.includes(other) && other.includes(role)) || role == other)
                for third in other.included { #expect(!role.includes(other) || role.includes(third)) }
                let common = Role.allCases.filter { role.includes($0) && other.includes($0) }
                let meet = role.meet(other)
                #expect(common.contains(meet) && common.allSatisfy { meet.includes($0) })
                #expect(meet == other.meet(role))
            }
        }
    }

    @Test("submitter and approver include nothing of each other but viewer")
    func fourEyes() {
        #expect(Role.submitter.meet(.approver) == .viewer && Role.approver.meet(.submitter) == .viewer)
        #expect(!Set<Role>([.submitter, .approver]).include(.operator))
        #expect(Role.allCases.filter { $0.includes(.submitter) && $0.includes(.approver) }.first == .operator)
    }

    @Test("a role permits all of every role that it includes, and more", arguments: catalogues)
    func inclusion(_ catalogue: RoleCatalogue) {
        for role in Role.allCases {
            let own = PermissionSet(catalogue.rules(of: role))
            for other in Role.allCases where other != role {
                let others = PermissionSet(catalogue.rules(of: other))
                #expect(others.isSubset(of: own) == role.includes(other), "\(role) and \(other)")
            }
        }
    }

    @Test("Role objects stack: what a role adds is in none that it includes", arguments: catalogues)
    func stacking(_ catalogue: RoleCatalogue) {
        for role in Role.allCases {
            let added = PermissionSet(catalogue.addedRules(of: role))
            #expect(!added.isEmpty)
            for other in role.included where other != role {
                let rights = Set(PermissionSet(catalogue.addedRules(of: other)).rights.keys)
                #expect(rights.isDisjoint(with: added.rights.keys), "\(role) and \(other)")
            }
        }
    }

    @Test("no role has a wildcard or leads to other rights", arguments: catalogues)
    func restraint(_ catalogue: RoleCatalogue) {
        let rules = catalogue.rules(of: .admin) + RoleCatalogue.executorMinimum
        #expect(!rules.contains { ($0.apiGroups + $0.resources + $0.verbs).contains("*") })
        #expect(rules.allSatisfy { Set($0.apiGroups).isSubset(of: ["", "argoproj.io"]) })
        let core = rules.filter { $0.apiGroups == [""] }.flatMap(\.resources)
        #expect(Set(core) == ["events", "pods", "pods/log"])
        let verbs: Set<String> = [
            "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection",
        ]
        #expect(rules.allSatisfy { Set($0.verbs).isSubset(of: verbs) })
    }

    @Test("what Idmon must be allowed to hand out is what any role of any version gives, and nothing else")
    func grantable() {
        let verbs = PermissionSet(
            TemplateVerb.allCases.flatMap { verb in
                ["workflowtemplates", "clusterworkflowtemplates", "cronworkflows"].map {
                    PolicyRule(apiGroups: ["argoproj.io"], resources: [$0], verbs: [verb.rawValue])
                }
            } + [
                PolicyRule(apiGroups: ["idmon.dev"], resources: ["workflowbindings"], verbs: ["submit", "approve"])
            ] + RoleCatalogue.executorMinimum + [RoleCatalogue.clusterTemplates])
        let all = Self.catalogues.reduce(verbs) { $0.union(PermissionSet($1.rules(of: .admin))) }
        #expect(RoleCatalogue.grantable == all)
    }

    @Test("the rules of a role suffice for what its holder does, on every supported version", arguments: catalogues)
    func actions(_ catalogue: RoleCatalogue) {
        let viewing: Set<ArgoAction> = [
            .listWorkflows, .watchWorkflows, .readWorkflow, .readEvents, .readLogs, .listTemplates, .readTemplate,
            .listCronWorkflows, .readCronWorkflow,
        ]
        let submitting: Set<ArgoAction> = [.submitTemplate, .submitCronWorkflow, .resubmit]
        let maintaining: Set<ArgoAction> = [
            .deleteWorkflow, .changeTemplate, .changeCronWorkflow, .suspendCronWorkflow,
        ]
        let approving: Set<ArgoAction> = catalogue.usesWorkflowActions ? [] : [.suspendOrResume]
        let stopping: Set<ArgoAction> = [.suspendOrResume, .stopOrTerminate, .retry]
        let operating = submitting.union(catalogue.usesWorkflowActions ? [] : stopping)
        let expected: [Role: Set<ArgoAction>] = [
            .viewer: viewing, .submitter: viewing.union(submitting), .approver: viewing.union(approving),
            .operator: viewing.union(operating),
            .maintainer: viewing.union(submitting).union(stopping).union(maintaining),
            .admin: Set(ArgoAction.allCases),
        ]
        for role in Role.allCases {
            let permitted = Set(ArgoAction.allCases.filter { $0.isPermitted(to: role, catalogue) })
            #expect(permitted == expected[role], "\(role)")
        }
    }

    @Test("WorkflowActions, of which no policy sees the template and step, are only for who writes templates")
    func workflowActions() {
        let catalogue = RoleCatalogue(version: ArgoVersion(4, 2, 0), usesWorkflowActions: true)
        for role in Role.allCases {
            let rights = PermissionSet(catalogue.rules(of: role))
            let acts = rights.permits(PermissionSet.Right("create", "workflowactions", in: RoleCatalogue.argo))
            #expect(acts == rights.permits(PermissionSet.Right("create", "workflowtemplates", in: RoleCatalogue.argo)))
        }
        #expect(!RoleCatalogue(version: ArgoVersion(4, 1, 2), usesWorkflowActions: true).usesWorkflowActions)
    }

    @Test("who may delete all runs at once may delete each of them, and write what runs", arguments: catalogues)
    func collections(_ catalogue: RoleCatalogue) {
        for role in Role.allCases {
            let rights = PermissionSet(catalogue.rules(of: role))
            let deleting = rights.rules.flatMap { rule in rule.verbs.contains("deletecollection") ? rule.resources : []
            }
            #expect(deleting == (role == .admin ? ["workflows"] : []), "\(role)")
            guard !deleting.isEmpty else { continue }
            #expect(rights.permits(PermissionSet.Right("delete", "workflows", in: RoleCatalogue.argo)))
            #expect(rights.permits(PermissionSet.Right("update", "workflowtemplates", in: RoleCatalogue.argo)))
        }
    }

    @Test("a verb's rules name templates of each kind and nothing else", arguments: TemplateVerb.allCases)
    func verbRules(_ verb: TemplateVerb) throws {
        let name = try #require(TemplateName("nightly-report"))
        let rules = RoleCatalogue.rules(
            BindingVerb(verb), of: "reports",
            on: [.workflowTemplate: [name], .cronWorkflow: [name], .clusterWorkflowTemplate: []])
        #expect(rules.map(\.resources) == [["cronworkflows"], ["workflowtemplates"], ["workflowbindings"]])
        #expect(rules.allSatisfy { $0.verbs == [verb.rawValue] })
        #expect(rules.map(\.resourceNames) == [["nightly-report"], ["nightly-report"], ["reports"]])
        let steps = RoleCatalogue.rules(
            BindingVerb(verb, steps: ["release", "check"]), of: "reports", on: [.workflowTemplate: [name]])
        #expect(steps.last?.resourceNames == ["reports:check", "reports:release"])
        #expect(RoleCatalogue.rules(BindingVerb(verb), of: "nightly-report", on: [:]).isEmpty)
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
        for role in Role.allCases {
            for maximum in Role.allCases {
                let verdict = try verdict(role, maximum: maximum)
                #expect(verdict == (maximum.includes(role) ? .granted : .reduced(to: role.meet(maximum))))
            }
        }
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
