import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("which bindings belong to a scope")
struct MembershipTests {
    private static let application = ObjectKey(.application, namespace: "payments", name: "payments")

    /// The sample with other sources of members.
    private static func cluster(_ sources: JSONValue, components: JSONValue = []) -> TestCluster {
        var cluster = Sample.cluster
        cluster.setScope { $0["members"] = ["sources": sources, "components": components] }
        return cluster
    }

    private static func applied(
        _ kind: String, _ name: String, namespace: String = "payments", cluster: JSONValue = .null
    )
        -> JSONValue
    {
        let group = kind == "WorkflowTemplate" ? "argoproj.io" : "idmon.dev"
        return [
            "apiVersion": .string("\(group)/v1alpha1"), "kind": .string(kind), "name": .string(name),
            "namespace": .string(namespace), "cluster": cluster, "creator": "workflow",
        ]
    }

    private static func put(
        _ cluster: inout TestCluster, component: String = "nightly-report", scope: JSONValue = "payments-prod",
        namespace: String = "payments", applied: [JSONValue]
    ) {
        let key = ObjectKey(.application, namespace: namespace, name: "payments")
        let spec: JSONValue = [
            "components": [
                [
                    "name": .string(component), "type": "argo-workflow-template",
                    "scopes": ["workflowscopes.idmon.dev": scope, "healthscopes.core.oam.dev": "other"],
                ]
            ]
        ]
        cluster.put(.application, namespace, "payments", spec: spec)
        cluster.tamper(key) { $0["status"] = ["status": "running", "appliedResources": .array(applied)] }
    }

    private static func isGranted(_ cluster: TestCluster) -> Bool {
        let isGiven =
            cluster.grants() == [
                "/payments/developers submitter true Granted", "/payments/leads viewer true Granted",
            ]
        let account = cluster.account(Sample.developers)?.key.name ?? ""
        let hasAccess = cluster.access(of: account, in: "payments").contains("create workflows *")
        #expect(isGiven == hasAccess)
        return isGiven
    }

    @Test("each source admits what it says, and any of several is enough")
    func sources() {
        let listed: JSONValue = [["application": "payments", "name": "nightly-report"]]
        let other: JSONValue = [["application": "payments", "name": "other"]]
        for (sources, components, expected): (JSONValue, JSONValue, String) in [
            (["Binding"], [], "True Binding"), (["Components"], listed, "True Components"),
            (["Components"], other, "False NotAMember"), (["Components", "Binding"], other, "True Binding"),
            (["WorkloadRefs"], listed, "False NotAMember"),
            (["WorkloadRefs", "Components"], listed, "True Components"),
            (["Applications"], listed, "False ApplicationNotFound"),
        ] {
            var cluster = Self.cluster(sources, components: components)
            #expect(cluster.settle() != nil)
            #expect(cluster.state("MemberOfScope") == expected, "\(sources.text)")
            #expect(Self.isGranted(cluster) == expected.hasPrefix("True"), "\(sources.text)")
        }
    }

