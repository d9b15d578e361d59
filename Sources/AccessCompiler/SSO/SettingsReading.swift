package import JSONTree
import YAMLTree

/// Argo's settings as a ConfigMap holds them, with everything about their form that Argo would refuse.
///
/// Unlike ``ControllerConfiguration`` it goes on after the first fault and knows nothing of editing.
package struct SettingsReading: Sendable {
    /// What Argo would refuse, and the key of the ConfigMap where it stands.
    package struct Fault: Sendable {
        package let key: String
        package let fault: ConfigurationFault
    }

    package let form: ControllerConfiguration.Form
    /// The settings that could be read, by their names.
    package let settings: JSONObject
    package let faults: [Fault]

    /// Reads the member `data` of a ConfigMap.
    package init(data: JSONObject) {
        var faults: [Fault] = []
        var settings: JSONObject = [:]
        if let config = data["config"] {
            form = .single
            let others = data.names.filter { $0 != "config" }.sorted()
            if !others.isEmpty {
                let message = "the key config stands beside \(others.joined(separator: ", ")), which Argo refuses"
                faults.append(Fault(key: "config", fault: ConfigurationFault(.mixedForms, message)))
            }
            do throws(YAMLError) {
                let value = try YAMLReader.documents(in: Array((config.string ?? "").utf8)).first?.value
                if let value, value.object == nil, !value.isNull {
                    let message = "key config is no mapping of settings"
                    faults.append(Fault(key: "config", fault: ConfigurationFault(.malformed, message)))
                }
                settings = value?.object ?? [:]
            } catch {
                faults.append(Fault(key: "config", fault: ConfigurationFault(.malformed, "key config, \(error)")))
            }
        } else {
            form = .split
            for member in data {
                do throws(ConfigurationFault) {
                    settings[member.name] = try SplitSetting(name: member.name, text: member.value.string ?? "").value()
                } catch {
                    faults.append(Fault(key: member.name, fault: error))
                }
            }
        }
        self.settings = settings
        self.faults = faults
    }

    /// Where in the ConfigMap a setting stands.
    package func path(of setting: String) -> JSONPath {
        JSONPath().appending(name: "data").appending(name: form == .single ? "config" : setting)
    }
}
