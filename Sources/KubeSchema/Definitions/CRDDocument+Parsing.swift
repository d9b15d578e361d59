package import JSONTree

extension CRDDocument {
    /// Reads a definition, as the API server reads one that is applied.
    ///
    /// Fields that this type does not hold (conversion webhooks, status) are passed over.
    ///
    /// - Throws: ``SchemaError`` for what cannot be held; what is merely not allowed is found by ``violations()``.
    package init(_ value: JSONValue) throws(SchemaError) {
        let place = FieldPath.root.appending("spec")
        var spec = try SchemaReader(value["spec"] ?? [:], place)
        let scope = try spec.text("scope") ?? ""
        guard scope == "Namespaced" || scope == "Cluster" else {
            let field = place.appending("scope")
            throw SchemaError(
                scope.isEmpty
                    ? .required(field) : .notSupported(field, .string(scope), supported: ["Cluster", "Namespaced"]))
        }
        var versions: [Version] = []
        let list = try spec.list("versions") ?? []
        for (index, version) in list.enumerated() {
            do {
                versions.append(try Version(version, place.appending("versions").appending(index)))
            } catch {
                throw list.count == 1 ? SchemaError(error.violation.inOnlyVersion()) : error
            }
        }
        self.init(
            group: try spec.text("group") ?? "",
            names: try Names(try SchemaReader(spec.take("names") ?? [:], place.appending("names"))),
            isNamespaced: scope == "Namespaced", versions: versions)
        labels = value["metadata"]?["labels"]?.object ?? [:]
        annotations = value["metadata"]?["annotations"]?.object ?? [:]
    }

    /// Reads a definition from a document.
    package init(_ view: JSONView) throws(SchemaError) { try self.init(view.value) }
}

extension CRDDocument.Names {
    fileprivate init(_ source: SchemaReader) throws(SchemaError) {
        var reader = source
        let kind = try reader.text("kind") ?? ""
        self.init(
            kind: kind, plural: try reader.text("plural") ?? "", listKind: try reader.text("listKind"),
            singular: try reader.text("singular"), shortNames: try reader.texts("shortNames"),
            categories: try reader.texts("categories"))
    }
}

extension CRDDocument.Version {
    fileprivate init(_ value: JSONValue, _ place: FieldPath) throws(SchemaError) {
        var reader = try SchemaReader(value, place)
        let schemaPlace = place.appending("schema").appending("openAPIV3Schema")
        guard let schema = reader.take("schema")?["openAPIV3Schema"] else { throw SchemaError(.required(schemaPlace)) }
        self.init(name: try reader.text("name") ?? "", schema: try StructuralSchema(schema, schemaPlace))
        isServed = try reader.flag("served")
        isStorage = try reader.flag("storage")
        isDeprecated = try reader.flag("deprecated")
        deprecationWarning = try reader.text("deprecationWarning")
        if let subresources = try reader.object("subresources") {
            hasStatus = subresources["status"] != nil
            scale = subresources["scale"].flatMap(CRDDocument.Scale.init)
        }
        for (index, column) in (try reader.list("additionalPrinterColumns") ?? []).enumerated() {
            let place = place.appending("additionalPrinterColumns").appending(index)
            columns.append(try CRDDocument.PrinterColumn(column, place))
        }
        selectableFields = (try reader.list("selectableFields") ?? []).compactMap { $0["jsonPath"]?.string }
    }
}

extension CRDDocument.PrinterColumn {
    fileprivate init(_ value: JSONValue, _ place: FieldPath) throws(SchemaError) {
        var reader = try SchemaReader(value, place)
        let text = try reader.text("type") ?? ""
        guard let kind = Kind(rawValue: text) else {
            let detail = "must be one of \(Kind.allCases.map(\.rawValue).joined(separator: ","))"
            let field = place.appending("type")
            throw SchemaError(text.isEmpty ? .required(field, detail) : .invalid(field, .string(text), detail))
        }
        self.init(
            try reader.text("name") ?? "", kind, try reader.text("jsonPath") ?? "",
            description: try reader.text("description") ?? "", format: try reader.text("format") ?? "",
            priority: try reader.integer("priority") ?? 0)
    }
}

extension CRDDocument.Scale {
    fileprivate init?(_ value: JSONValue) {
        guard let spec = value["specReplicasPath"]?.string, let status = value["statusReplicasPath"]?.string else {
            return nil
        }
        self.init(
            specReplicasPath: spec, statusReplicasPath: status, labelSelectorPath: value["labelSelectorPath"]?.string)
    }
}
