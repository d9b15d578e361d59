import JSONTree
import KubeModel
import KubeSchema

/// A kind of object that the cluster serves, with everything that its requests depend on.
struct ServedResource: Sendable {
    /// How a body is read.
    enum Format: Sendable {
        /// A type of ``BuiltInTypes``.
        case builtIn(String)
        /// The schema of a CustomResourceDefinition's version.
        case custom(StructuralSchema)
    }

    /// What can be done with objects of this kind.
    enum Use: Sendable {
        case stored
        /// Posted to be answered, never stored.
        case review
    }

    /// Where a custom resource keeps what `/scale` shows.
    struct ScalePaths: Sendable, Hashable {
        let specReplicas: String
        let statusReplicas: String
        let labelSelector: String?
    }

    let type: ResourceType
    let singular: String
    var shortNames: [String] = []
    var categories: [String] = []
    let format: Format
    let shape: FieldShape
    /// An object without any content, which a new one is compared with: typed objects have members that are always there.
    var blank: JSONValue = [:]
    var use = Use.stored
    var hasStatus = false
    /// Subresources beside `status` and `scale`.
    var otherSubresources: [String] = []
    var scale: ScalePaths?
    var columns: [CRDDocument.PrinterColumn] = []
    /// Fields beside `metadata.name` and `metadata.namespace` by which lists can be selected.
    var selectableFields: [String] = []
    var rules = KindRules()
    /// A sentence that every answer warns with.
    var deprecation: String?

    var resource: ResourceName { ResourceName(type) }
    var isCustom: Bool { if case .custom = format { true } else { false } }

    /// The kind of lists.
    var listKind: String = ""

    func serves(subresource: String) -> Bool {
        switch subresource {
        case "status": hasStatus
        case "scale": scale != nil
        default: otherSubresources.contains(subresource)
        }
    }

    /// The fields that requests to the object or to a subresource cannot change, so that nobody comes to own them there.
    func resetFields(subresource: String?) -> FieldSet {
        switch subresource {
        case nil: hasStatus ? FieldSet([[.field("status")]]) : FieldSet()
        case "status"?:
            FieldSet(shape.memberNames.subtracting(["status", "apiVersion", "kind"]).map { [.field($0)] })
        case _?: FieldSet()
        }
    }
}

extension FieldShape {
    fileprivate var memberNames: Set<String> {
        guard case .object(let fields, _) = self else { return [] }
        return Set(fields.keys)
    }
}
