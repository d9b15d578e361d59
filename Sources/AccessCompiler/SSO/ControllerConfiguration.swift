package import AccessModel
package import JSONTree
import YAMLTree

/// The settings of Argo's controller and server as a ConfigMap holds them, read as Argo reads them.
///
/// Two forms exist. In the split form each setting is a key whose value is YAML; Argo puts them together to one
/// document. In the single form, which Helm writes, the key `config` holds the whole document and is the only key.
/// Source: `config/controller.go`.
package struct ControllerConfiguration: Sendable {
    package enum Form: Hashable, Sendable { case split, single }

    package let form: Form
    /// The member `sso`; nil when it is absent, or in the split form no YAML.
    package let sso: JSONValue?
    /// The member `sso` as it is written; nil when it is absent.
    package let ssoText: String?
    private let document: SettingsDocument?

    /// Reads the member `data` of a ConfigMap.
    ///
    /// What is below `sso` may be anything, since it is replaced; everything else must be as Argo takes it.
    ///
    /// - Throws: what Argo would refuse, and forms that cannot be edited.
    package init(data: JSONObject, version: ArgoVersion) throws(ConfigurationFault) {
        if let config = data["config"] {
            guard data.count == 1 else {
                let others = data.names.filter { $0 != "config" }.sorted().joined(separator: ", ")
                throw ConfigurationFault(
                    .mixedForms,
                    "it has the key config and others (\(others)), which Argo refuses; move them into config, or "
                        + "config into keys of their own")
            }
            let document = try SettingsDocument(config.string ?? "")
            for name in document.names {
                guard let objection = ConfigurationKeys.objection(to: name.text, in: version) else { continue }
                throw ConfigurationFault(
                    .unknownKey,
                    "key config, line \(name.position.line), column \(name.position.column): "
                        + "\(name.text): \(objection)")
            }
            form = .single
            sso = document.sso
            ssoText = document.ssoText
            self.document = document
        } else {
            for member in data.sorted where member.name != "sso" {
                if let objection = ConfigurationKeys.objection(to: member.name, in: version) {
                    throw ConfigurationFault(.unknownKey, "key \(member.name): \(objection)")
                }
                _ = try SplitSetting(name: member.name, text: member.value.string ?? "").value()
            }
            form = .split
            ssoText = data["sso"]?.string
            sso = ssoText.flatMap { text in
                try? SplitSetting(name: "sso", text: text).value()
            }
            document = nil
        }
    }

    /// The keys of `data` to replace so that the settings have this `sso` and are otherwise as they are.
    ///
    /// - Throws: when the document cannot be edited without touching anything else.
    package func replacing(sso wanted: JSONValue) throws(ConfigurationFault) -> JSONObject {
        guard let document else {
            let usesCarriageReturns = ssoText?.utf8.contains(UInt8(ascii: "\r")) ?? false
            let text = YAMLWriter.text(wanted)
            return ["sso": .string(usesCarriageReturns ? text.replacing("\n", with: "\r\n") : text)]
        }
        return ["config": .string(try document.replacing(sso: wanted))]
    }
}
