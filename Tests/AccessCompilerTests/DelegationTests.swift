import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

/// Identities that lie in the workload namespaces.
@Suite("identities that are delegated to namespaces")
struct DelegationTests {
    private static func installation(
        _ layout: String = "Delegated", version: String = "4.1.2", _ change: (inout JSONValue) -> Void = { _ in }
    ) -> JSONValue {
        var spec: JSONValue = [
            "version": .string(version), "realmRef": ["name": "prod"], "identities": ["layout": .string(layout)],
            "safety": ["maxRemovedPercent": 100],
        ]
        change(&spec)
        return spec
    }

    private func set(_ cluster: inout TestCluster, _ spec: JSONValue) {
        cluster.put(.argoInstallation, "argo", "argo", spec: spec)
    }

    private static var settled: TestCluster {
        var cluster = Sample.cluster
        cluster.put(.argoInstallation, "argo", "argo", spec: installation())
        _ = cluster.settle()
        cluster.forgetNotes()
        return cluster
    }

    private func identities(_ cluster: TestCluster) -> [String] {
        cluster.keys(.serviceAccount).filter { !$0.name.hasSuffix("-runner") }.map {
            "\($0.namespace ?? "")/\($0.name.split(separator: "-").dropFirst(2).joined(separator: "-"))"
        }
    }

