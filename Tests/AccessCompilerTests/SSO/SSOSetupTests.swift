import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing
import YAMLTree

@Suite("Argo's SSO settings from plan to restart")
struct SSOSetupTests {
    private static let configMap = ObjectKey(.configMap, namespace: "argo", name: "workflow-controller-configmap")
    private static let server = ObjectKey(.deployment, namespace: "argo", name: "argo-server")

    private static let sso: JSONValue = [
        "clientIdRef": ["name": "argo-oidc", "key": "client-id"],
        "clientSecretRef": ["name": "argo-oidc", "key": "client-secret"],
        "redirectUrl": "https://argo.example.org/oauth2/callback", "scopes": ["groups", "email"], "sessionExpiry": "2h",
    ]

    private func cluster(_ data: JSONValue? = ["images": "{}"], change: (inout JSONValue) -> Void = { _ in })
        -> TestCluster
    {
        var cluster = Sample.cluster
        putInstallation(&cluster, change)
        if let data {
            cluster.put(.configMap, "argo", Self.configMap.name)
            cluster.tamper(Self.configMap) { $0["data"] = data }
        }
        putServer(&cluster)
        return cluster
    }

    private func putInstallation(_ cluster: inout TestCluster, _ change: (inout JSONValue) -> Void = { _ in }) {
        var spec: JSONValue = ["version": "4.1.2", "realmRef": ["name": "prod"], "sso": Self.sso]
        change(&spec)
        cluster.put(.argoInstallation, "argo", "argo", spec: spec)
    }

    private func putServer(_ cluster: inout TestCluster, arguments: JSONValue = ["server", "--auth-mode=sso"]) {
        cluster.put(
            .deployment, "argo", "argo-server",
            spec: [
                "replicas": 2,
                "template": [
                    "spec": [
                        "serviceAccountName": "argo-server",
                        "containers": [
                            ["name": "server", "image": "quay.io/argoproj/argocli:v4.1.2", "args": arguments]
                        ],
                    ]
                ],
            ])
        finishRollout(&cluster)
    }

    private func finishRollout(_ cluster: inout TestCluster) {
        cluster.tamper(Self.server) {
            $0["status"] = ["observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2]
        }
    }

    private func state(_ type: String, _ cluster: TestCluster) -> String? {
        cluster.state(type, of: Sample.installation)
    }

    private func written(_ cluster: TestCluster) throws -> JSONValue? {
        let text = try #require(cluster.objects[Self.configMap]?["data"]?["sso"]?.string)
        return try YAMLReader.documents(in: Array(text.utf8)).first?.value
    }

    private func templateAnnotations(_ cluster: TestCluster) -> JSONValue? {
        cluster.objects[Self.server]?["spec"]?["template"]?["metadata"]?["annotations"]
    }

    // MARK: -

    @Test("the settings are written once, argo-server is restarted once, and then nothing happens any more")
    func course() throws {
        var cluster = cluster()
        #expect(cluster.settle() != nil)
        #expect(
            try written(cluster) == [
                "issuer": "https://kc.example.org/realms/prod", "clientId": ["name": "argo-oidc", "key": "client-id"],
                "clientSecret": ["name": "argo-oidc", "key": "client-secret"],
                "redirectUrl": "https://argo.example.org/oauth2/callback", "scopes": ["groups", "email"],
                "sessionExpiry": "2h",
                "filterGroupsRegex": ["^/payments/developers$", "^/payments/leads$", "^/platform/sre$"],
                "rbac": ["enabled": true],
            ])
        #expect(cluster.objects[Self.configMap]?["data"]?["images"] == "{}")
        #expect(state("SSOConfigured", cluster) == "True Configured")
        #expect(state("ServerRolledOut", cluster) == "True RolledOut")
        #expect(state("SessionFits", cluster) == "True Fits" && state("ServerSecure", cluster) == "True Secure")
        #expect(state("VersionSecure", cluster) == "True NoAdvisory" && state("Ready", cluster) == "True Ready")
        #expect(cluster.notes.map(\.reason).filter { $0.hasPrefix("S") } == ["SSOConfigured", "ServerRolled"])
        #expect(cluster.plan.patches == [])
    }

