package import AccessModel
package import KubeModel

/// Whose an object is that bears a name which Idmon would give.
package enum ObjectOwner: Hashable, Sendable {
    /// Made for this installation.
    case ours
    /// Somebody else's, who allows Idmon to take it over.
    case adoptable
    /// Somebody else's, or another installation's: never touched.
    case foreign

    /// Judges an object from its labels and annotations.
    package init(of object: LiveObject, for installation: ResourceName) {
        if Self.installation(of: object) == installation {
            self = .ours
        } else if object.annotation(WellKnown.Annotation.adopt) == "true" {
            self = .adoptable
        } else {
            self = .foreign
        }
    }

    /// The installation for which an object was made; nil when Idmon did not make it.
    package static func installation(of object: LiveObject) -> ResourceName? {
        guard object.label(WellKnown.Label.managedBy) == WellKnown.Label.managedByIdmon,
            let name = object.label(WellKnown.Label.installation),
            let namespace = object.label(WellKnown.Label.installationNamespace)
        else { return nil }
        return ResourceName(namespace: namespace, name: name)
    }
}
