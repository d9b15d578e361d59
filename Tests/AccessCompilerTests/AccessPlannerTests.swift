import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Plans of the sample")
struct AccessPlannerTests {
    @Test("the sample settles with every grant effective, and tells so once")
    func sample() {
        var cluster = Sample.cluster
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        #expect(
            cluster.grants() == ["/payments/developers submitter true Granted", "/payments/leads viewer true Granted"])
        #expect(cluster.state("Ready") == "True Ready")
        #expect(cluster.state("Ready", of: Sample.scope) == "True Ready")
        #expect(cluster.state("Ready", of: Sample.installation) == "True Ready")
        #expect(cluster.state("Ready", of: Sample.realm) == "True Ready")
        #expect(cluster.state("Stalled") == nil && cluster.state("Reconciling") == nil)
        #expect(cluster.objects[Sample.binding]?["status"]?["summary"] == "2/2")
        #expect(cluster.objects[Sample.scope]?["status"]?["installation"] == "argo/argo")
        #expect(cluster.objects[Sample.installation]?["status"]?["identities"] == 3)
        #expect(cluster.notes.map(\.reason) == ["Granted", "Granted"])
        #expect(cluster.notes.allSatisfy { $0.regarding == Sample.binding && $0.severity == .normal })
    }

    @Test("an account gets its rule only when its token is there, and the plan says what it waits for")
    func tokens() {
        var cluster = Sample.cluster
        cluster.setTokens(["kind": "Permanent"])
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(cluster.account(Sample.leads)?.annotation(WellKnown.Annotation.rule) == nil)
        #expect(cluster.plan.requeueAfterSeconds == 10)
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("false TokenPending") })
        #expect(cluster.state("Ready") == "False TokenPending")
        #expect(cluster.state("Reconciling") == "True TokenPending")
        #expect(cluster.state("IdentitiesReady") == "False TokenPending")
        _ = cluster.runTokenController()
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(
            cluster.account(Sample.leads)?.annotation(WellKnown.Annotation.rule)
                == #""/payments/leads" in ($env?.groups ?? [])"#)
    }

    @Test("an account whose token is lost loses its rule before anything else, and gets it back with a new token")
    func lostToken() throws {
        var cluster = Sample.settled
        let account = try #require(cluster.account(Sample.leads))
        cluster.delete(cluster.tokenSecret(of: account))
        let first = try #require(cluster.plan.desired.first)
        #expect(first.stage == AccessStage.revoke && first.key == account.key)
        #expect(first.object.content["metadata"]?["annotations"]?[WellKnown.Annotation.rule] == nil)
        #expect(cluster.settle() != nil)
        #expect(cluster.account(Sample.leads)?.annotation(WellKnown.Annotation.rule) != nil)
    }

    @Test("a token of an account that was made anew does not count")
    func staleToken() throws {
        var cluster = Sample.settled
        let account = try #require(cluster.account(Sample.leads))
        cluster.tamper(cluster.tokenSecret(of: account)) {
            $0["metadata"]?["annotations"]?[WellKnown.Annotation.serviceAccountUID] = "another"
        }
        #expect(cluster.plan.desired.contains { $0.stage == AccessStage.revoke && $0.key == account.key })
    }

    @Test("a grant that ends is taken away at its end, when the plan wakes up for it")
    func expiry() throws {
        var cluster = Sample.cluster
        cluster.setTokens(["kind": "Permanent"])
        #expect(cluster.settle() != nil)
        cluster.forgetNotes()
        let end = try #require(KubeTime("2027-06-30T00:00:00Z"))
        // What is far away is looked at again within 30 days.
        #expect(cluster.plan.requeueAfterSeconds == 2_592_000)
        cluster.now = end.adding(seconds: -100)
        #expect(cluster.settle() != nil)
        #expect(cluster.plan.requeueAfterSeconds.map { $0 <= 100 } == true)
        cluster.now = end
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(cluster.grants()[1] == "/payments/leads viewer true Revoking")
        #expect(cluster.settle() != nil)
        #expect(cluster.grants()[1] == "/payments/leads viewer false Expired")
        #expect(cluster.state("Ready") == "True Ready")
        #expect(cluster.account(Sample.leads) == nil)
        #expect(cluster.notes.map(\.reason) == ["Expired"])
        #expect(cluster.plan.requeueAfterSeconds == nil)
    }

    @Test("a role above the ceiling is cut down to it")
    func cutOff() {
        var cluster = Sample.settled
        cluster.setScope { $0["groups"] = [["path": "/payments/developers", "maxRole": "viewer"]] }
        #expect(cluster.settle() != nil)
        #expect(
            cluster.grants() == [
                "/payments/developers submitter false CutOff", "/payments/leads viewer false GroupNotInScope",
            ])
        #expect(cluster.state("WithinCeiling") == "False CutOff")
        #expect(cluster.state("Ready") == "False CutOff" && cluster.state("Stalled") == "True CutOff")
        let account = cluster.account(Sample.developers)?.key.name ?? ""
        let access = cluster.access(of: account, in: "payments")
        #expect(access.contains("list workflows *") && !access.contains("create workflows *"))
        #expect(Set(cluster.notes.map(\.reason)) == ["Revoked", "CutOff"])
    }

    @Test("an account whose rule is written anew is no access taken back")
    func rewrittenAccount() throws {
        var cluster = Sample.settled
        let account = try #require(cluster.account(Sample.leads))
        cluster.forgetNotes()
        cluster.tamper(account.key) {
            $0["metadata"]?["annotations"]?[WellKnown.Annotation.rulePrecedence] = "7"
        }
        #expect(cluster.settle() != nil)
        #expect(cluster.account(Sample.leads)?.annotation(WellKnown.Annotation.rulePrecedence) != "7")
        #expect(!cluster.notes.contains { $0.reason == "Revoked" }, "\(cluster.notes)")
    }

    @Test("a rule that somebody writes on the account of pods is taken away, and the account stays")
    func armedRunner() throws {
        var cluster = Sample.settled
        let key = ObjectKey(.serviceAccount, namespace: "payments", name: "idmon-nightly-report-runner")
        let uid = cluster.objects[key]?["metadata"]?["uid"]
        cluster.tamper(key) { $0["metadata"]?["annotations"] = [WellKnown.Annotation.rule: "true"] }
        let patch = try #require(cluster.plan.patches.first { $0.key == key })
        #expect(patch.stage == AccessStage.revoke)
        #expect(patch.patch["metadata"]?["annotations"]?[WellKnown.Annotation.rule] == .null)
        #expect(cluster.settle() != nil)
        #expect(cluster.objects[key]?["metadata"]?["annotations"]?[WellKnown.Annotation.rule] == nil)
        #expect(cluster.objects[key]?["metadata"]?["uid"] == uid)
    }

    @Test("what the pods may not have is named, and they have the rest")
    func runner() {
        var cluster = Sample.settled
        cluster.setBinding {
            $0["runner"]?["rules"] = [["apiGroups": [""], "resources": ["configmaps", "secrets"], "verbs": ["get"]]]
        }
        #expect(cluster.settle() != nil)
        let runner = cluster.objects[Sample.binding]?["status"]?["runner"]
        #expect(runner?["cutOff"] == ["get configmaps other than report-config", "get secrets"])
        #expect(runner?["serviceAccount"] == "payments/idmon-nightly-report-runner")
        #expect(cluster.state("WithinCeiling") == "False RunnerCutOff")
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })
        let role = cluster.objects[ObjectKey(.role, namespace: "payments", name: "idmon-nightly-report-runner")]
        #expect(
            role?["rules"] == [
                ["apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["report-config"], "verbs": ["get"]],
                ["apiGroups": ["argoproj.io"], "resources": ["workflowtaskresults"], "verbs": ["create", "patch"]],
            ])
    }

    @Test("in a namespace of another environment nothing is granted")
    func environment() {
        var cluster = Sample.settled
        cluster.put(.namespace, nil, "payments", labels: ["namespace.oam.dev/env": "staging"])
        #expect(cluster.settle() != nil)
        #expect(cluster.state("EnvironmentMatches", of: Sample.scope) == "False EnvironmentMismatch")
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("false EnvironmentMismatch") })
        #expect(cluster.keys(.roleBinding) == [] && cluster.keys(.serviceAccount) == [Sample.login])
        #expect(cluster.violations == [])
    }

    @Test("a version that cannot evaluate safe rules gets none, and loses those it has")
    func version() {
        var cluster = Sample.settled
        cluster.put(.argoInstallation, "argo", "argo", spec: ["version": "3.5.4", "realmRef": ["name": "prod"]])
        #expect(cluster.settle() != nil)
        #expect(cluster.state("VersionSupported", of: Sample.installation) == "False VersionUnsupported")
        #expect(cluster.keys(.serviceAccount) == [])
    }

    @Test("without its realm an installation grants nothing and names the nearest one")
    func realm() {
        var cluster = Sample.settled
        cluster.delete(Sample.realm)
        cluster.put(.keycloakRealm, "argo", "prodd", spec: ["issuer": "https://kc.example.org/realms/prod"])
        #expect(cluster.settle() != nil)
        #expect(cluster.state("RealmFound", of: Sample.installation) == "False RealmNotFound")
        #expect(
            cluster.condition("RealmFound", of: Sample.installation)?["message"]?.string?.hasSuffix(
                "did you mean prodd?") == true)
        #expect(cluster.state("InstallationFound", of: Sample.scope) == "True Found")
        #expect(cluster.state("Ready", of: Sample.scope) == "False RealmNotFound")
        #expect(cluster.keys(.serviceAccount) == [])
    }

    @Test("a group that the realm cannot name is refused")
    func groupForm() {
        var cluster = Sample.settled
        cluster.put(
            .keycloakRealm, "argo", "prod",
            spec: ["issuer": "https://kc.example.org/realms/prod", "groups": ["fullPath": false]])
        #expect(cluster.settle() != nil)
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("false GroupForm") })
    }

    @Test("a binding whose component is not listed is no member")
    func membership() {
        var cluster = Sample.settled
        cluster.setScope { $0["members"]?["sources"] = ["Components"] }
        #expect(cluster.settle() != nil)
        #expect(cluster.state("Ready") == "True Ready")
        cluster.setBinding { $0["component"] = nil }
        #expect(cluster.settle() != nil)
        #expect(cluster.state("Ready") == "False NotAMember")
        #expect(cluster.keys(.roleBinding) == [])
    }

    @Test("nothing is granted in the namespace of the identities")
    func besideInstallation() {
        var cluster = Sample.cluster
        cluster.put(.workflowScope, "argo", "payments-prod", spec: Sample.scopeSpec)
        cluster.put(.workflowBinding, "argo", "nightly-report", spec: Sample.bindingSpec)
        #expect(cluster.settle() != nil)
        let key = ObjectKey(.workflowBinding, namespace: "argo", name: "nightly-report")
        #expect(cluster.state("Ready", of: key) == "False ScopeBesideInstallation")
        #expect(cluster.keys(.roleBinding).allSatisfy { $0.namespace == "payments" })
    }

    @Test("a binding without its scope says so and names the nearest scope")
    func missingScope() {
        var cluster = Sample.settled
        cluster.setBinding { $0["scopeRef"]?["name"] = "payment-prod" }
        #expect(cluster.settle() != nil)
        #expect(cluster.state("ScopeFound") == "False ScopeNotFound")
        #expect(
            cluster.condition("ScopeFound", of: Sample.binding)?["message"]?.string?.hasSuffix(
                "did you mean payments-prod?") == true)
        #expect(cluster.keys(.serviceAccount) == [Sample.login])
    }

    @Test("a scope without its installation says so, and its finalizer does not hold it")
    func missingInstallation() {
        var cluster = Sample.settled
        cluster.delete(Sample.installation)
        #expect(cluster.settle() != nil)
        #expect(cluster.objects[Sample.installation] == nil)
        #expect(cluster.state("InstallationFound", of: Sample.scope) == "False InstallationNotFound")
        #expect(cluster.state("Ready") == "False InstallationNotFound")
        #expect(cluster.keys(.serviceAccount) == [] && cluster.keys(.role) == [])
        cluster.delete(Sample.scope)
        #expect(cluster.settle() != nil)
        #expect(cluster.objects[Sample.scope] == nil)
    }

    @Test("what is deleted stays until its access is gone, RoleBindings and rules first")
    func deletion() {
        var cluster = Sample.settled
        cluster.delete(Sample.binding)
        let plan = cluster.plan
        #expect(plan.finalizers == [])
        let first = plan.removals.filter { $0.stage == AccessStage.revoke }
        #expect(first.map(\.key) == cluster.keys(.roleBinding))
        #expect(first.allSatisfy { $0.preconditions.uid != nil && $0.preconditions.resourceVersion != nil })
        let dropped = plan.desired.filter { $0.stage == AccessStage.revoke }.map(\.key.name)
        #expect(dropped.count == 2 && dropped.allSatisfy { $0.hasPrefix("idmon-argo-") })
        #expect(!plan.removals.contains { $0.key.type == .serviceAccount && dropped.contains($0.key.name) })
        #expect(cluster.settle() != nil)
        #expect(cluster.objects[Sample.binding] == nil && cluster.keys(.serviceAccount) == [Sample.login])
        #expect(cluster.violations == [])
    }

    @Test("a foreign object is left alone and named; with its owner's leave it is taken over")
    func conflict() throws {
        var cluster = Sample.cluster
        var other = Sample.settled
        let account = try #require(other.account(Sample.developers)).key
        _ = other.settle()
        cluster.putForeign(KubeObject(.serviceAccount, namespace: "argo", name: account.name))
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        #expect(cluster.grants()[0] == "/payments/developers submitter false Conflict")
        #expect(cluster.grants()[1] == "/payments/leads viewer true Granted")
        #expect(cluster.state("Stalled", of: Sample.installation) == "True Conflict")
        #expect(
            cluster.condition("Ready", of: Sample.binding)?["message"]?.string?.contains(
                "ServiceAccount argo/\(account.name)") == true)
        cluster.allowAdoption(account)
        #expect(cluster.settle() != nil)
        #expect(cluster.grants()[0] == "/payments/developers submitter true Granted")
    }

    @Test("an object of another installation of the same name is foreign")
    func otherInstallation() {
        let labels: JSONObject = [
            WellKnown.Label.managedBy: "idmon", WellKnown.Label.installation: "argo",
            WellKnown.Label.installationNamespace: "argo-two",
        ]
        var cluster = Sample.cluster
        cluster.putForeign(KubeObject(.role, namespace: "payments", name: "idmon-argo-viewer", labels: labels))
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(cluster.observation(Sample.key).foreign.map(\.name) == ["idmon-argo-viewer"])
        #expect(cluster.violations == [])
        #expect(!cluster.keys(.roleBinding).contains { $0.name == "idmon-argo-viewer" })
    }

    @Test("what somebody added to a generated object is taken away first")
    func tampering() {
        var cluster = Sample.settled
        let role = ObjectKey(.role, namespace: "payments", name: "idmon-argo-viewer")
        cluster.tamper(role) { $0["rules"] = [["apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]]] }
        let binding = ObjectKey(.roleBinding, namespace: "payments", name: "idmon-argo-viewer")
        cluster.tamper(binding) { binding in
            let more: JSONValue = ["kind": "Group", "name": "everybody", "apiGroup": "rbac.authorization.k8s.io"]
            binding["subjects"] = .array((binding["subjects"]?.array ?? []) + [more])
        }
        let submitters = ObjectKey(.roleBinding, namespace: "payments", name: "idmon-argo-submitter")
        cluster.tamper(submitters) { $0["roleRef"]?["name"] = "cluster-admin" }
        let plan = cluster.plan
        #expect(Set(plan.desired.filter { $0.stage == AccessStage.revoke }.map(\.key)) == [role, binding])
        #expect(plan.removals.map(\.key) == [submitters])
        #expect(cluster.settle() != nil)
        #expect(cluster.violations == [])
        #expect(cluster.live(binding)?.root["subjects"]?.count == 2)
        #expect(cluster.live(submitters)?.root["roleRef"]?["name"]?.string == "idmon-argo-submitter")
    }

    @Test("a RoleBinding whose Role is missing is deleted where it should shrink, since it cannot be changed")
    func missingRole() {
        var cluster = Sample.settled
        cluster.delete(ObjectKey(.role, namespace: "payments", name: "idmon-argo-viewer"))
        cluster.setBinding { $0["grants"] = [["group": "/payments/leads", "role": "viewer"]] }
        let binding = ObjectKey(.roleBinding, namespace: "payments", name: "idmon-argo-viewer")
        #expect(cluster.plan.removals.contains { $0.key == binding && $0.stage == AccessStage.revoke })
        #expect(cluster.settle() != nil)
        #expect(cluster.grants() == ["/payments/leads viewer true Granted"])
    }

    @Test("an account whose rule somebody else wrote too is deleted instead of edited")
    func foreignRule() throws {
        var cluster = Sample.settled
        let account = try #require(cluster.account(Sample.leads)).key
        cluster.tamper(account) {
            let rule: JSONValue = ["f:metadata": ["f:annotations": ["f:workflows.argoproj.io/rbac-rule": [:]]]]
            let ours = $0["metadata"]?["managedFields"]?.array ?? []
            let theirs: JSONValue = ["manager": "kubectl-annotate", "operation": "Update", "fieldsV1": rule]
            $0["metadata"]?["managedFields"] = .array(ours + [theirs])
        }
        cluster.delete(Sample.binding)
        #expect(cluster.plan.removals.contains { $0.key == account && $0.stage == AccessStage.revoke })
    }

    @Test("a malformed resource that got past the schema grants nothing and says what is wrong")
    func invalid() {
        var cluster = Sample.settled
        cluster.setBinding { $0["grants"] = [["group": "/payments/leads", "role": "owner"]] }
        #expect(cluster.settle() != nil)
        #expect(cluster.state("Ready") == "False Invalid")
        #expect(
            cluster.condition("Ready", of: Sample.binding)?["message"]?.string?.hasPrefix("spec.grants[0].role: ")
                == true)
        #expect(cluster.keys(.serviceAccount) == [Sample.login])
    }

    @Test("what argo-server runs is told, also when it is another version than the one written")
    func server() {
        var cluster = Sample.settled
        #expect(cluster.state("ServerFound", of: Sample.installation) == "False DeploymentNotFound")
        func image(_ tag: String) -> JSONValue {
            ["template": ["spec": ["containers": [["image": .string("quay.io/argoproj/argocli:\(tag)")]]]]]
        }
        cluster.put(.deployment, "argo", "argo-server", spec: image("v4.1.2"))
        #expect(cluster.settle() != nil)
        #expect(cluster.state("ServerFound", of: Sample.installation) == "True Found")
        cluster.put(.deployment, "argo", "argo-server", spec: image("v3.6.2@sha256:00"))
        #expect(cluster.settle() != nil)
        #expect(cluster.state("ServerFound", of: Sample.installation) == "True VersionDiffers")
        #expect(cluster.state("Ready", of: Sample.installation) == "True Ready")
    }

    @Test("a realm that no installation uses still gets a status")
    func lonelyRealm() throws {
        var cluster = TestCluster()
        let key = ObjectKey(.keycloakRealm, namespace: "argo", name: "old")
        cluster.put(.keycloakRealm, "argo", "old", spec: ["issuer": "http://kc.example.org/realms/prod"])
        let plan = AccessPlanner().plan(cluster.observation(.unassigned(key)))
        let conditions = try #require(plan.statuses.first).status["conditions"]?.array ?? []
        #expect(conditions.first?["reason"] == "Invalid")
        #expect(plan.desired == [] && plan.removals == [])
    }

    @Test("a transition time changes with the status and with nothing else")
    func transitions() {
        var cluster = Sample.settled
        let before = cluster.condition("Ready", of: Sample.binding)?["lastTransitionTime"]
        cluster.now = cluster.now.adding(seconds: 100)
        #expect(cluster.settle() == 0)
        #expect(cluster.condition("Ready", of: Sample.binding)?["lastTransitionTime"] == before)
        cluster.setScope { $0["groups"] = [["path": "/payments/developers", "maxRole": "viewer"]] }
        #expect(cluster.settle() != nil)
        #expect(
            cluster.condition("Ready", of: Sample.binding)?["lastTransitionTime"]?.string == cluster.now.description)
    }

    @Test("a RoleBinding waits for its Role, for the policies and for accounts that may turn out to be foreign")
    func requirements() throws {
        var cluster = Sample.cluster
        let name = "idmon-argo-viewer"
        let role = ObjectKey(.role, namespace: "payments", name: name)
        func requirements(_ plan: Plan) throws -> Set<ObjectKey> {
            let binding = try #require(plan.desired.first { $0.key.type == .roleBinding && $0.key.name == name })
            let shared = plan.stageRequirement.flatMap { $0.stage == binding.stage ? $0.keys : nil }
            return binding.requires.union(shared ?? [])
        }
        let first = try requirements(cluster.plan)
        #expect(first.contains(role) && first.count { $0.type == .serviceAccount && $0.namespace == "argo" } == 2)
        #expect(cluster.settle() != nil)
        let settled = try requirements(cluster.plan)
        let policies = Set(
            cluster.plan.desired.map(\.key).filter { $0.type.group == "admissionregistration.k8s.io" })
        #expect(settled == policies.union([role]) && policies.count > 10)
    }
}
