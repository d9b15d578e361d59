import DevCluster
import JSONTree
import KubeTesting
import TestInputs
import Testing

/// kubectl finds everything that it needs of a server.
@Suite("kubectl and the dev cluster", .enabled(Kubectl.absence) { await KubectlProgram.isAvailable() })
struct KubectlTests {
    private static let configMap = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: a, labels: {app: x}}
        data: {k: v}
        """

    @Test("kubectl apply creates, changes and leaves alone")
    func clientSideApply() async throws {
        try await Kubectl.run { (kubectl) async throws in
            #expect(try await kubectl("apply -f -", input: Self.configMap) == "configmap/a created\n")
            #expect(try await kubectl("apply -f -", input: Self.configMap) == "configmap/a unchanged\n")
            let changed = Self.configMap.replacing("k: v", with: "l: w")
            #expect(try await kubectl("apply -f -", input: changed) == "configmap/a configured\n")
            #expect(try await kubectl("get configmap a -o jsonpath={.data}") == #"{"l":"w"}"#)
        }
    }

    @Test("kubectl apply --server-side reports a conflict and can be forced")
    func serverSideApply() async throws {
        try await Kubectl.run { (kubectl) async throws in
            try await kubectl("apply --server-side -f -", input: Self.configMap)
            let changed = Self.configMap.replacing("k: v", with: "k: w")
            let refused = try await kubectl.attempt("apply --server-side --field-manager other -f -", input: changed)
            #expect(refused.exitCode == 1)
            #expect(refused.errors.contains(#"Apply failed with 1 conflict: conflict with "kubectl": .data.k"#))
            try await kubectl("apply --server-side --field-manager other --force-conflicts -f -", input: changed)
            #expect(try await kubectl("get configmap a -o jsonpath={.data.k}") == "w")
        }
    }

    @Test("kubectl diff shows what an apply would change")
    func diff() async throws {
        try await Kubectl.run { (kubectl) async throws in
            try await kubectl("apply -f -", input: Self.configMap)
            #expect(try await kubectl.attempt("diff -f -", input: Self.configMap).exitCode == 0)
            let diff = try await kubectl.attempt("diff -f -", input: Self.configMap.replacing("k: v", with: "k: w"))
            #expect(diff.exitCode == 1)
            #expect(diff.output.contains("-  k: v\n+  k: w\n"))
        }
    }

    @Test("kubectl get prints tables, YAML, JSON and names, and selects")
    func get() async throws {
        try await Kubectl.run { (kubectl) async throws in
            try await kubectl("apply -f -", input: Self.configMap)
            let table = try await kubectl("get configmaps -o wide").split(separator: "\n")
            #expect(table.first?.split(separator: " ") == ["NAME", "DATA", "AGE"])
            #expect(table.contains { $0.hasPrefix("a ") })
            #expect(try await kubectl("get configmap a -o yaml").contains("data:\n  k: v\n"))
            let json = try JSONValue(parsing: try await kubectl("get configmap a -o json"))
            #expect(json["data"] == ["k": "v"])
            #expect(try await kubectl("get configmap -l app=x -o name") == "configmap/a\n")
            #expect(try await kubectl("get configmap -l app!=x,app -o name") == "")
            #expect(try await kubectl("get configmap --field-selector metadata.name=a -o name") == "configmap/a\n")
            let missing = try await kubectl.attempt("get configmap none")
            #expect(missing.errors == "Error from server (NotFound): configmaps \"none\" not found\n")
        }
    }

    @Test("kubectl get -w sees what is there and ends with its time")
    func watch() async throws {
        try await Kubectl.run { (kubectl) async throws in
            try await kubectl("apply -f -", input: Self.configMap)
            let seen = try await kubectl("get configmap a -w -o name --request-timeout=2s")
            #expect(seen == "configmap/a\n")
        }
    }

    @Test("kubectl label, annotate, patch, replace and scale change objects")
    func changes() async throws {
        try await Kubectl.run { (kubectl) async throws in
            try await kubectl("apply -f -", input: Self.configMap)
            try await kubectl("label configmap a tier=front")
            try await kubectl("annotate configmap a note=x")
            try await kubectl(#"patch configmap a --type merge -p {"data":{"m":"1"}}"#)
            try await kubectl(#"patch configmap a --type json -p [{"op":"remove","path":"/data/k"}]"#)
            try await kubectl(#"patch configmap a -p {"data":{"n":"2"}}"#)
            let object = try JSONValue(parsing: try await kubectl("get configmap a -o json"))
            #expect(object["data"] == ["m": "1", "n": "2"])
            #expect(object["metadata"]?["labels"] == ["app": "x", "tier": "front"])
            #expect(object["metadata"]?["annotations"]?["note"] == "x")
            try await kubectl("replace -f -", input: Self.configMap)
            #expect(try await kubectl("get configmap a -o jsonpath={.data}") == #"{"k":"v"}"#)
            try await kubectl("create deployment d --image=example.com/d")
            try await kubectl("scale deployment d --replicas=3")
            #expect(try await kubectl("get deployment d -o jsonpath={.spec.replicas}") == "3")
        }
    }

    @Test("kubectl delete and wait --for=delete see the end")
    func deletion() async throws {
        try await Kubectl.run { (kubectl) async throws in
            try await kubectl("apply -f -", input: Self.configMap)
            #expect(try await kubectl("delete configmap a") == "configmap \"a\" deleted\n")
            try await kubectl("wait --for=delete configmap/a --timeout=5s")
            try await kubectl("create namespace n")
            try await kubectl("delete namespace n")
            #expect(try await kubectl.attempt("get namespace n").exitCode == 1)
        }
    }

    @Test("kubectl auth can-i and create token ask the server")
    func access() async throws {
        try await Kubectl.run { (kubectl) async throws in
            #expect(try await kubectl("auth can-i delete pods") == "yes\n")
            #expect(try await kubectl.attempt("auth can-i get pods --as alice").output == "no\n")
            try await kubectl("create serviceaccount robot")
            try await kubectl("create role reader --verb=get --resource=pods")
            try await kubectl("create rolebinding reader --role=reader --serviceaccount=default:robot")
            let robot = "--as system:serviceaccount:default:robot"
            #expect(try await kubectl("auth can-i get pods \(robot)") == "yes\n")
            #expect(try await kubectl.attempt("auth can-i list pods \(robot)").output == "no\n")
            #expect(try await kubectl("auth whoami \(robot)").contains("system:serviceaccounts:default"))
            let token = try await kubectl("create token robot")
            #expect(token.split(separator: ".").count == 3)
        }
    }

    @Test("kubectl knows the kinds, the version and the health")
    func discovery() async throws {
        try await Kubectl.run { (kubectl) async throws in
            let kinds = try await kubectl("api-resources -o name").split(separator: "\n")
            #expect(kinds.contains("configmaps"))
            #expect(kinds.contains("deployments.apps"))
            #expect(kinds.contains("rolebindings.rbac.authorization.k8s.io"))
            #expect(try await kubectl("api-versions").contains("rbac.authorization.k8s.io/v1"))
            #expect(try await kubectl("version -o json").contains("\"serverVersion\""))
            #expect(try await kubectl("get --raw /readyz") == "ok")
        }
    }

    @Test("Idmon's definitions and samples are applied, explained and described")
    func samples() async throws {
        let root = Project.root
        try await Kubectl.run { (kubectl) async throws in
            try await kubectl("apply -k \(root)/crds")
            for definition in ArgoDefinitions.documents { try await kubectl("apply -f -", input: definition.text) }
            try await kubectl("wait --for=condition=Established crd --all --timeout=10s")
            try await kubectl("apply -k \(root)/deploy/samples")
            let table = try await kubectl("get workflowbindings -A")
            #expect(table.contains("nightly-report"))
            let grants = try await kubectl("explain workflowbinding.spec.grants")
            #expect(grants.contains("KIND:       WorkflowBinding") && grants.contains("expiresAt\t<string>"))
            let description = try await kubectl("describe workflowbinding nightly-report -n payments")
            #expect(description.contains("Scope Ref:\n    Name:  payments-production"))
            #expect(try await kubectl("apply -k \(root)/deploy/samples").contains("created") == false)
            try await kubectl("apply --server-side --force-conflicts -k \(root)/deploy/samples")
        }
    }

    @Test("a typing error in one of Idmon's resources is refused with the field's name")
    func typingError() async throws {
        try await Kubectl.run { (kubectl) async throws in
            try await kubectl("apply -k \(Project.root)/crds")
            let refused = try await kubectl.attempt(
                "apply -f -",
                input: """
                    apiVersion: idmon.dev/v1alpha1
                    kind: WorkflowBinding
                    metadata: {name: a, namespace: default}
                    spec: {scopeReff: {name: a}}
                    """)
            #expect(refused.exitCode == 1)
            #expect(refused.errors.contains(#"unknown field "spec.scopeReff""#))
        }
    }
}
