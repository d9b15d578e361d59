import AccessModel
import JSONTree
import KubeModel
import KubeSchema
import Testing

@Suite("The definitions of Idmon's kinds")
struct IdmonCRDsTests {
    @Test("a server accepts each: it is structural, its patterns and defaults are right")
    func accepted() {
        for definition in IdmonCRDs.definitions { #expect(definition.violations().isEmpty) }
    }

    @Test("they are the kinds that the program knows")
    func kinds() {
        #expect(IdmonCRDs.definitions.map { $0.resourceType($0.versions[0]) } == ResourceType.idmonKinds)
        #expect(Set(IdmonCRDs.definitions.flatMap(\.names.shortNames)).count == IdmonCRDs.definitions.count)
        #expect(IdmonCRDs.definitions.allSatisfy { $0.names.categories == ["idmon"] && $0.versions[0].hasStatus })
    }

    @Test("every field is described in sentences")
    func described() {
        for definition in IdmonCRDs.definitions {
            let schema = definition.versions[0].schema
            #expect(schema.description.hasSuffix("."), "\(definition.names.kind)")
            for property in schema.properties where property.name != "metadata" {
                Self.checkDescription(property.schema, "\(definition.names.kind).\(property.name)")
            }
        }
    }

    @Test("every text and list of a spec is bounded, since the cost of rules depends on it")
    func bounded() throws {
        for definition in IdmonCRDs.definitions {
            let spec = try #require(definition.versions[0].schema.property("spec"))
            Self.checkBounds(spec, "\(definition.names.kind).spec")
        }
    }

    @Test("every rule comes with a message")
    func rules() {
        for definition in IdmonCRDs.definitions {
            for rule in Self.rules(of: definition.versions[0].schema) {
                #expect(rule.message.count > 20, "\(rule.rule)")
            }
        }
    }

    @Test("defaults are filled in where they are documented")
    func defaults() throws {
        func spec(_ kind: CRDDocument, _ text: String) throws -> JSONValue? {
            kind.versions[0].schema.defaulted(["spec": try JSONValue(parsing: text)])["spec"]
        }
        let installation = try spec(IdmonCRDs.definitions[0], #"{"version": "4.1.2", "realmRef": {"name": "r"}}"#)
        #expect(
            installation?["server"] == [
                "deployment": "argo-server", "roll": true, "minimumRollInterval": "5m", "tokenRole": false,
            ])
        #expect(
            installation?["identities"] == [
                "precedenceBase": 1000, "layout": "Installation", "identity": "Group", "login": true,
                "combinations": ["limit": 64, "source": "Closure"],
            ])
        let realm = try spec(IdmonCRDs.definitions[1], #"{"issuer": "https://kc.example.org/realms/r"}"#)
        #expect(realm?["groups"] == ["claim": "groups", "fullPath": true])
        #expect(try spec(IdmonCRDs.definitions[2], "{}")?["members"] == ["sources": ["Binding"]])
    }

    private static func checkDescription(_ schema: StructuralSchema, _ place: String) {
        #expect(schema.description.hasSuffix("."), "\(place) needs a description that ends with a full stop")
        #expect(!schema.description.contains("\n"), "\(place)")
        for inner in [schema] + elements(of: schema) {
            for property in inner.properties { checkDescription(property.schema, "\(place).\(property.name)") }
        }
    }

    private static func checkBounds(_ schema: StructuralSchema, _ place: String) {
        switch schema.type {
        case .string:
            let isBounded = schema.maximumLength != nil || !schema.enumeration.isEmpty || schema.format == "date-time"
            #expect(isBounded, "\(place)")
        case .array: #expect(schema.maximumItems != nil, "\(place)")
        case .object, .boolean, .integer, .number, nil: break
        }
        for element in elements(of: schema) { checkBounds(element, "\(place)[]") }
        for property in schema.properties { checkBounds(property.schema, "\(place).\(property.name)") }
    }

    private static func rules(of schema: StructuralSchema) -> [ValidationRule] {
        schema.rules + elements(of: schema).flatMap(rules) + schema.properties.flatMap { rules(of: $0.schema) }
    }

    private static func elements(of schema: StructuralSchema) -> [StructuralSchema] {
        if case .each(let element) = schema.items { [element] } else { [] }
    }
}
