import JSONTree
import KubeModel

/// The manager of all applies in these tests.
let manager = "idmon"

/// A Role or any other object that carries its rules as an atomic list.
func role(_ name: String = "r", namespace: String = "ns", labels: JSONObject = [:], rules: JSONValue = []) -> KubeObject
{
    KubeObject(.role, namespace: namespace, name: name, labels: labels, fields: ["rules": rules])
}

/// How the kinds of these tests merge.
let metadataShape = FieldShape.object(fields: ["metadata": .objectMeta], others: nil)

func shape(_ fields: [String: FieldShape]) -> FieldShape {
    .object(fields: fields.merging(["metadata": .objectMeta]) { $1 }, others: nil)
}

/// The entry that the server records for an apply of an object.
func appliedEntry(
    _ object: KubeObject, by manager: String = manager, shape: FieldShape, subresource: String? = nil
) -> ManagedFieldsEntry {
    var content = object.content
    for name in ["apiVersion", "kind"] { content[name] = nil }
    for name in ["name", "namespace", "uid"] { content["metadata"]?[name] = nil }
    if content["metadata"]?.object?.isEmpty == true { content["metadata"] = nil }
    return ManagedFieldsEntry(
        manager: manager, operation: .apply, apiVersion: object.type.apiVersion, time: nil,
        fields: FieldSet(describing: content, shape: shape), subresource: subresource)
}

/// An object as the server shows it.
func live(
    _ object: KubeObject, uid: String = "u1", version: String = "1", entries: [ManagedFieldsEntry] = [],
    change: (inout JSONValue) -> Void = { _ in }
) -> LiveObject {
    var content = object.content
    change(&content)
    content["metadata"]?["uid"] = .string(uid)
    content["metadata"]?["resourceVersion"] = .string(version)
    content["metadata"]?["managedFields"] = .array(entries.map(\.value))
    guard let live = LiveObject(object.type, document: JSONDocument(content)) else {
        preconditionFailure("the fixture has a name, a UID and a version")
    }
    return live
}

/// An object that our manager has applied and nobody has touched since.
func applied(
    _ object: KubeObject, shape fields: [String: FieldShape] = ["rules": .atomic], uid: String = "u1",
    version: String = "1", change: (inout JSONValue) -> Void = { _ in }
) -> LiveObject {
    live(
        object, uid: uid, version: version, entries: [appliedEntry(object, shape: shape(fields))], change: change)
}
