/// Why the settings in a ConfigMap cannot be changed safely; they are then left as they are.
package struct ConfigurationFault: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable {
        /// Argo refuses a ConfigMap with the key `config` and others beside it.
        case mixedForms = "ConfigMapMixesForms"
        /// A setting is no YAML, or no mapping.
        case malformed = "ConfigMapMalformed"
        /// The stated version does not know a setting; Argo's controller ends when it reads one.
        case unknownKey = "ConfigMapHasUnknownKey"
        /// The text is written in a way in which one member cannot be replaced without touching others.
        case notEditable = "ConfigMapNotEditable"
    }

    package let kind: Kind
    /// Which key of the ConfigMap, where in it, what is wrong and what to do; never a value.
    package let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }
}
