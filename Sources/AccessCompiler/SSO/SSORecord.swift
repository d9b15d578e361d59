import AccessModel
import JSONTree
import KubeModel

/// What Idmon notes on the ConfigMap about the settings in it.
struct SSORecord {
    /// The digest of what Idmon wrote last; nil when it never did.
    let digest: String?
    let writtenAt: KubeTime?

    /// How much of an earlier text is kept, in bytes; annotations have 256 KiB altogether.
    static let keptBytes = 16_384

    init(of configMap: LiveObject) {
        digest = configMap.annotation(WellKnown.Annotation.ssoDigest)
        writtenAt = configMap.annotation(WellKnown.Annotation.ssoWrittenAt).flatMap { KubeTime($0) }
    }

    /// Whether what Idmon wrote is no longer what stands there.
    func wasChangedByOthers(_ configuration: ControllerConfiguration) -> Bool {
        digest != nil && digest != configuration.sso.map(SSOSettings.digest(of:))
    }

    /// The merge patch that writes settings, and keeps the text that somebody else wrote for going back to it.
    func patch(_ settings: SSOSettings, data: JSONObject, over configuration: ControllerConfiguration, at now: KubeTime)
        -> JSONValue
    {
        var annotations: JSONObject = [
            WellKnown.Annotation.ssoDigest: .string(settings.digest),
            WellKnown.Annotation.ssoWrittenAt: .string(now.description),
        ]
        if digest == nil || wasChangedByOthers(configuration) {
            let text = configuration.ssoText ?? ""
            annotations[WellKnown.Annotation.previousSSO] = .string(
                text.utf8.count <= Self.keptBytes ? text : "# \(text.utf8.count) bytes, too many to be kept here")
        }
        return ["metadata": ["annotations": .object(annotations)], "data": .object(data)]
    }
}
