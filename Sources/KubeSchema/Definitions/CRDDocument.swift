package import JSONTree
package import KubeModel

/// A CustomResourceDefinition (`apiextensions.k8s.io/v1`): a kind that a cluster is taught.
package struct CRDDocument: Sendable, Hashable {
    /// The words by which people and machines call the kind.
    package struct Names: Sendable, Hashable {
        package var kind: String
        package var listKind: String
        package var plural: String
        package var singular: String
        package var shortNames: [String]
        /// Words that name several kinds at once, as `all` does.
        package var categories: [String]

        /// Derives the names that are not given as the API server does.
        package init(
            kind: String, plural: String, listKind: String? = nil, singular: String? = nil, shortNames: [String] = [],
            categories: [String] = []
        ) {
            self.kind = kind
            self.plural = plural
            self.listKind = listKind ?? kind + "List"
            self.singular = singular ?? kind.lowercased()
            self.shortNames = shortNames
            self.categories = categories
        }
    }

    /// A column that `kubectl get` shows.
    package struct PrinterColumn: Sendable, Hashable {
        package enum Kind: String, Sendable, CaseIterable { case boolean, date, integer, number, string }

        package var name: String
        package var kind: Kind
        /// Where the value stands, such as `.spec.version`.
        package var jsonPath: String
        package var description: String
        package var format: String
        /// Columns above 0 are shown only with `-o wide`.
        package var priority: Int64

        package init(
            _ name: String, _ kind: Kind, _ jsonPath: String, description: String = "", format: String = "",
            priority: Int64 = 0
        ) {
            self.name = name
            self.kind = kind
            self.jsonPath = jsonPath
            self.description = description
            self.format = format
            self.priority = priority
        }
    }

    /// The paths of the `scale` subresource.
    package struct Scale: Sendable, Hashable {
        package var specReplicasPath: String
        package var statusReplicasPath: String
        package var labelSelectorPath: String?
    }

    /// One version of the kind with its schema.
    package struct Version: Sendable, Hashable {
        package var name: String
        package var isServed = true
        /// Whether objects are stored in this version; one version of a definition is.
        package var isStorage = true
        package var isDeprecated = false
        package var deprecationWarning: String?
        /// The schema of whole objects.
        package var schema: StructuralSchema
        package var hasStatus = false
        package var scale: Scale?
        package var columns: [PrinterColumn] = []
        /// Paths that field selectors may use, such as `.spec.color`.
        package var selectableFields: [String] = []

        package init(name: String, schema: StructuralSchema) {
            self.name = name
            self.schema = schema
        }
    }

    package var group: String
    package var names: Names
    package var isNamespaced: Bool
    package var versions: [Version]
    package var labels: JSONObject = [:]
    package var annotations: JSONObject = [:]

    package init(group: String, names: Names, isNamespaced: Bool, versions: [Version]) {
        self.group = group
        self.names = names
        self.isNamespaced = isNamespaced
        self.versions = versions
    }

    /// `workflowbindings.idmon.dev`: the name that the API server demands.
    package var name: String { "\(names.plural).\(group)" }

    /// The type of the kind's objects in a version.
    package func resourceType(_ version: Version) -> ResourceType {
        ResourceType(
            group: group, version: version.name, plural: names.plural, kind: names.kind, isNamespaced: isNamespaced)
    }

    /// The version in which objects are stored.
    package var storageVersion: Version? { versions.first(where: \.isStorage) }
}
