import JSONTree
import KubeSchema
import Testing

@Suite("Definitions that a server refuses")
struct StructuralRulesTests {
    private static let root = "spec.validation.openAPIV3Schema"
    private static let field = "\(root).properties[spec].properties[f]"

    @Test(
        "a field's schema is refused in the words of kube-apiserver 1.36",
        arguments: [
            ("{}", ".type: Required value: must not be empty for specified object fields"),
            (#"{"type": "array"}"#, ".items: Required value: must be specified"),
            (
                #"{"type": "array", "items": {}}"#,
                ".items.type: Required value: must not be empty for specified array items"
            ),
            (
                #"{"type": "foo"}"#,
                #".type: Unsupported value: "foo": supported values: "array", "boolean", "integer", "number", "object", "string""#
            ),
            (
                #"{"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "string"}}"#,
                ".additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"
            ),
            (
                #"{"type": "array", "items": {"type": "string"}, "uniqueItems": true}"#,
                ".uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
            ),
            (
                #"{"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["a"]}"#,
                ".items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
            ),
            (
                #"{"type": "array", "items": {"type": "object"}, "x-kubernetes-list-type": "set"}"#,
                ".items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set"
            ),
            (
                #"{"type": "string", "x-kubernetes-list-type": "set"}"#,
                #".type: Invalid value: "string": must be array if x-kubernetes-list-type is specified"#
            ),
            (
                #"{"type": "string", "maxLength": 2, "default": "abc"}"#,
                ".default: Too long: may not be more than 2 bytes"
            ),
            (
                #"{"type": "object", "properties": {"a": {"type": "string"}}, "default": {"b": 1}}"#,
                #".default: Invalid value: {"b":1}: must not have unknown fields"#
            ),
            (
                #"{"type": "string", "anyOf": [{"type": "string"}]}"#,
                ".anyOf[0].type: Forbidden: must be empty to be structural"
            ),
            (
                #"{"type": "object", "x-kubernetes-preserve-unknown-fields": false}"#,
                ".x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined"
            ),
            ("{\"$ref\": \"#/x\"}", ".$ref: Forbidden: $ref is not supported"),
            (
                #"{"type": "string", "x-kubernetes-validations": [{"rule": ""}]}"#,
                ".x-kubernetes-validations[0].rule: Required value: rule is not specified"
            ),
        ])
    func refusedField(_ schema: String, _ expected: String) throws {
        let found = Self.refusals(of: try Self.definition(field: schema))
        #expect(found.contains(Self.field + expected), "\(found)")
    }

    @Test("patterns that this matcher lacks are refused when the definition is read")
    func unsupportedPattern() throws {
        let found = Self.refusals(of: try Self.definition(field: #"{"type": "string", "pattern": "\\p{L}"}"#))
        #expect(found.count == 1)
        #expect(found.first?.contains("not supported here") == true)
    }

    @Test("what a combination at the root speaks of must have a shape outside of it")
    func completeness() throws {
        var value = try Self.definition(field: #"{"type": "string"}"#)
        let path = try JSONPath(parsing: "spec.versions[0].schema.openAPIV3Schema.anyOf")
        value[path] = try JSONValue(parsing: #"[{"properties": {"spec": {"properties": {"g": {"minLength": 1}}}}}]"#)
        let inner = "properties[spec].properties[g]"
        #expect(
            Self.refusals(of: value) == [
                "\(Self.root).\(inner): Required value: because it is defined in \(Self.root).anyOf[0].\(inner)"
            ])
    }

    @Test("int-or-string in each of its three forms is structural")
    func intOrString() throws {
        for schema in [
            #"{"x-kubernetes-int-or-string": true}"#,
            #"{"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}]}"#,
            #"{"x-kubernetes-int-or-string": true, "allOf": [{"anyOf": [{"type": "integer"}, {"type": "string"}]}]}"#,
        ] {
            #expect(Self.refusals(of: try Self.definition(field: schema)).isEmpty)
        }
    }

    @Test("names, group and versions are checked")
    func names() throws {
        var definition = try CRDDocument(Self.definition(field: #"{"type": "string"}"#))
        definition.group = "lab"
        definition.names.shortNames = ["A"]
        definition.versions[0].isStorage = false
        let found = definition.violations(name: "other").map(\.description)
        #expect(found.contains(#"metadata.name: Invalid value: "other": must be spec.names.plural+"."+spec.group"#))
        #expect(found.contains(#"spec.group: Invalid value: "lab": should be a domain with at least one dot"#))
        #expect(found.contains { $0.hasPrefix(#"spec.names.shortNames[0]: Invalid value: "A": a DNS-1035 label"#) })
        #expect(found.contains { $0.hasSuffix("must have exactly one version marked as storage version") })
    }

    @Test("metadata at the root may only restrict names")
    func metadata() throws {
        func found(_ metadata: String) throws -> [String] {
            var value = try Self.definition(field: #"{"type": "string"}"#)
            let path = try JSONPath(parsing: "spec.versions[0].schema.openAPIV3Schema.properties.metadata")
            value[path] = try JSONValue(parsing: metadata)
            return Self.refusals(of: value)
        }
        #expect(try found(#"{"type": "object", "properties": {"name": {"type": "string", "maxLength": 9}}}"#).isEmpty)
        #expect(try found(#"{"type": "object", "properties": {"labels": {"type": "object"}}}"#).count == 1)
        #expect(try found(#"{"type": "object", "description": "x"}"#).count == 1)
    }

    private static func definition(field: String) throws -> JSONValue {
        var schema = StructuralSchema.object { Field("spec", StructuralSchema(.object), "") }
        schema.description = "A widget."
        var value = CRDDocument(
            group: "lab.dev", names: .init(kind: "Widget", plural: "widgets"), isNamespaced: true,
            versions: [.init(name: "v1", schema: schema)]
        ).value
        let path = try JSONPath(parsing: "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties")
        value[path] = ["f": try JSONValue(parsing: field)]
        return value
    }

    private static func refusals(of definition: JSONValue) -> [String] {
        do {
            return try CRDDocument(definition).violations().map(\.description)
        } catch {
            return [error.description]
        }
    }
}
