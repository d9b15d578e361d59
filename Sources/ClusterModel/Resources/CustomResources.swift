import JSONTree
import KubeModel
import KubeSchema

/// The kinds that CustomResourceDefinitions add.
extension ServedResource {
    /// The served versions of an established definition.
    ///
    /// Every version reads and writes the same stored object: there is no conversion but of `apiVersion`.
    static func custom(_ definition: JSONValue) -> [ServedResource] {
        guard KindRules.isEstablished(definition), let document = try? CRDDocument(definition) else { return [] }
        let storageFirst = document.versions.filter(\.isStorage) + document.versions.filter { !$0.isStorage }
        return storageFirst.filter(\.isServed).map { ServedResource(document, $0) }
    }

    private init(_ document: CRDDocument, _ version: CRDDocument.Version) {
        self.init(
            type: document.resourceType(version), singular: document.names.singular, format: .custom(version.schema),
            shape: version.schema.fieldShape)
        shortNames = document.names.shortNames
        categories = document.names.categories
        hasStatus = version.hasStatus
        listKind = document.names.listKind
        columns = version.columns
        selectableFields = version.selectableFields.map { $0.hasPrefix(".") ? String($0.dropFirst()) : $0 }
        scale = version.scale.map {
            ScalePaths(
                specReplicas: $0.specReplicasPath, statusReplicas: $0.statusReplicasPath,
                labelSelector: $0.labelSelectorPath)
        }
        deprecation =
            version.isDeprecated
            ? version.deprecationWarning ?? "\(type.apiVersion) \(type.kind) is deprecated" : nil
        rules.hasGeneration = true
        rules.allowsUnconditionalUpdate = false
    }
}

extension Cluster {
    /// Serves what the definitions say at the moment.
    mutating func refreshCatalogue() {
        let custom = storage.objects(.definitions).flatMap { ServedResource.custom($0.value) }
        catalogue = Catalogue(ServedResource.builtIn + custom)
    }
}
