import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// The story that the documentation tells: the payments team and its nightly report.
enum Sample {
    static let installation = ObjectKey(.argoInstallation, namespace: "argo", name: "argo")
    static let realm = ObjectKey(.keycloakRealm, namespace: "argo", name: "prod")
    static let scope = ObjectKey(.workflowScope, namespace: "payments", name: "payments-prod")
    static let binding = ObjectKey(.workflowBinding, namespace: "payments", name: "nightly-report")
    /// The account of everybody, which is there as long as the installation is.
    static let login = ObjectKey(.serviceAccount, namespace: "argo", name: "idmon-argo-login")
    static let key = ReconcileKey.installation(TestCluster.installation)

    static let leads = "idmon-argo-payments-leads-"
    static let developers = "idmon-argo-payments-developers-"

    static let scopeSpec: JSONValue = [
        "environment": "production", "installationRef": ["name": "argo", "namespace": "argo"],
        "groups": [
            ["path": "/payments/developers", "maxRole": "submitter"],
            ["path": "/payments/leads", "maxRole": "submitter"],
            ["path": "/platform/sre", "maxRole": "viewer"],
        ],
        "runner": [
            "rules": [
                ["apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["report-config"], "verbs": ["get"]]
            ]
        ],
        "members": [
            "sources": ["Binding", "Components"],
            "components": [["application": "payments", "name": "nightly-report"]],
        ],
    ]

    static let bindingSpec: JSONValue = [
        "scopeRef": ["name": "payments-prod"], "component": ["application": "payments", "name": "nightly-report"],
        "templates": [["name": "nightly-report"]],
        "grants": [
            ["group": "/payments/developers", "role": "submitter"],
            ["group": "/payments/leads", "role": "viewer", "expiresAt": "2027-06-30T00:00:00Z"],
        ],
        "runner": [
            "rules": [
                ["apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["report-config"], "verbs": ["get"]]
            ]
        ],
    ]

    static var cluster: TestCluster {
        var cluster = TestCluster()
        cluster.now = KubeTime(seconds: 1_795_000_000)
        cluster.put(.namespace, nil, "argo")
        cluster.put(.namespace, nil, "payments", labels: ["namespace.oam.dev/env": "production"])
        cluster.put(.argoInstallation, "argo", "argo", spec: ["version": "4.1.2", "realmRef": ["name": "prod"]])
        cluster.put(.keycloakRealm, "argo", "prod", spec: ["issuer": "https://kc.example.org/realms/prod"])
        cluster.put(.workflowScope, "payments", "payments-prod", spec: scopeSpec)
        cluster.put(.workflowBinding, "payments", "nightly-report", spec: bindingSpec)
        return cluster
    }

    /// The cluster after everything was granted, its Events read.
    static var settled: TestCluster {
        var cluster = cluster
        _ = cluster.settle()
        cluster.forgetNotes()
        return cluster
    }
}

extension TestCluster {
    /// The plan of the sample's installation as things are now.
    var plan: Plan { AccessPlanner().plan(observation(Sample.key)) }

    func condition(_ type: String, of key: ObjectKey) -> JSONValue? {
        objects[key]?["status"]?["conditions"]?.array?.first { $0["type"]?.string == type }
    }

    /// `True Ready`: the status and reason of a condition; nil when it is absent.
    func state(_ type: String, of key: ObjectKey = Sample.binding) -> String? {
        condition(type, of: key).map { "\($0["status"]?.string ?? "") \($0["reason"]?.string ?? "")" }
    }

    /// `/payments/leads viewer true Granted` for each grant of a binding.
    func grants(of key: ObjectKey = Sample.binding) -> [String] {
        (objects[key]?["status"]?["grants"]?.array ?? []).map { grant in
            let words = [
                grant["group"]?.string, grant["role"]?.string, grant["effective"]?.bool.map(String.init),
                grant["reason"]?.string,
            ]
            return words.compactMap { $0 }.joined(separator: " ")
        }
    }

    /// The one account whose name begins so.
    func account(_ prefix: String) -> LiveObject? {
        keys(.serviceAccount).first { $0.name.hasPrefix(prefix) }.flatMap(live)
    }

    mutating func setTokens(_ tokens: JSONValue) {
        put(
            .argoInstallation, "argo", "argo",
            spec: ["version": "3.7.11", "realmRef": ["name": "prod"], "tokens": tokens])
    }

    mutating func setBinding(_ change: (inout JSONValue) -> Void) {
        var spec = Sample.bindingSpec
        change(&spec)
        put(.workflowBinding, "payments", "nightly-report", spec: spec)
    }

    mutating func setScope(_ change: (inout JSONValue) -> Void) {
        var spec = Sample.scopeSpec
        change(&spec)
        put(.workflowScope, "payments", "payments-prod", spec: spec)
    }
}
