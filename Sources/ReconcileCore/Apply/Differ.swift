package import JSONTree
package import KubeModel

/// Decides whether an object has to be applied, from the copy that a watch delivered: no difference, no request.
///
/// What is compared is what *we* want and own, as `metadata.managedFields` states it for our manager: other managers'
/// fields and those that the server defaulted are no differences, a field that we applied before and no longer want is
/// one. The kind of a list (keyed, set or atomic) is read from our entry, so no schema is needed.
///
/// Assumptions: the copy has its `managedFields`; wanted values are written as the server stores them (a quantity `1`,
/// not `1000m`; `data`, not `stringData`), and atomic lists hold the defaults of their elements.
package enum Differ {
    /// The operation that makes an object as wanted; nil when it is so already.
    ///
    /// - Parameters:
    ///   - live: nil when the object does not exist.
    ///   - fieldManager: the manager of all our applies.
    package static func operation(desired: KubeObject, live: LiveObject?, fieldManager: String) -> Operation? {
        guard let live else { return .apply(desired, why: "\(desired.key) does not exist") }
        let differences = differences(
            desired: desired.content, live: live, fieldManager: fieldManager, subresource: nil)
        guard !differences.isEmpty else { return nil }
        // With the UID the API server refuses to make anew what was deleted meanwhile: what was planned for an account
        // with a token would else be written on one without.
        var bound = desired
        bound.content["metadata"]?["uid"] = .string(live.uid)
        return .apply(bound, why: FieldDifference.summary(differences))
    }

    /// The operation that writes a status; nil when it is so already, or the object is gone or another by the same name.
    package static func operation(status planned: PlannedStatus, live: LiveObject?, fieldManager: String)
        -> Operation?
    {
        guard let live, live.uid == planned.uid else { return nil }
        var object = KubeObject(planned.key.type, namespace: planned.key.namespace, name: planned.key.name)
        object.content["metadata"]?["uid"] = .string(planned.uid)
        object.content["status"] = planned.status
        let differences = differences(
            desired: object.content, live: live, fieldManager: fieldManager, subresource: "status")
        return differences.isEmpty ? nil : .writeStatus(object, why: FieldDifference.summary(differences))
    }

    /// Every difference between what is wanted and what is there.
    ///
    /// - Parameter subresource: `status` compares only the status; nil everything else.
    package static func differences(
        desired: JSONValue, live: LiveObject, fieldManager: String, subresource: String?
    ) -> [FieldDifference] {
        let entries = live.root["metadata"]?["managedFields"]?.elements.map { $0 } ?? []
        let ours = entries.first {
            $0["manager"]?.string == fieldManager && $0["operation"]?.string == "Apply"
                && $0["subresource"]?.string ?? "" == subresource ?? ""
        }
        guard let ours, let entry = ManagedFieldsEntry(ours.value) else {
            let path = subresource ?? "the object"
            return [FieldDifference(path: path, kind: .notOwned, otherManager: nil)]
        }
        guard entry.apiVersion == desired["apiVersion"]?.string else {
            return [FieldDifference(path: "apiVersion", kind: .changed, otherManager: nil)]
        }
        var walk = DifferenceWalk(
            others: entries.filter { $0["manager"]?.string != fieldManager || $0["operation"]?.string != "Apply" })
        walk.compare(
            .object(comparable(desired, subresource: subresource)), live.root, owned: entry.fields, at: FieldPlace())
        return walk.differences
    }

    /// Whether our manager has applied fields of an object before.
    package static func hasApplied(_ live: LiveObject, fieldManager: String) -> Bool {
        live.root["metadata"]?["managedFields"]?.elements.contains {
            $0["manager"]?.string == fieldManager && $0["operation"]?.string == "Apply" && $0["subresource"] == nil
        } ?? false
    }

    /// The part of an object whose fields have managers. Source: apiserver, `managedfields/stripmeta.go`.
    private static func comparable(_ content: JSONValue, subresource: String?) -> JSONObject {
        guard subresource == nil else {
            var part = JSONObject()
            if let subresource { part[subresource] = content[subresource] }
            return part
        }
        var part = content.object ?? [:]
        for name in ["apiVersion", "kind", "status"] { part[name] = nil }
        for name in [
            "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "selfLink",
            "managedFields", "deletionTimestamp", "deletionGracePeriodSeconds",
        ] {
            part["metadata"]?[name] = nil
        }
        if part["metadata"]?.object?.isEmpty == true { part["metadata"] = nil }
        return part
    }
}
