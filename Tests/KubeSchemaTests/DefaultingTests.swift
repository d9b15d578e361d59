import JSONTree
import KubeSchema
import Testing

@Suite("Defaults and unknown fields")
struct DefaultingTests {
    let schema = StructuralSchema.object {
        Field(
            "spec",
            .object {
                Field("color", StructuralSchema.choice(of: ["red", "blue"]).defaulting(to: "red"), "A colour.")
                Field(
                    "server",
                    .object { Field("port", StructuralSchema.integer().defaulting(to: 80), "A port.") }
                        .defaulting(to: [:]),
                    "A server.")
                Field(
                    "client", .object { Field("retries", StructuralSchema.integer().defaulting(to: 3), "Retries.") },
                    "A client.")
                Field(
                    "items",
                    .list(
                        of: .object { Field("size", StructuralSchema.integer().defaulting(to: 1), "A size.") },
                        count: 0...9),
                    "Items.")
            }, "What is wanted.")
    }

    @Test("a default applies where the parent is there, and a parent's default brings in those below")
    func nested() {
        let full = schema.defaulted(["spec": ["items": [["size": 5], [:]]]])
        #expect(
            full == [
                "spec": ["color": "red", "server": ["port": 80], "items": [["size": 5], ["size": 1]]]
            ])
        #expect(schema.defaulted([:]) == [:])
        #expect(schema.defaulted(["spec": ["client": [:]]])["spec"]?["client"] == ["retries": 3])
    }

    @Test("defaults are the same when filled in twice")
    func idempotent() {
        let once = schema.defaulted(["spec": ["client": [:], "color": "blue"]])
        #expect(schema.defaulted(once) == once)
    }

    @Test("a null is replaced by the default, dropped without one, and kept where it is allowed")
    func nulls() {
        var nullable = StructuralSchema(.string)
        nullable.isNullable = true
        let schema = StructuralSchema.object {
            Field("kept", nullable, "May be null.")
            Field("dropped", StructuralSchema(.string), "May not.")
            Field("replaced", StructuralSchema(.string).defaulting(to: "x"), "May not.")
        }
        let filled = schema.defaulted(["kept": .null, "dropped": .null, "replaced": .null])
        #expect(filled == ["kept": .null, "replaced": "x"])
    }

    @Test("unknown fields are removed and named in the server's order and words")
    func unknownFields() {
        let object: JSONValue = [
            "apiVersion": "v1", "kind": "K", "metadata": ["whatever": 1], "zz": 1,
            "spec": ["color": "red", "colour": "red", "items": [["size": 1, "weight": 2]]],
        ]
        let pruned = schema.pruned(object)
        #expect(
            pruned.object == [
                "apiVersion": "v1", "kind": "K", "metadata": ["whatever": 1],
                "spec": ["color": "red", "items": [["size": 1]]],
            ])
        #expect(
            pruned.strictDecodingError
                == #"strict decoding error: unknown field "spec.colour", unknown field "spec.items[0].weight", unknown field "zz""#
        )
        #expect(pruned.unknownFields.map(\.path.description) == ["spec.colour", "spec.items[0].weight", "zz"])
    }

    @Test("what preserves unknown fields keeps them, save below what is known")
    func preserved() {
        var open = StructuralSchema.object { Field("known", .object {}, "Known and closed.") }
        open.preservesUnknownFields = true
        let schema = StructuralSchema.object { Field("open", open, "Open.") }
        let pruned = schema.pruned(["open": ["x": ["y": 1], "known": ["z": 1]]])
        #expect(pruned.object == ["open": ["x": ["y": 1], "known": [:]]])
        #expect(pruned.unknownFields.map(\.field) == ["open.known.z"])
    }
}
