/// The schema of `metadata`, for those who ask `kubectl explain`.
///
/// Source of the fields and types: `metav1.ObjectMeta`.
enum ObjectMetaSchema {
    static let name = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

    static let schema: StructuralSchema = {
        var schema = StructuralSchema.object {
            Field("name", text, "What the object is called; unique for its kind within a namespace, and never changed.")
            Field(
                "generateName", text,
                "A beginning to which the server adds random characters when no name is given. Only read at creation.")
            Field("namespace", text, "The namespace that the object lies in; empty for kinds that lie in none.")
            Field(
                "labels", map,
                "Names and values for selecting objects. Short, without spaces; anything longer belongs into annotations."
            )
            Field("annotations", map, "Names and values of any form for tools and people; not for selecting.")
            Field(
                "finalizers", .set(of: text, count: 0...Int64.max),
                "Who must still clean up before the object goes. While one is left, a deleted object stays, marked.")
            Field(
                "ownerReferences", .list(of: ownerReference, count: 0...Int64.max, keyedBy: ["uid"]),
                "The objects that this one depends on, in the same namespace or in none. When all are gone, it is deleted."
            )
            Field(
                "uid", text,
                "What tells this object from another of the same name before or after it. Set by the server.")
            Field(
                "resourceVersion", text,
                "Changes with every write. Opaque: only compare for equality. An update that carries it fails if it is old."
            )
            Field(
                "generation", .integer(),
                "Counts the changes of what is wanted, not those of the status. Set by the server.")
            Field("creationTimestamp", .time, "When the object was created. Set by the server.")
            Field(
                "deletionTimestamp", .time,
                "When the object is, or was, to be gone. Set by the server when deletion is asked for.")
            Field(
                "deletionGracePeriodSeconds", .integer(),
                "How many seconds a deleted object may still take to end orderly.")
            Field(
                "managedFields", .list(of: managedFields, count: 0...Int64.max),
                "Which manager set which fields, for server-side apply. Kept by the server.")
            Field("selfLink", text, "No longer set.")
        }
        schema.description = "What every object has, whatever its kind."
        return schema.withoutBounds
    }()

    private static let text = StructuralSchema(.string)

    private static let map: StructuralSchema = {
        var map = StructuralSchema(.object)
        map.additionalProperties = .each(text)
        return map
    }()

    private static let ownerReference: StructuralSchema = {
        var schema = StructuralSchema.object {
            Field("apiVersion", .required, text, "The group and version of the owner.")
            Field("kind", .required, text, "The kind of the owner.")
            Field("name", .required, text, "The name of the owner.")
            Field("uid", .required, text, "The uid of the owner, so that a namesake does not count.")
            Field("controller", .boolean, "Whether this owner is the one that manages the object; at most one is.")
            Field(
                "blockOwnerDeletion", .boolean,
                "Whether the owner waits for this object when it is deleted in the foreground.")
        }
        schema.mapType = .atomic
        return schema
    }()

    private static let managedFields = StructuralSchema.object {
        Field("manager", text, "The name under which the fields were set.")
        Field("operation", text, "Apply for server-side apply, Update for everything else.")
        Field("apiVersion", text, "The version in which the fields are named.")
        Field("time", .time, "When the set of fields last changed.")
        Field("fieldsType", text, "The form of fieldsV1; always FieldsV1.")
        Field("fieldsV1", StructuralSchema(.object), "The fields, as a tree of names and keys.")
        Field("subresource", text, "The subresource through which the fields were set, such as status.")
    }
}

extension StructuralSchema {
    /// The schema without the bounds of its lists, for what only the server limits.
    fileprivate var withoutBounds: StructuralSchema {
        var schema = self
        for index in schema.properties.indices { schema.properties[index].schema.maximumItems = nil }
        return schema
    }
}
