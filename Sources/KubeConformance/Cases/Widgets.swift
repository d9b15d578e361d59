import JSONTree

/// A custom resource that the cases define for themselves: its group has the name of the case's namespace.
enum Widgets {
    static let path = "/apis/{ns}.example.com/v1/namespaces/{ns}/widgets"
    static let definitionName = "widgets.{ns}.example.com"

    static func widget(_ name: String, _ spec: String = #""size":1"#, members: String = "") -> String {
        object(
            "{ns}.example.com/v1", "Widget", name,
            "\"spec\":{\(spec)}" + (members.isEmpty ? "" : ",\(members)"))
    }

    /// - Parameters:
    ///   - schema: an `openAPIV3Schema`.
    ///   - version: further members of the version.
    ///   - plural: the resource's name.
    static func definition(
        schema: String, version: String = "", plural: String = "widgets", kind: String = "Widget",
        scope: String = "Namespaced"
    ) -> String {
        object(
            "apiextensions.k8s.io/v1", "CustomResourceDefinition", "\(plural).{ns}.example.com",
            """
            "spec":{"group":"{ns}.example.com","scope":"\(scope)","names":{"plural":"\(plural)","kind":"\(kind)",\
            "shortNames":["wd"],"categories":["all"]},"versions":[{"name":"v1","served":true,"storage":true,\
            "schema":{"openAPIV3Schema":\(schema)}\(version.isEmpty ? "" : ",\(version)")}]}
            """)
    }

    /// Everything that the cases are about, in one kind.
    static let schema = """
        {"type":"object","required":["spec"],"properties":{\
        "spec":{"type":"object","required":["size"],"properties":{\
        "size":{"type":"integer","minimum":1,"maximum":10},\
        "color":{"type":"string","enum":["red","green"],"default":"red"},\
        "name":{"type":"string","pattern":"^[a-z]+$","maxLength":8},\
        "tags":{"type":"array","x-kubernetes-list-type":"set","maxItems":3,"items":{"type":"string"}},\
        "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":\
        {"type":"object","required":["name"],"properties":{"name":{"type":"string"},"count":{"type":"integer","default":1},\
        "note":{"type":"string"}}}},\
        "atoms":{"type":"array","items":{"type":"string"}},\
        "box":{"type":"object","x-kubernetes-map-type":"atomic","additionalProperties":{"type":"string"}},\
        "labels":{"type":"object","additionalProperties":{"type":"string"}},\
        "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},\
        "port":{"x-kubernetes-int-or-string":true},\
        "maybe":{"type":"string","nullable":true}}},\
        "status":{"type":"object","properties":{"phase":{"type":"string"},"conditions":{"type":"array",\
        "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["type"],"items":{"type":"object",\
        "required":["type"],"properties":{"type":{"type":"string"},"status":{"type":"string"}}}}}}}}
        """

    static let version = """
        "subresources":{"status":{}},"additionalPrinterColumns":[\
        {"name":"Size","type":"integer","jsonPath":".spec.size"},\
        {"name":"Color","type":"string","jsonPath":".spec.color","priority":1},\
        {"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\\"Ready\\")].status"},\
        {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]
        """

    /// The kind is defined and served.
    static let defined: [ConformanceStep] = [
        .post(Paths.definitions, definition(schema: schema, version: version), .status(201)),
        .eventually(
            .get(
                Paths.definitions + "/" + definitionName,
                .some("/status/conditions", ["type": "Established", "status": "True"]))),
        .eventually(.get(path, .status(200))),
    ]

    /// A case with widgets.
    static func test(_ name: String, _ steps: ConformanceStep...) -> ConformanceCase {
        ConformanceCase(name, leavesBehind: [Paths.definitions + "/" + definitionName], steps: defined + steps)
    }
}
