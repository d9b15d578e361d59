import JSONTree

/// An object as it is stored: its value, its text and the revision that wrote it.
struct StoredObject: Sendable {
    let value: JSONValue
    let revision: Int64
    /// The compact text of `value`; kept, since most of what a server does is to send it again.
    let bytes: [UInt8]
    /// Where in `bytes` the members behind `apiVersion` and `kind` begin.
    private let contentStart: Int

    /// Stamps a value with its resource version.
    init(_ value: JSONValue, revision: Int64) {
        var object: JSONObject = ["apiVersion": value["apiVersion"] ?? "", "kind": value["kind"] ?? ""]
        // The text of both without the closing brace is as long as the head with the comma behind it.
        contentStart = JSONValue.object(object).bytes.count
        var metadata = value.metadata
        metadata["resourceVersion"] = .string(String(revision))
        object["metadata"] = .object(metadata)
        for member in value.object ?? [:] where object[member.name] == nil { object[member.name] = member.value }
        self.value = .object(object)
        self.revision = revision
        bytes = self.value.bytes
    }

    /// Appends the text without `apiVersion` and `kind`: elements of built-in lists do not repeat what the list says.
    func appendContent(to body: inout [UInt8]) {
        body.append(UInt8(ascii: "{"))
        body += bytes[contentStart...]
    }
}

extension JSONValue {
    /// The object's metadata; setting it makes the member.
    var metadata: JSONObject {
        get { self["metadata"]?.object ?? JSONObject() }
        set { self["metadata"] = .object(newValue) }
    }

    var uid: String { self["metadata"]?["uid"]?.string ?? "" }
    var resourceVersion: String { self["metadata"]?["resourceVersion"]?.string ?? "" }
    var labels: JSONObject { self["metadata"]?["labels"]?.object ?? JSONObject() }
    var finalizers: [String] { (self["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string) }
    var isBeingDeleted: Bool { self["metadata"]?["deletionTimestamp"]?.string != nil }

    var objectName: ObjectName {
        ObjectName(
            namespace: self["metadata"]?["namespace"]?.string ?? "", name: self["metadata"]?["name"]?.string ?? "")
    }

    /// Whether two objects are equal but for `metadata.managedFields` and `metadata.resourceVersion`.
    func isSameApartFromBookkeeping(as other: JSONValue) -> Bool {
        withoutBookkeeping == other.withoutBookkeeping
    }

    private var withoutBookkeeping: JSONValue {
        var copy = self
        copy.metadata["managedFields"] = nil
        copy.metadata["resourceVersion"] = nil
        return copy
    }
}
