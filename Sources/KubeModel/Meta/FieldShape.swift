package import JSONTree

/// How a value is merged and owned: as a whole, member by member, or element by element.
///
/// It is what is left of a schema when one asks only "which parts can have different managers".
/// Source: Kubernetes, merge strategy markers (`x-kubernetes-list-type`, `-list-map-keys`, `-map-type`).
package indirect enum FieldShape: Hashable, Sendable {
    /// A scalar, or a list or object that is replaced as a whole.
    case atomic
    /// Nothing is known: objects merge member by member, lists are replaced.
    case untyped
    /// An object that merges member by member: declared fields, and the shape of all other members (nil: there are none).
    case object(fields: [String: FieldShape], others: FieldShape?)
    /// A list of scalars without order or repetition.
    case set
    /// A list whose elements are told apart by some of their fields.
    case keyedList(keys: [Key], element: FieldShape)

    /// A field that tells elements of a list apart.
    package struct Key: Hashable, Sendable {
        package let name: String
        /// What the field is where it is absent, such as `TCP` for a port's protocol.
        package let defaultValue: JSONValue?

        package init(_ name: String, default defaultValue: JSONValue? = nil) {
            self.name = name
            self.defaultValue = defaultValue
        }
    }

    /// An object of any members, each of them a scalar: labels, annotations, a ConfigMap's data.
    package static let map = FieldShape.object(fields: [:], others: .atomic)

    /// The shape of a member; members that are not declared have the shape of the others, or none that is known.
    package func member(_ name: String) -> FieldShape {
        guard case .object(let fields, let others) = self else { return .untyped }
        return fields[name] ?? others ?? .untyped
    }

    /// True for members that the shape names, in contrast to the free names of a map.
    package func declares(_ name: String) -> Bool {
        guard case .object(let fields, _) = self else { return false }
        return fields[name] != nil
    }

    /// The step that leads to an element of a list of this shape.
    ///
    /// - Returns: nil when the shape is no set or keyed list, or the element lacks a key.
    package func step(to element: JSONValue) -> FieldElement? {
        switch self {
        case .set: return .value(element)
        case .keyedList(let keys, _):
            guard case .object(let object) = element else { return nil }
            var found = JSONObject()
            for key in keys {
                guard let value = object[key.name] ?? key.defaultValue else { continue }
                found[key.name] = value
            }
            return found.isEmpty ? nil : .key(found)
        case .atomic, .untyped, .object: return nil
        }
    }

    /// The shape with which a value of an unknown shape is treated: by what it is.
    package func resolved(for value: JSONValue) -> FieldShape {
        guard case .untyped = self else { return self }
        guard case .object = value else { return .atomic }
        return .object(fields: [:], others: .untyped)
    }
}

extension FieldShape {
    /// `metadata` of every object. Source: `metav1.ObjectMeta`, `OwnerReference` (`+structType=atomic`).
    package static let objectMeta = FieldShape.object(
        fields: [
            "annotations": .map, "creationTimestamp": .atomic, "deletionGracePeriodSeconds": .atomic,
            "deletionTimestamp": .atomic, "finalizers": .set, "generateName": .atomic, "generation": .atomic,
            "labels": .map, "managedFields": .atomic, "name": .atomic, "namespace": .atomic,
            "ownerReferences": .keyedList(keys: [Key("uid")], element: .atomic), "resourceVersion": .atomic,
            "selfLink": .atomic, "uid": .atomic,
        ],
        others: nil)
}
