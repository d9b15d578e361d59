import JSONTree
import KubeModel
import KubeSchema
import Testing

@Suite("Definitions of kinds")
struct CRDDocumentTests {
    @Test("a definition that is printed and read again is the same")
    func roundTrip() throws {
        let definition = try CRDDocument(JSONValue(parsing: ProbeDefinition.text))
        #expect(try CRDDocument(definition.value) == definition)
        let schema = try #require(
            JSONValue(parsing: ProbeDefinition.text)["spec"]?["versions"]?[0]?["schema"]?["openAPIV3Schema"])
        #expect(try StructuralSchema(schema).value == schema)
    }

    @Test("names that are not given are derived as the server derives them")
    func derivedNames() throws {
        let names = CRDDocument.Names(kind: "Widget", plural: "widgets")
        #expect(names.listKind == "WidgetList")
        #expect(names.singular == "widget")
    }

    @Test("the shape for server-side apply follows list and map types")
    func fieldShape() throws {
        let schema = try #require(CRDDocument(JSONValue(parsing: ProbeDefinition.text)).storageVersion).schema
        let spec = schema.fieldShape.member("spec")
        #expect(spec.member("set") == .set)
        #expect(spec.member("a") == .atomic)
        #expect(spec.member("ios") == .atomic)
        #expect(spec.member("m") == .map)
        let keys = [FieldShape.Key("group"), FieldShape.Key("role")]
        let element = FieldShape.object(fields: ["group": .atomic, "role": .atomic], others: nil)
        #expect(spec.member("lm2") == .keyedList(keys: keys, element: element))
    }

    @Test("a rule that is read is printed as it was")
    func rules() throws {
        let text =
            #"{"type": "string", "x-kubernetes-validations": [{"rule": "self != ''", "message": "m", "reason": "FieldValueInvalid", "fieldPath": ".a", "optionalOldSelf": true}]}"#
        let value = try JSONValue(parsing: text)
        #expect(try StructuralSchema(value).value == value)
    }
}
