import JSONTree

private let path = Widgets.path

private func widget(_ name: String, _ spec: String = #""size":1"#, members: String = "") -> String {
    Widgets.widget(name, spec, members: members)
}

/// A widget with this spec is refused for this reason.
private func refuses(_ sentence: String, _ spec: String, _ reason: String, _ field: String, _ message: String)
    -> ConformanceCase
{
    Widgets.test(
        sentence,
        .post(
            path, widget("a", spec), .status(422), .equal("/reason", "Invalid"), .equal("/details/kind", "Widget"),
            .equal("/details/group", "{ns}.example.com"), .cause(reason, field, message)))
}

extension ConformanceSuite {
    /// Objects of custom kinds: validation, defaults, pruning, status, apply.
    static let customResources: [ConformanceCase] = [
        Widgets.test(
            "a custom resource is created, with generation 1",
            .post(
                path, widget("a"), .status(201), .equal("/kind", "Widget"),
                .equal("/apiVersion", "{ns}.example.com/v1"),
                .equal("/metadata/generation", 1))),
        Widgets.test(
            "a default is filled in when a custom resource is created",
            .post(
                path, widget("a", #""size":1,"parts":[{"name":"p"}]"#), .status(201), .equal("/spec/color", "red"),
                .equal("/spec/parts", [["name": "p", "count": 1]]))),
        Widgets.test(
            "a null where the field is not nullable gets the default",
            .post(path, widget("a", #""size":1,"color":null"#), .status(201), .equal("/spec/color", "red"))),
        Widgets.test(
            "a null where the field is nullable stays",
            .post(path, widget("a", #""size":1,"maybe":null"#), .status(201), .present("/spec/maybe"))),
        Widgets.test(
            "an unknown field is pruned with a warning",
            .post(
                path, widget("a", #""size":1,"colour":"red""#), .status(201), .absent("/spec/colour"),
                .header("warning", #"unknown field \"spec.colour\""#))),
        Widgets.test(
            "an unknown field is kept where the schema says so",
            .post(path, widget("a", #""size":1,"free":{"any":[1]}"#), .status(201), .equal("/spec/free", ["any": [1]]))),
        Widgets.test(
            "strict field validation refuses an unknown field of a custom resource",
            .refused(
                .post(path + "?fieldValidation=Strict", widget("a", #""size":1,"colour":"red""#)), 400, "BadRequest",
                #"Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.colour""#
            )),
        refuses(
            "a missing field is refused as required", "", "FieldValueRequired", "spec.size", "Required value"),
        refuses(
            "a number above the maximum is refused", #""size":11"#, "FieldValueInvalid", "spec.size",
            "Invalid value: 11: spec.size in body should be less than or equal to 10"),
        refuses(
            "a number below the minimum is refused", #""size":0"#, "FieldValueInvalid", "spec.size",
            "Invalid value: 0: spec.size in body should be greater than or equal to 1"),
        refuses(
            "a value of the wrong type is refused", #""size":"1""#, "FieldValueTypeInvalid", "spec.size",
            #"Invalid value: "string": spec.size in body must be of type integer: "string""#),
        refuses(
            "a value outside an enumeration is refused", #""size":1,"color":"blue""#, "FieldValueNotSupported",
            "spec.color",
            #"Unsupported value: "blue": supported values: "red", "green""#),
        refuses(
            "a text that does not match its pattern is refused", #""size":1,"name":"A""#, "FieldValueInvalid",
            "spec.name",
            #"Invalid value: "A": spec.name in body should match '^[a-z]+$'"#),
        refuses(
            "a text that is too long is refused", #""size":1,"name":"abcdefghi""#, "FieldValueTooLong", "spec.name",
            "Too long: may not be more than 8 bytes"),
        refuses(
            "a list with too many elements is refused", #""size":1,"tags":["a","b","c","d"]"#, "FieldValueTooMany",
            "spec.tags", "Too many: 4: must have at most 3 items"),
        refuses(
            "an element that is twice in a set is refused", #""size":1,"tags":["a","a"]"#, "FieldValueDuplicate",
            "spec.tags[1]", #"Duplicate value: "a""#),
        refuses(
            "a key that is twice in a list by key is refused", #""size":1,"parts":[{"name":"p"},{"name":"p"}]"#,
            "FieldValueDuplicate", "spec.parts[1]", #"Duplicate value: {"name":"p"}"#),
        refuses(
            "a field that is an integer or a text is neither a list", #""size":1,"port":[1]"#, "FieldValueTypeInvalid",
            "spec.port", #"Invalid value: "array": spec.port in body must be of type integer,string: "array""#),
        Widgets.test(
            "several faults are all told",
            .post(
                path, widget("a", #""size":0,"color":"blue""#), .status(422), .count("/details/causes", 2),
                .some("/details/causes", ["field": "spec.size"]), .some("/details/causes", ["field": "spec.color"]),
                .begins("/message", #"Widget.{ns}.example.com "a" is invalid: [spec."#))),
        Widgets.test(
            "a status that is sent with the object is not taken, where status is a subresource",
            .post(
                path, widget("a", members: #""status":{"phase":"x"}"#), .status(201), .absent("/status")),
            .mergePatch(path + "/a", #"{"status":{"phase":"x"}}"#, .status(200), .absent("/status"))),
        Widgets.test(
            "a change of status leaves spec and generation",
            .post(path, widget("a"), .status(201)),
            .mergePatch(
                path + "/a/status", #"{"spec":{"size":5},"status":{"phase":"x"}}"#, .status(200),
                .equal("/status/phase", "x"), .equal("/spec/size", 1), .equal("/metadata/generation", 1)),
            .mergePatch(
                path + "/a", #"{"spec":{"size":5}}"#, .status(200), .equal("/metadata/generation", 2),
                .equal("/status/phase", "x"))),
        Widgets.test(
            "a change of metadata alone keeps the generation of a custom resource",
            .post(path, widget("a")),
            .mergePatch(
                path + "/a", #"{"metadata":{"labels":{"x":"y"}}}"#, .status(200), .equal("/metadata/generation", 1))),
        Widgets.test(
            "an applied status is owned under its subresource",
            .post(path + "?fieldManager=hand", widget("a")),
            .apply(
                path + "/a/status?fieldManager=c",
                object("{ns}.example.com/v1", "Widget", "a", #""status":{"phase":"x"}"#), .status(200),
                .equal("/status/phase", "x"),
                .owns("c", "Apply", subresource: "status", ["f:status": ["f:phase": [:]]]))),
        Widgets.test(
            "conditions of two managers lie side by side",
            .post(path, widget("a")),
            .apply(
                path + "/a/status?fieldManager=one",
                object(
                    "{ns}.example.com/v1", "Widget", "a", #""status":{"conditions":[{"type":"A","status":"True"}]}"#),
                .status(200)),
            .apply(
                path + "/a/status?fieldManager=two",
                object(
                    "{ns}.example.com/v1", "Widget", "a", #""status":{"conditions":[{"type":"B","status":"True"}]}"#),
                .status(200), .each("/status/conditions", "/type", ["A", "B"])),
            .apply(
                path + "/a/status?fieldManager=one",
                object("{ns}.example.com/v1", "Widget", "a", #""status":{"conditions":[]}"#), .status(200),
                .each("/status/conditions", "/type", ["B"]))),
        Widgets.test(
            "an applied custom resource is created and defaulted, and the default is owned by nobody",
            .apply(
                path + "/a?fieldManager=one", widget("a"), .status(201), .equal("/spec/color", "red"),
                .owns("one", "Apply", ["f:spec": ["f:size": [:]]]))),
        Widgets.test(
            "elements of a list by key belong to who applied them",
            .apply(
                path + "/a?fieldManager=one", widget("a", #""size":1,"parts":[{"name":"p","note":"x"}]"#), .status(201)),
            .apply(
                path + "/a?fieldManager=two",
                object("{ns}.example.com/v1", "Widget", "a", #""spec":{"parts":[{"name":"q"}]}"#), .status(200),
                .each("/spec/parts", "/name", ["p", "q"])),
            .apply(
                path + "/a?fieldManager=two",
                object("{ns}.example.com/v1", "Widget", "a", #""spec":{"parts":[{"name":"p","note":"y"}]}"#),
                .status(409),
                .cause("FieldManagerConflict", #".spec.parts[name="p"].note"#, #"conflict with "one""#)),
            .apply(
                path + "/a?fieldManager=one", widget("a"), .status(200), .each("/spec/parts", "/name", ["q"]))),
        Widgets.test(
            "elements of a set belong to who applied them",
            .apply(path + "/a?fieldManager=one", widget("a", #""size":1,"tags":["a"]"#)),
            .apply(
                path + "/a?fieldManager=two",
                object("{ns}.example.com/v1", "Widget", "a", #""spec":{"tags":["b"]}"#), .status(200),
                .equal("/spec/tags", ["a", "b"])),
            .apply(path + "/a?fieldManager=one", widget("a"), .status(200), .equal("/spec/tags", ["b"]))),
        Widgets.test(
            "an atomic list belongs to one manager as a whole",
            .apply(path + "/a?fieldManager=one", widget("a", #""size":1,"atoms":["a"]"#)),
            .apply(
                path + "/a?fieldManager=two",
                object("{ns}.example.com/v1", "Widget", "a", #""spec":{"atoms":["b"]}"#), .status(409),
                .cause("FieldManagerConflict", ".spec.atoms", #"conflict with "one""#))),
        Widgets.test(
            "an atomic map belongs to one manager as a whole, another map by its members",
            .apply(path + "/a?fieldManager=one", widget("a", #""size":1,"box":{"k":"v"},"labels":{"k":"v"}"#)),
            .apply(
                path + "/a?fieldManager=two",
                object("{ns}.example.com/v1", "Widget", "a", #""spec":{"labels":{"l":"w"}}"#), .status(200),
                .equal("/spec/labels", ["k": "v", "l": "w"])),
            .apply(
                path + "/a?fieldManager=two",
                object("{ns}.example.com/v1", "Widget", "a", #""spec":{"box":{"l":"w"}}"#), .status(409),
                .cause("FieldManagerConflict", ".spec.box", #"conflict with "one""#))),
        Widgets.test(
            "an apply with a field that the schema does not have is refused, whatever field validation says",
            .apply(
                path + "/a?fieldManager=one&fieldValidation=Strict", widget("a", #""size":1,"colour":"red""#),
                .status(500), .contains("/message", ".spec.colour: field not declared in schema")),
            .apply(
                path + "/a?fieldManager=one&fieldValidation=Ignore", widget("a", #""size":1,"colour":"red""#),
                .status(500), .contains("/message", ".spec.colour: field not declared in schema"))),
        Widgets.test(
            "a strategic merge patch of a custom resource is refused",
            .post(path, widget("a")),
            .strategicPatch(
                path + "/a", #"{"spec":{"size":2}}"#, .status(415), .equal("/reason", "UnsupportedMediaType"))),
        Widgets.test(
            "a replacement of a custom resource needs the version",
            .post(path, widget("a")),
            .put(
                path + "/a", widget("a", #""size":2"#), .status(422),
                .contains("/message", "metadata.resourceVersion: Invalid value"),
                .contains("/message", "must be specified for an update"))),
        Widgets.test(
            "a custom resource without apiVersion and kind is refused",
            .post(path, #"{"metadata":{"name":"a"},"spec":{"size":1}}"#, .status(400), .equal("/reason", "BadRequest"))),
    ]
}
