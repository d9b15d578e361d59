import AccessModel
import JSONTree
import KubeModel

/// Who wrote an object or a field of it, as the API server noted it in `managedFields` with the write itself.
enum Authorship {
    /// The fields that are asked about.
    enum Field {
        case subjects, rules, ssoRule

        /// The field as `managedFields` spells it.
        var path: [String] {
            switch self {
            case .subjects: ["f:subjects"]
            case .rules: ["f:rules"]
            case .ssoRule: ["f:metadata", "f:annotations", "f:\(WellKnown.Annotation.rule)"]
            }
        }
    }

    /// Whether Idmon made an object or had a hand in it. Labels say so too, but anybody can copy them, and nothing is
    /// deleted on their word alone.
    static func isOurs(_ object: LiveObject) -> Bool {
        object.root["metadata"]?["managedFields"]?.elements.contains { isOurs($0) && $0["subresource"] == nil } ?? false
    }

    /// Whether Idmon wrote a field and nobody else did since.
    static func isOurs(_ field: Field, of object: LiveObject) -> Bool {
        let authors = entries(with: field, of: object)
        return !authors.isEmpty && authors.allSatisfy { isOurs($0) }
    }

    /// Whether somebody else wrote a field, alone or as well.
    static func isForeign(_ field: Field, of object: LiveObject) -> Bool {
        !entries(with: field, of: object).allSatisfy { isOurs($0) }
    }

    private static func entries(with field: Field, of object: LiveObject) -> [JSONView] {
        object.root["metadata"]?["managedFields"]?.elements.filter { entry in
            field.path.reduce(entry["fieldsV1"], { $0?[$1] }) != nil
        } ?? []
    }

    private static func isOurs(_ entry: JSONView) -> Bool {
        entry["manager"]?.string == WellKnown.fieldManager && entry["operation"]?.string == "Apply"
    }
}
