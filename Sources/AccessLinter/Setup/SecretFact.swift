import AccessModel
package import JSONTree
package import KubeModel

/// What is known of a Secret without looking at any of its values.
package struct SecretFact: Sendable {
    package let key: ObjectKey
    package let type: String
    /// The names of its keys; nil when only their number is known.
    package let keys: Set<String>?
    /// How many keys it has.
    package let count: Int
    /// The keys that are there without a value.
    package let emptyKeys: Set<String>
    /// The account whose token Kubernetes puts into it.
    package let accountName: String?

    /// The type of Secrets that Kubernetes fills with a token.
    package static let tokenType = "kubernetes.io/service-account-token"

    /// Reads a manifest. Of a value only counts whether it is empty.
    init(_ object: KubeObject) {
        key = object.key
        type = object.content["type"]?.string ?? "Opaque"
        let members = ["data", "stringData"].flatMap { object.content[$0]?.object?.members ?? [] }
        keys = Set(members.map(\.name))
        count = keys?.count ?? 0
        emptyKeys = Set(members.filter { $0.value.string?.isEmpty ?? true }.map(\.name))
        accountName = object.content["metadata"]?["annotations"]?[WellKnown.Annotation.serviceAccountName]?.string
    }

    /// Takes what the API server's table of Secrets says, which has no values.
    ///
    /// - Parameters:
    ///   - metadata: the member `metadata` of the Secret.
    ///   - type: the column Type.
    ///   - count: the column Data: the number of keys.
    package init?(metadata: JSONView, type: String, count: Int) {
        guard let name = metadata["name"]?.string, let namespace = metadata["namespace"]?.string else { return nil }
        key = ObjectKey(.secret, namespace: namespace, name: name)
        self.type = type
        self.count = count
        keys = nil
        emptyKeys = []
        accountName = metadata["annotations"]?[WellKnown.Annotation.serviceAccountName]?.string
    }
}