    @Test("argo-server is not restarted before its ConfigMap has the settings, and the restart is watched")
    func rollout() throws {
        var cluster = cluster()
        #expect(cluster.plan.patches.map(\.key) == [Self.configMap])
        #expect(cluster.plan.patches.first?.stage == AccessStage.configure)
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(state("SSOConfigured", cluster) == "False Writing" && templateAnnotations(cluster) == nil)
        #expect(cluster.plan.patches.map(\.key) == [Self.server])
        _ = cluster.perform(cluster.plan, limit: .max)
        #expect(
            state("ServerRolledOut", cluster) == "False RollingOut"
                && state("Ready", cluster)?.hasPrefix("False") == true)
        cluster.tamper(Self.server) {
            $0["status"] = ["observedGeneration": 1, "replicas": 3, "updatedReplicas": 1, "availableReplicas": 2]
        }
        _ = cluster.settle()
        #expect(state("ServerRolledOut", cluster) == "False RollingOut")
        #expect(
            cluster.condition("ServerRolledOut", of: Sample.installation)?["message"]?.string?.contains("1 of 2")
                == true)
        #expect(cluster.plan.requeueAfterSeconds == 10)
        cluster.tamper(Self.server) {
            $0["status"]?["conditions"] = [
                ["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"]
            ]
        }
        _ = cluster.settle()
        #expect(
            state("ServerRolledOut", cluster) == "False RolloutStuck"
                && state("Stalled", cluster) == "True RolloutStuck")
        finishRollout(&cluster)
        _ = cluster.settle()
        #expect(state("ServerRolledOut", cluster) == "True RolledOut")
    }

    @Test("settings that say the same in other words are left as they are, and others are kept for going back")
    func rewording() throws {
        let same = """
            rbac: {enabled: yes}   # yes
            issuer: "https://kc.example.org/realms/prod"
            clientId: {name: argo-oidc, key: client-id}
            clientSecret: {name: argo-oidc, key: client-secret, optional: false}
            redirectUrl: https://argo.example.org/oauth2/callback
            scopes: [groups, email]
            insecureSkipVerify: false
            sessionExpiry: 120m
            filterGroupsRegex: ["^/payments/developers$", ^/payments/leads$, ^/platform/sre$]
            """
        var cluster = cluster(["sso": .string(same)])
        _ = cluster.settle()
        #expect(cluster.objects[Self.configMap]?["data"]?["sso"]?.string == same)
        #expect(state("SSOConfigured", cluster) == "True Configured")

        var other = self.cluster(["sso": "issuer: https://old.example.org\n"])
        _ = other.settle()
        let annotations = other.objects[Self.configMap]?["metadata"]?["annotations"]
        #expect(annotations?[WellKnown.Annotation.previousSSO] == "issuer: https://old.example.org\n")
        // What Idmon wrote itself is no text to go back to.
        putInstallation(&other) { $0["sso"]?["sessionExpiry"] = "4h" }
        _ = other.settle()
        #expect(try written(other)?["sessionExpiry"] == "4h")
        let later = other.objects[Self.configMap]?["metadata"]?["annotations"]
        #expect(later?[WellKnown.Annotation.previousSSO] == "issuer: https://old.example.org\n")
        #expect(later?[WellKnown.Annotation.ssoDigest] != annotations?[WellKnown.Annotation.ssoDigest])
    }

    @Test("a key that somebody put into the block is taken out again, with an Event that names it")
    func repair() throws {
        var cluster = cluster()
        _ = cluster.settle()
        cluster.forgetNotes()
        let planted = (cluster.objects[Self.configMap]?["data"]?["sso"]?.string ?? "") + "roleMap: {}\nadmins: [x]\n"
        cluster.tamper(Self.configMap) { $0["data"]?["sso"] = .string(planted) }
        _ = cluster.settle()
        #expect(try written(cluster)?["admins"] == nil)
        let note = try #require(cluster.notes.first { $0.reason == "SSORepaired" })
        #expect(note.severity == .warning && note.message.contains("admins (which Argo Workflows 4.1.2 does not know)"))
        let annotations = cluster.objects[Self.configMap]?["metadata"]?["annotations"]
        #expect(annotations?[WellKnown.Annotation.previousSSO]?.string == planted)
        // The effect is the same as before, so argo-server is left alone.
        #expect(!cluster.notes.contains { $0.reason == "ServerRolled" })
    }

    @Test(
        "a ConfigMap that Argo could not read is reported with its place and left as it is",
        arguments: [
            (["config": "links: []\nlinkss: []\n"], "ConfigMapHasUnknownKey", "line 2, column 1"),
            (["config": "links: []\n", "sso": "x: y\n"], "ConfigMapMixesForms", "(sso)"),
            (["config": "links: [\n"], "ConfigMapMalformed", "line"),
            (["images": "a: b: c"], "ConfigMapMalformed", "key images, line 1"),
            (["config": "{links: []}"], "ConfigMapNotEditable", "line 1"),
        ] as [(JSONValue, String, String)])
    func broken(data: JSONValue, reason: String, words: String) throws {
        var cluster = cluster(data)
        let before = cluster.objects[Self.configMap]
        #expect(cluster.settle() != nil)
        #expect(cluster.objects[Self.configMap] == before && templateAnnotations(cluster) == nil)
        #expect(state("SSOConfigured", cluster) == "False \(reason)")
        #expect(
            state("Ready", cluster) == "False \(reason)" && state("ServerRolledOut", cluster) == "Unknown \(reason)")
        let message = cluster.condition("SSOConfigured", of: Sample.installation)?["message"]?.string ?? ""
        #expect(message.contains(words), "\(message)")
        // What was granted stays granted.
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })
        #expect(cluster.notes.contains { $0.reason == reason && $0.severity == .warning })
    }

    @Test("a ConfigMap or a Deployment that is missing is told, and nothing is made")
    func missing() {
        var cluster = cluster(nil)
        _ = cluster.settle()
        #expect(state("SSOConfigured", cluster) == "False ConfigMapNotFound" && cluster.keys(.configMap) == [])
        cluster.put(.configMap, "argo", Self.configMap.name)
        cluster.delete(Self.server)
        _ = cluster.settle()
        #expect(state("SSOConfigured", cluster) == "True Configured")
        #expect(state("ServerRolledOut", cluster) == "False DeploymentNotFound")
    }

    @Test("what may not be read is told with the Role that is missing")
    func forbidden() {
        let cluster = cluster()
        var observation = cluster.observation(Sample.key)
        observation.configMaps = []
        observation.deployments = []
        observation.unreadable = [Self.configMap, Self.server]
        let plan = AccessPlanner().plan(observation)
        let status = plan.statuses.first { $0.key == Sample.installation }?.status
        let conditions = status?["conditions"]?.array ?? []
        for (type, reason) in [("SSOConfigured", "ConfigMapForbidden"), ("ServerFound", "DeploymentForbidden")] {
            let condition = conditions.first { $0["type"]?.string == type }
            #expect(condition?["reason"]?.string == reason)
            #expect(condition?["message"]?.string?.contains("idmon-sso") == true)
        }
        #expect(plan.patches == [])
    }

    // MARK: - Restarts

    @Test("settings that change again and again restart argo-server at most once an interval, and the last ones win")
    func interval() throws {
        var cluster = cluster()
        _ = cluster.settle()
        finishRollout(&cluster)
        let first = templateAnnotations(cluster)
        for (index, expiry) in ["1h", "3h", "5h"].enumerated() {
            cluster.now = cluster.now.adding(seconds: 60)
            putInstallation(&cluster) { $0["sso"]?["sessionExpiry"] = .string(expiry) }
            _ = cluster.settle()
            #expect(try written(cluster)?["sessionExpiry"]?.string == expiry)
            #expect(templateAnnotations(cluster) == first, "restarted after \(index + 1) minutes")
            #expect(
                state("ServerRolledOut", cluster) == "False RollPostponed" && state("Ready", cluster) == "True Ready")
            #expect(cluster.plan.requeueAfterSeconds == 300 - 60 * (index + 1))
        }
        cluster.now = cluster.now.adding(seconds: 120)
        _ = cluster.settle()
        #expect(templateAnnotations(cluster) != first && cluster.plan.patches == [])
        // Settings that are as they were need no restart, however often they changed meanwhile.
        let second = templateAnnotations(cluster)
        for expiry in ["1h", "5h"] {
            putInstallation(&cluster) { $0["sso"]?["sessionExpiry"] = .string(expiry) }
            _ = cluster.settle()
        }
        finishRollout(&cluster)
        _ = cluster.settle()
        #expect(templateAnnotations(cluster) == second && state("ServerRolledOut", cluster) == "True RolledOut")
    }

    @Test("grants that come and go within the scope's groups change neither settings nor pods")
    func churn() {
        var cluster = cluster()
        _ = cluster.settle()
        let before = (cluster.objects[Self.configMap], cluster.objects[Self.server])
        cluster.setBinding { $0["grants"] = [] }
        _ = cluster.settle()
        cluster.setBinding { $0["grants"] = [["group": "/platform/sre", "role": "viewer"]] }
        _ = cluster.settle()
        #expect(cluster.objects[Self.configMap] == before.0 && cluster.objects[Self.server] == before.1)
    }

    @Test("without leave to restart, a restart that is due is told until a person has done it")
    func byHand() {
        var cluster = cluster { $0["server"] = ["roll": false] }
        _ = cluster.settle()
        #expect(state("ServerRolledOut", cluster) == "False RestartNeeded" && templateAnnotations(cluster) == nil)
        #expect(state("Ready", cluster) == "True Ready")
        let later = cluster.now.adding(seconds: 30).description
        cluster.tamper(Self.server) {
            $0["spec"]?["template"]?["metadata"] = [
                "annotations": ["kubectl.kubernetes.io/restartedAt": .string(later)]
            ]
        }
        _ = cluster.settle()
        #expect(state("ServerRolledOut", cluster) == "True RolledOut")
    }

    @Test("while the realm is missing, or the installation goes, the settings stay as they are")
    func unusable() {
        var cluster = cluster()
        _ = cluster.settle()
        let before = cluster.objects[Self.configMap]
        cluster.delete(Sample.realm)
        _ = cluster.settle()
        #expect(cluster.objects[Self.configMap] == before)
        #expect(state("SSOConfigured", cluster) == "Unknown RealmNotFound")
        cluster.delete(Sample.installation)
        _ = cluster.settle()
        #expect(cluster.objects[Self.configMap] == before && cluster.objects[Sample.installation] == nil)
    }

    @Test("a plan from a ConfigMap that has changed since writes nothing")
    func stale() {
        var cluster = cluster()
        let plan = cluster.plan
        cluster.tamper(Self.configMap) { $0["data"]?["images"] = "a: {}" }
        let before = cluster.objects[Self.configMap]
        _ = cluster.perform(plan, limit: .max)
        #expect(cluster.objects[Self.configMap] == before)
    }

    // MARK: - The rest

    @Test("the Role for argo-server names exactly the Secrets that it reads, and goes when it is not wanted")
    func tokenRole() {
        var cluster = cluster { $0["server"] = ["tokenRole": true] }
        cluster.put(.serviceAccount, "argo", "argo-server")
        #expect(cluster.settle() != nil && cluster.violations == [])
        let name = "idmon-argo-argo-server"
        let role = ObjectKey(.role, namespace: "argo", name: name)
        let secrets = cluster.keys(.secret).map(\.name)
        #expect(secrets.count == 3)
        #expect(
            cluster.access(of: "argo-server", in: "argo")
                == Set((secrets + ["argo-oidc", "sso"]).map { "get secrets \($0)" } + ["create secrets *"]))
        // A Deployment that is gone for a moment takes nothing from the account.
        cluster.delete(Self.server)
        _ = cluster.settle()
        #expect(!cluster.access(of: "argo-server", in: "argo").isEmpty)
        cluster.setBinding { $0["grants"] = [["group": "/payments/leads", "role": "viewer"]] }
        #expect(cluster.settle() != nil && cluster.violations == [])
        #expect(cluster.access(of: "argo-server", in: "argo").count == 5)
        putInstallation(&cluster)
        _ = cluster.settle()
        #expect(cluster.objects[role] == nil && cluster.access(of: "argo-server", in: "argo") == [])
    }

    @Test(
        "flags that let in the wrong people, or nobody, are told",
        arguments: [
            (["server", "--auth-mode=sso", "--auth-mode=client"], "True Secure"),
            (["server", "--auth-mode", "sso", "--auth-mode", "server"], "False EverybodyIsServer"),
            (["server", "--auth-mode=hybrid"], "False EverybodyIsServer"), (["server"], "False SSODisabled"),
            (["server", "--auth-mode=sso", "--namespaced", "--managed-namespace=team"], "False OtherNamespace"),
            (["server", "--auth-mode=sso", "--managed-namespace=team"], "True Secure"),
            (["server", "--auth-mode=sso", "--namespaced=false", "--managed-namespace=team"], "True Secure"),
            (["server", "--auth-mode=sso", "--configmap", "other"], "False OtherConfigMap"),
        ] as [([String], String)])
    func flags(arguments: [String], answer: String) {
        var cluster = cluster()
        putServer(&cluster, arguments: .array(arguments.map(JSONValue.string)))
        _ = cluster.settle()
        #expect(state("ServerSecure", cluster) == answer)
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })
    }

    @Test("versions with which nobody can log in are refused, others are warned of and granted all the same")
    func versions() {
        var cluster = cluster { $0["version"] = "4.1.1" }
        _ = cluster.settle()
        #expect(state("VersionSupported", cluster) == "False SessionsBroken" && cluster.keys(.serviceAccount) == [])
        #expect(state("SSOConfigured", cluster) == "Unknown SessionsBroken")
        putInstallation(&cluster) { $0["version"] = "4.0.4" }
        _ = cluster.settle()
        #expect(state("VersionSecure", cluster) == "False AdvisoryApplies")
        let message = cluster.condition("VersionSecure", of: Sample.installation)?["message"]?.string ?? ""
        #expect(message.contains("CVE-2026-42296") && message.contains("CVE-2026-54526"))
        #expect(!message.contains("CVE-2026-31892"))
        #expect(cluster.grants().allSatisfy { $0.hasSuffix("true Granted") })
    }
}
