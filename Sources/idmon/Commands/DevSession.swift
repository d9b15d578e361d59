import AccessModel
import DevCluster
import IdmonOperator
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import Logging
import YAMLTree

/// What happens in a dev cluster once its server listens.
struct DevSession: Sendable {
    let manifests: [Manifest]
    /// Where the kubeconfig is written.
    let kubeconfig: String
    let logger: Logger

    func run(port: Int) async throws {
        let document = YAMLWriter.text(KubeconfigDocument.value(port: port))
        do throws(FileTree.Failure) {
            try FileTree.write(document, to: kubeconfig)
        } catch {
            throw CommandFailure(error.message, status: ExitStatus.badInput)
        }
        let transport = try CurlTransport(
            try KubeConfiguration.load(path: kubeconfig), userAgent: "idmon/\(IdmonVersion.current)")
        let metrics = MetricsRegistry()
        let client = KubeClient(transport: MeasuredTransport(transport, metrics: metrics))
        try await fill(client)
        tell(port: port)
        let service = IdmonOperator(
            configuration: OperatorConfiguration(electsLeader: false, identity: "idmon-dev"), client: client,
            metrics: metrics, logger: logger)
        try await service.run()
        await transport.shutDown()
    }

    /// Applies the CRDs, then the manifests in the order in which they stand.
    private func fill(_ client: KubeClient) async throws {
        for document in IdmonCRDs.documents + ArgoDefinitions.documents {
            try await apply(KubeObject(.customResourceDefinition, content: document), client, place: "CRD")
        }
        let kinds = try await KindDirectory(client)
        // A namespace that the files describe must not be applied once more without its labels.
        var namespaces = Set(manifests.filter { $0.kind == "Namespace" }.map(\.name))
        for manifest in manifests {
            let object = try kinds.object(manifest)
            if let namespace = object.namespace, namespaces.insert(namespace).inserted {
                try await apply(KubeObject(.namespace, namespace: nil, name: namespace), client, place: manifest.file)
            }
            try await apply(object, client, place: manifest.place(of: JSONPath()))
        }
    }

    private func apply(_ object: KubeObject, _ client: KubeClient, place: String) async throws {
        do throws(KubeError) {
            _ = try await client.document(.apply(object, fieldManager: "idmon-dev", force: true))
        } catch {
            throw CommandFailure("\(place): \(object.key): \(error)", status: ExitStatus.findings)
        }
    }

    private func tell(port: Int) {
        let terminal = Terminal.output
        Console.write(
            """
            \(terminal.styled("A cluster is ready", .green)) at http://127.0.0.1:\(port), with \(manifests.count) objects. Stop it with Ctrl-C.

              export KUBECONFIG=\(kubeconfig)
              kubectl get workflowbindings,workflowscopes -A
              kubectl describe workflowbinding nightly-report -n payments
              kubectl get serviceaccounts -n argo
            """)
    }
}
