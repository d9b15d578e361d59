package import KubeModel

extension StructuralSchema {
    /// How objects of this schema are merged by server-side apply.
    ///
    /// Source: `x-kubernetes-list-type`, `-list-map-keys` and `-map-type`; a list without a type is atomic.
    package var fieldShape: FieldShape {
        var fields: [String: FieldShape] = [:]
        for property in properties { fields[property.name] = property.schema.shape }
        fields["metadata"] = .objectMeta
        fields["apiVersion"] = .atomic
        fields["kind"] = .atomic
        return .object(fields: fields, others: preservesUnknownFields ? .untyped : nil)
    }

    private var shape: FieldShape {
        if isEmbeddedResource { return fieldShape }
        switch type {
        case .array: return listShape
        case .object: return mapType == .atomic ? .atomic : objectShape
        case nil: return isIntOrString ? .atomic : .untyped
        case .boolean, .integer, .number, .string: return .atomic
        }
    }

    private var listShape: FieldShape {
        switch listType {
        case .set: .set
        case .map:
            .keyedList(
                keys: listMapKeys.map { FieldShape.Key($0, default: element?.property($0)?.defaultValue) },
                element: element?.shape ?? .untyped)
        case .atomic, nil: .atomic
        }
    }

    private var objectShape: FieldShape {
        var fields: [String: FieldShape] = [:]
        for property in properties { fields[property.name] = property.schema.shape }
        let others: FieldShape? =
            switch additionalProperties {
            case .each(let schema): schema.shape
            case .anything: .untyped
            case .unspecified, .forbidden: preservesUnknownFields ? .untyped : nil
            }
        return .object(fields: fields, others: others)
    }
}
