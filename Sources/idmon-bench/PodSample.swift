import JSONTree
import ReconcileCore

/// One pod of a sample list: two containers, two managers of its fields, a full status; about 8 kB.
struct PodSample {
    private let number: Int
    private let app: String
    private let namespace: String
    private let replicaSet: String
    private let name: String
    private let labels: JSONObject
    /// Drawn once, so that one pod is one value.
    private let uid: String
    private let ownerUID: String
    private let digest: String

    private static let apps = ["catalog", "cart", "checkout", "search", "billing", "ads", "gateway", "mailer"]
    private static let moment: JSONValue = "2026-03-01T10:11:12Z"

    init(number: Int, random: inout SplitMix64) {
        self.number = number
        app = Self.apps[Int(random.next() % 8)]
        namespace = "team-\(number % 40)"
        let hash = random.hex(10)
        replicaSet = "\(app)-\(hash)"
        name = "\(replicaSet)-\(10_000 + number)"
        uid = random.uid()
        ownerUID = random.uid()
        digest = random.hex(64)
        labels = [
            "app.kubernetes.io/name": .string(app), "app.kubernetes.io/instance": "\(app)-\(namespace)",
            "app.kubernetes.io/version": "1.24.\(number % 9)", "app.kubernetes.io/managed-by": "operator",
            "pod-template-hash": .string(hash), "tier": "backend",
        ]
    }

    var pod: JSONValue { ["metadata": metadata, "spec": spec, "status": status] }

    // MARK: - Metadata

    private var metadata: JSONValue {
        let owner: JSONValue = [
            "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": .string(replicaSet), "uid": .string(ownerUID),
            "controller": true, "blockOwnerDeletion": true,
        ]
        return [
            "name": .string(name), "generateName": "\(replicaSet)-", "namespace": .string(namespace),
            "uid": .string(uid), "resourceVersion": "\(100_000 + number)", "creationTimestamp": Self.moment,
            "labels": .object(labels),
            "annotations": ["checksum/config": .string(digest), "example.com/note": "rolled by équipe n° \(number)"],
            "ownerReferences": [owner], "managedFields": [managed("kube-controller-manager"), managed("kubelet")],
        ]
    }

    private func managed(_ manager: String) -> JSONValue {
        let none: JSONValue = [:]
        var owned: JSONObject = [".": [:]]
        for label in labels { owned["f:\(label.name)"] = none }
        var variables: JSONObject = [".": [:]]
        for index in 0..<8 {
            variables["k:{\"name\":\"VAR_\(index)\"}"] = [".": none, "f:name": none, "f:value": none]
        }
        let container: JSONValue = [
            ".": none, "f:env": .object(variables), "f:image": none, "f:imagePullPolicy": none, "f:name": none,
            "f:resources": [".": none, "f:limits": [".": none, "f:cpu": none, "f:memory": none]],
        ]
        let fields: JSONValue = [
            "f:metadata": [
                "f:labels": .object(owned),
                "f:ownerReferences": [".": none, "k:{\"uid\":\"\(ownerUID)\"}": none],
            ],
            "f:spec": [
                "f:containers": ["k:{\"name\":\"main\"}": container], "f:dnsPolicy": none, "f:restartPolicy": none,
            ],
        ]
        return [
            "manager": .string(manager), "operation": "Update", "apiVersion": "v1", "time": Self.moment,
            "fieldsType": "FieldsV1", "fieldsV1": fields,
        ]
    }

    // MARK: - Spec

    private var spec: JSONValue {
        let certificate: JSONValue = [
            "configMap": ["name": "kube-root-ca.crt", "items": [["key": "ca.crt", "path": "ca.crt"]]]
        ]
        let token: JSONValue = ["serviceAccountToken": ["expirationSeconds": 3607, "path": "token"]]
        let volumes: JSONValue = [
            ["name": "config", "configMap": ["name": "\(app)-config", "defaultMode": 420]],
            ["name": "kube-api-access-x", "projected": ["sources": [token, certificate], "defaultMode": 420]],
        ]
        return [
            "volumes": volumes, "containers": [container("main"), container("sidecar")], "restartPolicy": "Always",
            "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst", "serviceAccountName": .string(app),
            "serviceAccount": .string(app), "nodeName": "node-\(number % 120)",
            "securityContext": ["fsGroup": 1000, "runAsUser": 1000], "schedulerName": "default-scheduler",
            "tolerations": [toleration("not-ready"), toleration("unreachable")], "priority": 0,
            "enableServiceLinks": true, "preemptionPolicy": "PreemptLowerPriority",
        ]
    }

    private func toleration(_ key: String) -> JSONValue {
        [
            "key": "node.kubernetes.io/\(key)", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
        ]
    }

    private func container(_ name: String) -> JSONValue {
        let ports: JSONValue = [
            ["name": "http", "containerPort": 8080, "protocol": "TCP"],
            ["name": "metrics", "containerPort": 9090, "protocol": "TCP"],
        ]
        let mounts: JSONValue = [
            ["name": "config", "readOnly": true, "mountPath": "/etc/config"],
            [
                "name": "kube-api-access-x", "readOnly": true,
                "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
            ],
        ]
        let probe: JSONValue = [
            "httpGet": ["path": "/healthz", "port": 8080, "scheme": "HTTP"], "initialDelaySeconds": 10,
            "timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3,
        ]
        let resources: JSONValue = [
            "limits": ["cpu": "500m", "memory": "512Mi"], "requests": ["cpu": "100m", "memory": "128Mi"],
        ]
        return [
            "name": .string(name), "image": "\(image(name)).\(number % 90)@sha256:\(digest)", "ports": ports,
            "env": environment(of: name), "resources": resources, "volumeMounts": mounts, "livenessProbe": probe,
            "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
            "imagePullPolicy": "IfNotPresent",
            "securityContext": [
                "capabilities": ["drop": ["ALL"]], "runAsNonRoot": true, "allowPrivilegeEscalation": false,
            ],
        ]
    }

    private func environment(of container: String) -> JSONValue {
        var variables: [JSONValue] = (0..<8).map { index in
            let value = index % 7 == 0 ? "value number \(index) of \"\(container)\"" : "v\(index)"
            return ["name": "VAR_\(index)", "value": .string(value)]
        }
        variables.append([
            "name": "POD_IP", "valueFrom": ["fieldRef": ["apiVersion": "v1", "fieldPath": "status.podIP"]],
        ])
        return .array(variables)
    }

    private func image(_ container: String) -> String { "registry.example.com/\(app)/\(container):v1" }

    // MARK: - Status

    private var status: JSONValue {
        let conditions = ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map { type -> JSONValue in
            ["type": .string(type), "status": "True", "lastProbeTime": .null, "lastTransitionTime": Self.moment]
        }
        let address = "10.\(number % 200).3.\(number % 250)"
        return [
            "phase": "Running", "conditions": .array(conditions), "hostIP": "10.0.\(number % 200).\(number % 250)",
            "podIP": .string(address), "podIPs": [["ip": .string(address)]], "startTime": Self.moment,
            "containerStatuses": [containerStatus("main"), containerStatus("sidecar")], "qosClass": "Burstable",
        ]
    }

    private func containerStatus(_ name: String) -> JSONValue {
        [
            "name": .string(name), "state": ["running": ["startedAt": Self.moment]], "lastState": [:], "ready": true,
            "restartCount": .integer(Int64(number % 4)), "image": .string(image(name)), "imageID": "sha256:\(digest)",
            "containerID": "containerd://\(digest)", "started": true,
        ]
    }
}
