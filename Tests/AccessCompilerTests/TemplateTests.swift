import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("which templates grants are about")
struct TemplateTests {
    private static let clusterBinding = GeneratedName.clusterTemplates(TestCluster.installation)

    private func cluster(_ templates: JSONValue..., allow: Bool = true) -> TestCluster {
        var cluster = Sample.cluster
        cluster.setScope { $0["allowClusterTemplates"] = .bool(allow) }
        cluster.setBinding { binding in
            binding["templates"] = .array(templates)
            binding["grants"] = [["group": "/payments/developers", "role": "submitter"]]
        }
        return cluster
    }

    /// What somebody of the developers may submit: `workflowtemplates nightly`.
    private func submits(_ cluster: TestCluster) -> Set<String> {
        guard case .account(let account) = cluster.decision(groups: ["/payments/developers"]) else { return [] }
        let access = cluster.access(of: account, in: "payments").filter {
            $0.hasPrefix("submit ") && !$0.hasPrefix("submit workflowbindings ")
        }
        return Set(access.map { String($0.dropFirst("submit ".count)) })
    }

    @Test("a selector means the templates of its kind and namespace with its labels, as they come, change and go")
    func selector() {
        var cluster = cluster(["kind": "CronWorkflow", "selector": ["matchLabels": ["team": "reports"]]])
        #expect(cluster.settle() != nil)
        #expect(submits(cluster) == [] && cluster.state("TemplatesFound") == "False NothingSelected")
        #expect(cluster.grants() == ["/payments/developers submitter true Granted"])
        cluster.put(.cronWorkflow, "payments", "nightly", labels: ["team": "reports"])
        cluster.put(.cronWorkflow, "payments", "weekly", labels: ["team": "others"])
        cluster.put(.cronWorkflow, "web", "monthly", labels: ["team": "reports"])
        cluster.put(.workflowTemplate, "payments", "yearly", labels: ["team": "reports"])
        #expect(cluster.settle() != nil)
        #expect(submits(cluster) == ["cronworkflows nightly"] && cluster.state("TemplatesFound") == "True Found")
        cluster.put(.cronWorkflow, "payments", "weekly", labels: ["team": "reports"])
        cluster.put(.cronWorkflow, "payments", "nightly", labels: ["team": "others"])
        #expect(cluster.settle() != nil)
        #expect(submits(cluster) == ["cronworkflows weekly"])
        cluster.delete(ObjectKey(.cronWorkflow, namespace: "payments", name: "weekly"))
        #expect(cluster.settle() != nil)
        #expect(submits(cluster) == [] && cluster.violations == [])
    }

    @Test("a template that is named need not exist: the grant holds, a condition names the nearest, and it heals")
    func missing() {
        var cluster = cluster(["kind": "WorkflowTemplate", "name": "nightly-reprot"])
        cluster.put(.workflowTemplate, "payments", "nightly-report")
        #expect(cluster.settle() != nil)
        #expect(cluster.state("TemplatesFound") == "False TemplateNotFound")
        let message = cluster.condition("TemplatesFound", of: Sample.binding)?["message"]?.string ?? ""
        #expect(message.hasSuffix("did you mean nightly-report?"))
        #expect(cluster.state("Ready") == "True Ready" && submits(cluster) == ["workflowtemplates nightly-reprot"])
        #expect((cluster.plan.requeueAfterSeconds ?? .max) >= 3600)
        cluster.put(.workflowTemplate, "payments", "nightly-reprot")
        #expect(cluster.settle() != nil)
        #expect(cluster.state("TemplatesFound") == "True Found")
    }

    @Test("overlapping entries give each template once")
    func overlap() {
        var cluster = cluster(
            ["name": "a"], ["selector": ["matchLabels": ["x": "1"]]],
            ["selector": ["matchExpressions": [["key": "x", "operator": "Exists"]]]])
        cluster.put(.workflowTemplate, "payments", "a", labels: ["x": "1"])
        cluster.put(.workflowTemplate, "payments", "b", labels: ["x": "2"])
        #expect(cluster.settle() != nil)
        #expect(submits(cluster) == ["workflowtemplates a", "workflowtemplates b"])
    }

    @Test("beyond 64 templates the rest gets nothing and is named")
    func limit() {
        var cluster = cluster(["name": "z"], ["selector": ["matchLabels": ["x": "1"]]])
        for number in 100..<170 { cluster.put(.workflowTemplate, "payments", "t\(number)", labels: ["x": "1"]) }
        #expect(cluster.settle() != nil)
        #expect(submits(cluster).count == 64 && submits(cluster).contains("workflowtemplates z"))
        #expect(cluster.state("TemplatesFound") == "False TooManyTemplates")
        #expect(cluster.state("Ready") == "False TooManyTemplates")
        let message = cluster.condition("TemplatesFound", of: Sample.binding)?["message"]?.string ?? ""
        #expect(message.contains("WorkflowTemplate t163, ") && message.contains(" and 2 more"), "\(message)")
    }

