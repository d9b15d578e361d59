package import JSONTree

/// CustomResourceDefinitions of Argo's kinds for a dev cluster, as wide as they can be: Idmon names these objects and
/// does not look into them.
///
/// Names as in Argo Workflows' own definitions.
package enum ArgoDefinitions {
    package static let documents: [JSONValue] = [
        definition(kind: "Workflow", plural: "workflows", shortName: "wf"),
        definition(kind: "WorkflowTemplate", plural: "workflowtemplates", shortName: "wftmpl"),
        definition(
            kind: "ClusterWorkflowTemplate", plural: "clusterworkflowtemplates", shortName: "cwft", scope: "Cluster"),
        definition(kind: "CronWorkflow", plural: "cronworkflows", shortName: "cwf"),
    ]

    private static func definition(
        kind: String, plural: String, shortName: String, scope: String = "Namespaced"
    ) -> JSONValue {
        [
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("\(plural).argoproj.io")],
            "spec": [
                "group": "argoproj.io",
                "scope": .string(scope),
                "names": [
                    "kind": .string(kind), "listKind": .string("\(kind)List"), "plural": .string(plural),
                    "singular": .string(kind.lowercased()), "shortNames": [.string(shortName)],
                ],
                "versions": [
                    [
                        "name": "v1alpha1", "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                        ],
                    ]
                ],
            ],
        ]
    }
}