    @Test("a component that an Application puts into the scope is a member once the Application has applied it")
    func applications() throws {
        var cluster = Self.cluster(["Applications"])
        let cases: [(what: String, expected: String, word: String, put: (inout TestCluster) -> Void)] = [
            ("no Application", "False ApplicationNotFound", "payments/payments does not exist", { _ in }),
            (
                "another component", "False NotAMember", "did you mean nightly-reports?",
                {
                    Self.put(
                        &$0, component: "nightly-reports", applied: [Self.applied("WorkflowBinding", "nightly-report")])
                }
            ),
            (
                "another scope", "False NotAMember", "workflowscopes.idmon.dev: payments-prod",
                { Self.put(&$0, scope: "other", applied: [Self.applied("WorkflowBinding", "nightly-report")]) }
            ),
            (
                "a list of OAM v1alpha2 in place of the map", "False NotAMember", "is not in the scope",
                {
                    Self.put(
                        &$0, scope: ["payments-prod"], applied: [Self.applied("WorkflowBinding", "nightly-report")])
                }
            ),
            ("nothing applied", "False NotAppliedByApplication", "neither", { Self.put(&$0, applied: []) }),
            (
                "other things applied", "False NotAppliedByApplication", "neither",
                {
                    Self.put(
                        &$0,
                        applied: [
                            Self.applied("WorkflowTemplate", "other"), Self.applied("WorkflowBinding", "other"),
                            Self.applied("WorkflowBinding", "nightly-report", namespace: "elsewhere"),
                            Self.applied("WorkflowBinding", "nightly-report", cluster: "remote"),
                            Self.applied("Deployment", "nightly-report"), 7, .null,
                        ])
                }
            ),
            (
                "the binding applied", "True Applications", "",
                { Self.put(&$0, applied: [Self.applied("WorkflowBinding", "nightly-report", cluster: "local")]) }
            ),
            (
                "an Application of another namespace", "False ApplicationNotFound", "",
                { cluster in
                    cluster.delete(Self.application)
                    Self.put(
                        &cluster, namespace: "elsewhere",
                        applied: [Self.applied("WorkflowBinding", "nightly-report", namespace: "payments")])
                }
            ),
            (
                "its template applied", "True Applications", "",
                { Self.put(&$0, applied: [Self.applied("WorkflowTemplate", "nightly-report", cluster: "")]) }
            ),
            ("the Application gone", "False ApplicationNotFound", "", { $0.delete(Self.application) }),
        ]
        for step in cases {
            step.put(&cluster)
            #expect(cluster.settle() != nil, "\(step.what)")
            #expect(cluster.violations == [], "\(step.what)")
            #expect(cluster.state("MemberOfScope") == step.expected, "\(step.what)")
            #expect(Self.isGranted(cluster) == step.expected.hasPrefix("True"), "\(step.what)")
            let message = cluster.condition("MemberOfScope", of: Sample.binding)?["message"]?.string ?? ""
            #expect(step.word.isEmpty || message.contains(step.word), "\(step.what): \(message)")
        }
    }

    @Test("what is kept of an Application in memory says the same as all of it, and nothing else")
    func reduction() throws {
        var cluster = Self.cluster(["Applications"])
        Self.put(&cluster, applied: [Self.applied("WorkflowBinding", "x"), Self.applied("Deployment", "y")])
        cluster.tamper(Self.application) {
            $0["spec"]?["extra"] = ["password": "secret"]
            $0["metadata"]?["annotations"] = ["note": "secret"]
        }
        let live = try #require(cluster.live(Self.application))
        let reduced = ApplicationFact.reduced(live)
        #expect(ApplicationFact(reduced) == ApplicationFact(live))
        #expect(reduced.key == live.key && reduced.uid == live.uid && reduced.resourceVersion == live.resourceVersion)
        #expect(!reduced.root.value.text.contains("secret") && !reduced.root.value.text.contains("Deployment"))
    }

    @Test("templates that a runtime wrote into the scope make members of bindings that are about nothing else")
    func workloadRefs() {
        var cluster = Self.cluster(["WorkloadRefs"])
        func set(_ references: JSONValue, templates: JSONValue = [["name": "nightly-report"]]) {
            cluster.setScope {
                $0["members"] = ["sources": ["WorkloadRefs"]]
                $0["workloadRefs"] = references
            }
            cluster.setBinding { $0["templates"] = templates }
            #expect(cluster.settle() != nil)
        }
        let template: JSONValue = [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "WorkflowTemplate", "name": "nightly-report",
        ]
        set([["apiVersion": "apps/v1", "kind": "Deployment", "name": "nightly-report"]])
        #expect(!Self.isGranted(cluster))
        set([template])
        #expect(Self.isGranted(cluster) && cluster.state("MemberOfScope") == "True WorkloadRefs")
        set([template], templates: [["name": "nightly-report"], ["name": "deploy-prod"]])
        #expect(!Self.isGranted(cluster))
    }

    // MARK: - Overlap

    private static let newcomer = ObjectKey(.workflowScope, namespace: "payments", name: "new")
    private static let second = ObjectKey(.workflowBinding, namespace: "payments", name: "second")

