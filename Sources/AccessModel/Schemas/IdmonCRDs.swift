package import JSONTree
import KubeModel
package import KubeSchema

/// The CustomResourceDefinitions of Idmon's kinds, written once: `crds/` is printed from here, documentation and checks
/// read the same schemas.
package enum IdmonCRDs {
    /// The definitions in the order in which an installation is set up.
    package static let definitions: [CRDDocument] = [
        argoInstallation, keycloakRealm, workflowScope, workflowBinding, accessTest,
    ]

    /// The definitions as the objects that are applied to a cluster.
    package static var documents: [JSONValue] { definitions.map(\.value) }

    /// The name of a definition's file in `crds/`: `workflowbindings.idmon.dev.yaml`.
    package static func fileName(of definition: CRDDocument) -> String { "\(definition.name).yaml" }

    /// What stands above the YAML of each file in `crds/`.
    package static let fileHeader = "# Generated from Sources/AccessModel/Schemas: change it there.\n"

    /// `crds/kustomization.yaml`, so that `kubectl apply -k crds` installs them all.
    package static var kustomization: JSONValue {
        [
            "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
            "resources": .array(definitions.map { .string(fileName(of: $0)) }),
        ]
    }

    /// A definition of one of the kinds.
    ///
    /// - Parameters:
    ///   - type: the kind.
    ///   - shortName: what people type.
    ///   - description: what an object of the kind says; the first thing that `kubectl explain` shows.
    ///   - columns: what `kubectl get` shows between name and age.
    static func definition(
        _ type: ResourceType, shortName: String, description: String, spec: Field, status: Field,
        columns: [CRDDocument.PrinterColumn]
    ) -> CRDDocument {
        var schema = StructuralSchema.object {
            Field("apiVersion", .string(length: 0...253), "The version of this kind's schema: \(type.apiVersion).")
            Field("kind", .string(length: 0...63), "The kind of object: \(type.kind).")
            Field("metadata", StructuralSchema(.object), "")
            spec
            status
        }
        // The API server describes these itself and allows no limits on them.
        for index in schema.properties.indices.prefix(2) {
            schema.properties[index].schema.minimumLength = nil
            schema.properties[index].schema.maximumLength = nil
        }
        schema.description = description
        schema = schema.rule(
            "self.metadata.name.size() <= 50",
            "metadata.name must have at most 50 characters, because it becomes part of labels and of generated names: "
                + "choose a shorter name")
        var version = CRDDocument.Version(name: type.version, schema: schema)
        version.hasStatus = true
        version.columns = columns + [.init("Age", .date, ".metadata.creationTimestamp")]
        var definition = CRDDocument(
            group: type.group,
            names: .init(kind: type.kind, plural: type.plural, shortNames: [shortName], categories: ["idmon"]),
            isNamespaced: type.isNamespaced, versions: [version])
        definition.labels = ["app.kubernetes.io/part-of": "idmon"]
        return definition
    }
}