    @Test("account, token and RoleBindings lie where the access is, and only the login identity beside argo-server")
    func places() throws {
        let cluster = Self.settled
        #expect(cluster.violations == [])
        #expect(
            identities(cluster)
                == ["argo/login", "payments/payments-developers-ac7e34a5", "payments/payments-leads-c81565c4"])
        let secrets = cluster.keys(.secret)
        #expect(secrets.filter { $0.namespace == "argo" }.map(\.name) == ["idmon-argo-login.token"])
        #expect(secrets.count { $0.namespace == "payments" } == 2)
        #expect(cluster.keys(.roleBinding).allSatisfy { $0.namespace == "payments" })
        #expect(
            cluster.grants() == ["/payments/developers submitter true Granted", "/payments/leads viewer true Granted"])
        let accounts = cluster.objects[Sample.binding]?["status"]?["grants"]?.array?.map {
            $0["serviceAccount"]?.string
        }
        #expect(accounts?.allSatisfy { $0?.hasPrefix("payments/idmon-argo-payments-") == true } == true)
        #expect(cluster.state("Ready", of: Sample.installation) == "True Ready")
        #expect(cluster.state("IdentitiesProtected", of: Sample.installation) == "False Delegated")
        #expect(cluster.objects[Sample.installation]?["status"]?["identities"] == 3)
        let login = try #require(cluster.live(Sample.login)?.annotation(WellKnown.Annotation.rulePrecedence))
        for key in cluster.keys(.serviceAccount) where key.namespace == "payments" {
            guard let own = cluster.live(key)?.annotation(WellKnown.Annotation.rulePrecedence) else { continue }
            #expect(try #require(Int(own)) > #require(Int(login)), "argo-server takes only what is above the login")
        }
    }

    @Test("what a group has in one namespace, its account in another one knows nothing of")
    func separation() {
        var cluster = Self.settled
        cluster.put(.namespace, nil, "data")
        cluster.put(
            .workflowScope, "data", "prod",
            spec: [
                "environment": "production", "installationRef": ["name": "argo", "namespace": "argo"],
                "groups": [["path": "/payments/leads", "maxRole": "admin"]],
            ])
        cluster.put(
            .workflowBinding, "data", "ingest",
            spec: [
                "scopeRef": ["name": "prod"], "templates": [["name": "ingest"]],
                "grants": [["group": "/payments/leads", "role": "admin"]],
            ])
        #expect(cluster.settle() != nil && cluster.violations == [])
        let leads = cluster.keys(.serviceAccount).filter { $0.name.hasPrefix(Sample.leads) }
        #expect(leads.map(\.namespace) == ["data", "payments"] && Set(leads.map(\.name)).count == 1)
        for account in leads {
            for namespace in ["data", "payments"] {
                let access = cluster.access(of: account.name, from: account.namespace ?? "", in: namespace)
                #expect(access.isEmpty == (account.namespace != namespace))
                #expect(access.contains("deletecollection workflows *") == (namespace == "data" && !access.isEmpty))
            }
        }
        cluster.delete(ObjectKey(.workflowBinding, namespace: "data", name: "ingest"))
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(identities(cluster).allSatisfy { !$0.hasPrefix("data/") })
        #expect(cluster.keys(.workflowBinding).count == 1, "its finalizer went as well")
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })
    }

    @Test(
        "releases that do not delegate safely are refused with the advisory's number", arguments: ["3.7.15", "4.0.4"])
    func versions(version: String) {
        var cluster = Sample.cluster
        set(&cluster, Self.installation(version: version))
        #expect(cluster.settle() != nil)
        #expect(cluster.state("Ready", of: Sample.installation) == "False DelegationUnsupported")
        let message = cluster.condition("Ready", of: Sample.installation)?["message"]?.string ?? ""
        #expect(message.contains("argo-workflows#14610") && message.contains("4.0.5"), "\(message)")
        #expect(cluster.keys(.serviceAccount) == [])
        let entries = AccessFindings.all(in: cluster.observation(Sample.key)).map(\.finding.code)
        #expect(entries.contains(.delegationUnsupported))
        set(&cluster, Self.installation(version: "4.0.5"))
        #expect(cluster.settle() != nil)
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })
    }

    @Test("without the login identity nothing is granted, and the finding says what to do")
    func login() {
        var cluster = Sample.cluster
        set(&cluster, Self.installation { $0["identities"]?["login"] = false })
        #expect(cluster.settle() != nil)
        #expect(cluster.state("Ready", of: Sample.installation) == "False Invalid")
        let message = cluster.condition("Ready", of: Sample.installation)?["message"]?.string ?? ""
        #expect(message.contains("spec.identities.login") && message.contains("IDM131"), "\(message)")
        #expect(cluster.keys(.serviceAccount) == [])
    }

    @Test("ClusterWorkflowTemplates are refused, and everything else of the binding is granted")
    func clusterTemplates() {
        var cluster = Self.settled
        cluster.setScope { $0["allowClusterTemplates"] = true }
        cluster.setBinding {
            $0["templates"] = [["name": "nightly-report"], ["kind": "ClusterWorkflowTemplate", "name": "shared"]]
        }
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.state("TemplatesFound") == "False ClusterTemplatesNotDelegated")
        #expect(cluster.state("Stalled") == "True ClusterTemplatesNotDelegated")
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })
        #expect(cluster.keys(.clusterRoleBinding) == [])
        let access = cluster.access(ofGroups: ["/payments/developers"], in: "payments", .delegated)
        #expect(access?.contains("submit workflowtemplates nightly-report") == true)
        #expect(access?.contains { $0.hasPrefix("submit clusterworkflowtemplates") } == false)
        let findings = AccessFindings.all(in: cluster.observation(Sample.key)).map(\.finding)
        #expect(findings.contains { $0.code == .clusterTemplatesNotDelegated && "\($0.path)" == "spec.templates[1]" })
    }

    @Test("in a namespace with the identities of another installation nothing is granted, until that one has left it")
    func sharedNamespace() {
        var cluster = Self.settled
        cluster.put(.namespace, nil, "argo2")
        cluster.put(.keycloakRealm, "argo2", "prod", spec: ["issuer": "https://kc.example.org/realms/other"])
        cluster.put(.argoInstallation, "argo2", "second", spec: Self.installation())
        cluster.now = cluster.now.adding(seconds: 60)
        let scope = ObjectKey(.workflowScope, namespace: "payments", name: "second")
        var spec = Sample.scopeSpec
        spec["installationRef"] = ["name": "second", "namespace": "argo2"]
        spec["members"] = nil
        cluster.put(.workflowScope, "payments", "second", spec: spec)
        var claim = Sample.bindingSpec
        claim["scopeRef"] = ["name": "second"]
        cluster.put(.workflowBinding, "payments", "second", spec: claim)
        let binding = ObjectKey(.workflowBinding, namespace: "payments", name: "second")
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.state("Ready", of: scope) == "False DelegatedElsewhere")
        #expect(cluster.grants(of: binding).allSatisfy { $0.hasSuffix("false DelegatedElsewhere") })
        #expect(!cluster.keys(.serviceAccount).contains { $0.name.hasPrefix("idmon-second-payments") })
        let second = ReconcileKey.installation(ResourceName(namespace: "argo2", name: "second"))
        let findings = AccessFindings.all(in: cluster.observation(second)).map(\.finding.code)
        #expect(findings.contains(.delegatedElsewhere))
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })

        set(&cluster, Self.installation("Installation"))
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect((cluster.grants() + cluster.grants(of: binding)).allSatisfy { $0.hasSuffix("true Granted") })
    }

    // MARK: - Taking away

    @Test("what gives access goes before tokens, and these before accounts, in the namespace of the access too")
    func order() {
        var cluster = Self.settled
        cluster.delete(Sample.binding)
        let plan = cluster.plan
        let revoked = plan.removals.filter { $0.stage == AccessStage.revoke }.map(\.key)
        #expect(revoked.allSatisfy { $0.type == .roleBinding && $0.namespace == "payments" } && revoked.count == 4)
        let withoutRule = plan.desired.filter { $0.stage == AccessStage.revoke && $0.key.type == .serviceAccount }
        #expect(withoutRule.map(\.key.namespace) == ["payments", "payments"])
        #expect(
            withoutRule.allSatisfy {
                $0.object.content["metadata"]?["annotations"]?[WellKnown.Annotation.rule] == nil
            })
        let retired = plan.removals.filter { $0.stage == AccessStage.retire }.map(\.key)
        #expect(retired.count == 2 && retired.allSatisfy { $0.type == .secret && $0.namespace == "payments" })
        #expect(!plan.finalizers.contains { $0.change == .remove })
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.objects[Sample.binding] == nil && identities(cluster) == ["argo/login"])

        for key in [Sample.scope, Sample.installation] { cluster.delete(key) }
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.keys(.serviceAccount) + cluster.keys(.secret) + cluster.keys(.roleBinding) == [])
        #expect(cluster.objects[Sample.installation] == nil)
    }

    @Test("a copy of an identity in a workload namespace neither stops anything nor is touched")
    func copies() {
        var cluster = Self.settled
        let labels: JSONObject = [
            WellKnown.Label.managedBy: "idmon", WellKnown.Label.installation: "argo",
            WellKnown.Label.installationNamespace: "argo",
        ]
        let group = "/payments/auditors"
        let name = GeneratedName.account(
            installation: "argo", holder: .groups([group].compactMap { GroupPath($0) }))
        for (name, group) in [(name, group), ("any-name", "/payments/leads")] {
            let annotations: JSONObject = [
                WellKnown.Annotation.groups: .string(JSONValue.array([.string(group)]).text),
                WellKnown.Annotation.rule: "true", WellKnown.Annotation.rulePrecedence: "101000",
            ]
            cluster.putForeign(
                KubeObject(
                    .serviceAccount, namespace: "payments", name: name, labels: labels, annotations: annotations))
        }
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.state("LookalikesFound", of: Sample.installation) == "True NotMadeByIdmon")
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })
        for key in [Sample.binding, Sample.scope, Sample.installation] { cluster.delete(key) }
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.objects[Sample.installation] == nil)
        #expect(Set(cluster.keys(.serviceAccount).map(\.name)) == [name, "any-name"])
    }

    // MARK: - A change of the layout

    private static let directions: [[IdentitySettings.Layout]] = [
        [.installation, .delegated], [.delegated, .installation],
    ]
    private static let people = [
        [], ["/payments/developers"], ["/payments/leads"], ["/payments/developers", "/payments/leads"],
    ]

    /// What everybody may do through an argo-server of each kind.
    private func access(_ cluster: TestCluster) -> [[Set<String>?]] {
        IdentitySettings.Layout.allCases.map { layout in
            Self.people.map { cluster.access(ofGroups: $0, in: "payments", layout) }
        }
    }

    @Test("access narrows and comes again at every single write, and never widens", arguments: directions)
    func change(directions: [IdentitySettings.Layout]) throws {
        var cluster = Sample.cluster
        set(&cluster, Self.installation(directions[0].rawValue))
        #expect(cluster.settle() != nil)
        let union = Self.people.map { cluster.access(ofGroups: $0, in: "payments", directions[0]) ?? [] }
        #expect(union.count { !$0.isEmpty } == 3)
        set(&cluster, Self.installation(directions[1].rawValue))
        var writes = 0
        var hasOldAccess = true
        while writes < 200 {
            let done = cluster.runTokenController() + cluster.perform(cluster.plan, limit: 1)
            if done == 0 { break }
            writes += done
            for given in access(cluster) {
                for (given, union) in zip(given, union) {
                    #expect(given?.isSubset(of: union) == true, "after \(writes) writes")
                }
            }
            let old = Self.people.map { cluster.access(ofGroups: $0, in: "payments", directions[0]) ?? [] }
            if old.allSatisfy(\.isEmpty) { hasOldAccess = false }
        }
        #expect(!hasOldAccess, "the old accounts lose everything before the new ones are used")
        #expect(cluster.violations == [] && writes < 200)
        #expect(Self.people.map { cluster.access(ofGroups: $0, in: "payments", directions[1]) } == union)
        let elsewhere = directions[1] == .delegated ? "argo/payments" : "payments/"
        #expect(!identities(cluster).contains { $0.hasPrefix(elsewhere) })
        #expect(cluster.keys(.secret).count == 3)
    }

    @Test(
        "a change that would take too much at once keeps both layouts, and nobody loses anything until it is confirmed",
        arguments: directions)
    func heldChange(directions: [IdentitySettings.Layout]) throws {
        func spec(_ layout: IdentitySettings.Layout) -> JSONValue {
            Self.installation(layout.rawValue) { $0["safety"] = ["maxRemovedPercent": 1, "minimumRemoved": 1] }
        }
        var cluster = Sample.cluster
        set(&cluster, spec(directions[0]))
        #expect(cluster.settle() != nil)
        let union = Self.people.map { cluster.access(ofGroups: $0, in: "payments", directions[0]) ?? [] }
        set(&cluster, spec(directions[1]))
        for round in 0..<200 {
            let done = cluster.runTokenController() + cluster.perform(cluster.plan, limit: 1)
            let old = Self.people.map { cluster.access(ofGroups: $0, in: "payments", directions[0]) }
            #expect(old == union, "round \(round)")
            if done == 0 { break }
        }
        #expect(cluster.state("RemovalHeld", of: Sample.installation) == "True RemovalHeld")
        #expect(access(cluster) == [union, union], "argo-server may be restarted with another environment now")
        #expect(cluster.grants().allSatisfy { $0.contains(" true ") })
        let digest = try #require(cluster.objects[Sample.installation]?["status"]?["removal"]?["digest"]?.string)
        cluster.tamper(Sample.installation) {
            $0["metadata"]?["annotations"] = [WellKnown.Annotation.confirmRemoval: .string(digest)]
        }
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(Self.people.map { cluster.access(ofGroups: $0, in: "payments", directions[1]) } == union)
        #expect(cluster.keys(.secret).count == 3)
    }
}