    /// The sample, and later another scope with a binding of the same component.
    private static func overlap(elder: [String], newcomer: [String], allow: [Bool] = [false, false]) -> TestCluster {
        func scope(_ sources: [String], _ isAllowed: Bool) -> JSONValue {
            var spec = Sample.scopeSpec
            spec["members"] = [
                "sources": .array(sources.map(JSONValue.string)),
                "components": [["application": "payments", "name": "nightly-report"]],
            ]
            spec["allowComponentOverlap"] = .bool(isAllowed)
            return spec
        }
        var cluster = Sample.cluster
        cluster.put(.workflowScope, "payments", "payments-prod", spec: scope(elder, allow[0]))
        _ = cluster.settle()
        cluster.now = cluster.now.adding(seconds: 60)
        cluster.put(.workflowScope, "payments", "new", spec: scope(newcomer, allow[1]))
        cluster.now = cluster.now.adding(seconds: 60)
        var claim = Sample.bindingSpec
        claim["scopeRef"] = ["name": "new"]
        cluster.put(.workflowBinding, "payments", "second", spec: claim)
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        return cluster
    }

    @Test("of two scopes that claim a component the elder keeps it, and the newcomer is told whose it is")
    func elder() {
        var cluster = Self.overlap(elder: ["Components"], newcomer: ["Components"])
        #expect(Self.isGranted(cluster))
        #expect(cluster.state("Ready", of: Sample.scope) == "True Ready")
        #expect(cluster.state("ComponentsUnique", of: Sample.scope) == "True Unique")
        #expect(cluster.state("ComponentsUnique", of: Self.newcomer) == "False ComponentOverlap")
        #expect(cluster.grants(of: Self.second).allSatisfy { $0.hasSuffix("false ComponentOverlap") })
        let message = cluster.condition("Ready", of: Self.second)?["message"]?.string ?? ""
        #expect(message.contains("payments/nightly-report belongs to WorkflowScope payments-prod"), "\(message)")

        cluster.delete(Sample.scope)
        #expect(cluster.settle() != nil)
        #expect(cluster.grants(of: Self.second).allSatisfy { $0.hasSuffix("true Granted") })
    }

    @Test("a component may be in two scopes when both allow it, and not when one does", arguments: [true, false])
    func allowed(isAllowedByElder: Bool) {
        let cluster = Self.overlap(
            elder: ["Components"], newcomer: ["Components"], allow: [isAllowedByElder, true])
        #expect(Self.isGranted(cluster))
        let grants = cluster.grants(of: Self.second)
        #expect(grants.allSatisfy { $0.hasSuffix(isAllowedByElder ? "true Granted" : "false ComponentOverlap") })
    }

    @Test("a scope that lists a component keeps it before one that takes any binding, whichever was first")
    func explicitFirst() {
        for sources in [["Binding"], ["Components"]] {
            let other = sources == ["Binding"] ? ["Components"] : ["Binding"]
            let cluster = Self.overlap(elder: sources, newcomer: other)
            let refused = sources == ["Binding"] ? Sample.binding : Self.second
            let kept = sources == ["Binding"] ? Self.second : Sample.binding
            #expect(cluster.grants(of: refused).allSatisfy { $0.hasSuffix("false ComponentOverlap") }, "\(sources)")
            #expect(cluster.grants(of: kept).allSatisfy { $0.hasSuffix("true Granted") }, "\(sources)")
        }
    }

    // MARK: - Environment

    @Test("the namespace's environment takes effect at once: another label ends what was granted, none gives it back")
    func environment() {
        var cluster = Sample.settled
        for (label, isGranted): (JSONValue?, Bool) in [
            ("staging", false), ("production", true), ("Production", false), (nil, true), ("", false), (nil, true),
        ] {
            cluster.put(.namespace, nil, "payments", labels: label.map { ["namespace.oam.dev/env": $0] } ?? [:])
            if !isGranted {
                let revocations = cluster.plan.removals.filter { $0.stage == AccessStage.revoke }
                #expect(revocations.contains { $0.key.type == .roleBinding }, "not with the first plan")
            }
            #expect(cluster.settle() != nil)
            #expect(cluster.violations == [])
            #expect(Self.isGranted(cluster) == isGranted, "\(label?.text ?? "none")")
            let expected = isGranted ? "True Matches" : "False EnvironmentMismatch"
            #expect(cluster.state("EnvironmentMatches", of: Sample.scope) == expected)
        }
    }
}
