package import JSONTree
package import KubeModel

/// A field of an object.
package struct FieldOfObject: Hashable, Sendable {
    package let object: ObjectKey
    package let path: JSONPath

    package init(_ object: ObjectKey, _ path: JSONPath = JSONPath()) {
        self.object = object
        self.path = path
    }
}

/// Where an object of a snapshot comes from.
package enum ObjectOrigin: Hashable, Sendable {
    /// It stands in a file.
    case file
    /// It was read from a cluster.
    case cluster
    /// Idmon would make it.
    case generated
}