    @Test("grants about cluster templates let their identities see all of them, while the scope allows that")
    func clusterTemplates() throws {
        var cluster = cluster(["kind": "ClusterWorkflowTemplate", "name": "deploy"])
        cluster.put(.clusterWorkflowTemplate, nil, "deploy")
        #expect(cluster.settle() != nil)
        #expect(submits(cluster) == ["clusterworkflowtemplates deploy"])
        let account = try #require(cluster.account(Sample.developers)).key
        let binding = try #require(cluster.live(Self.clusterBinding)).root
        #expect(binding["roleRef"]?["name"]?.string == "idmon-cluster-templates")
        #expect(binding["subjects"]?.elements.map { $0["name"]?.string } == [account.name])
        #expect(cluster.grants() == ["/payments/developers submitter true Granted"])

        cluster.setScope { $0["allowClusterTemplates"] = false }
        #expect(cluster.plan.removals.contains { $0.key == Self.clusterBinding && $0.stage == AccessStage.revoke })
        #expect(cluster.settle() != nil)
        #expect(cluster.live(Self.clusterBinding) == nil && submits(cluster) == [])
        #expect(cluster.state("WithinCeiling") == "False ClusterTemplatesNotAllowed")
        #expect(cluster.violations == [])
    }

    @Test("the binding and the installation are let go only after the ClusterRoleBinding is gone")
    func deletion() {
        for key in [Sample.binding, Sample.installation] {
            var cluster = cluster(["kind": "ClusterWorkflowTemplate", "name": "deploy"])
            #expect(cluster.settle() != nil)
            cluster.delete(key)
            #expect(cluster.plan.removals.contains { $0.key == Self.clusterBinding })
            #expect(!cluster.plan.finalizers.contains { $0.change == .remove })
            #expect(cluster.settle() != nil)
            #expect(cluster.objects[key] == nil && cluster.live(Self.clusterBinding) == nil)
            #expect(cluster.violations == [])
        }
    }

    @Test("a foreign ClusterRoleBinding under the name is left alone and named")
    func conflict() {
        var cluster = cluster(["kind": "ClusterWorkflowTemplate", "name": "deploy"])
        cluster.putForeign(KubeObject(.clusterRoleBinding, namespace: nil, name: Self.clusterBinding.name))
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        #expect(cluster.grants() == ["/payments/developers submitter false Conflict"])
    }

    @Test("the labels of an installation on a ClusterRoleBinding of another name mean nothing")
    func forged() {
        var cluster = cluster(["name": "a"])
        let labels: JSONObject = [
            WellKnown.Label.managedBy: "idmon", WellKnown.Label.installation: "argo",
            WellKnown.Label.installationNamespace: "argo",
        ]
        cluster.put(.clusterRoleBinding, nil, "theirs", labels: labels)
        #expect(cluster.settle() != nil)
        #expect(cluster.live(ObjectKey(.clusterRoleBinding, namespace: nil, name: "theirs")) != nil)
    }

    @Test("files are told of templates that are not among them, unless there are none at all")
    func findings() {
        var cluster = cluster(["name": "nightly"], allow: false)
        var observation = cluster.observation(Sample.key)
        observation.templates = nil
        #expect(AccessFindings.all(in: observation).isEmpty)
        cluster.put(.workflowTemplate, "web", "other")
        let codes = AccessFindings.all(in: cluster.observation(Sample.key)).map(\.finding.description)
        #expect(codes == ["spec.templates[0]: WorkflowTemplate nightly does not exist (IDM221)"])
    }

    @Test("a group that submits through one binding and approves through another has both, and not what lies above")
    func join() throws {
        var cluster = cluster(["name": "a"])
        var second = Sample.bindingSpec
        second["templates"] = [["name": "b"]]
        second["grants"] = [["group": "/payments/developers", "role": "approver"]]
        cluster.setScope { $0["groups"] = [["path": "/payments/developers", "maxRole": "admin"]] }
        cluster.put(.workflowBinding, "payments", "second", spec: second)
        #expect(cluster.settle() != nil)
        let account = try #require(cluster.account(Sample.developers)).key
        let access = cluster.access(of: account.name, in: "payments")
        let both: Set<String> = [
            "create workflows *", "update workflows *", "submit workflowtemplates a", "approve workflowtemplates b",
        ]
        #expect(both.isSubset(of: access))
        let neither: Set<String> = [
            "patch workflows *", "delete pods *", "approve workflowtemplates a", "submit workflowtemplates b",
        ]
        #expect(neither.isDisjoint(with: access))
        cluster.put(
            .workflowScope, "payments", "payments-prod",
            spec: {
                var scope = Sample.scopeSpec
                scope["groups"] = [["path": "/payments/developers", "maxRole": "approver"]]
                return scope
            }())
        #expect(cluster.settle() != nil)
        #expect(cluster.grants() == ["/payments/developers submitter false CutOff"])
        #expect(!cluster.access(of: account.name, in: "payments").contains("create workflows *"))
    }

    @Test("a claim that is cut off but accounted for elsewhere is not said to be under revocation")
    func accountedFor() {
        var cluster = cluster(["name": "a"])
        cluster.setScope { $0["groups"] = [["path": "/payments/developers", "maxRole": "operator"]] }
        cluster.setBinding {
            $0["grants"] = [
                ["group": "/payments/developers", "role": "operator"],
                ["group": "/payments/developers", "role": "submitter", "expiresAt": "2020-01-01T00:00:00Z"],
            ]
        }
        #expect(cluster.settle() != nil)
        #expect(
            cluster.grants() == [
                "/payments/developers operator true Granted", "/payments/developers submitter false Expired",
            ])
    }
}
