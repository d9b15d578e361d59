import JSONTree
import KubeModel

/// The fields of one cluster or user of a kubeconfig, read strictly.
///
/// Unlike kubectl, which ignores what it does not know: a misspelt `certificate-authority-data` would otherwise mean
/// that any certificate of the operating system's authorities is trusted.
struct KubeconfigFields {
    /// Such as `/home/a/.kube/config: cluster "prod"`.
    let place: String
    private let content: JSONValue
    private let file: KubeconfigFile

    init(_ section: Kubeconfig.Section, name: String, _ entry: Kubeconfig.Entry) {
        place = "\(entry.file.path): \(section.rawValue) \"\(name)\""
        content = entry.content
        file = entry.file
    }

    /// Refuses fields beyond those named.
    ///
    /// - Parameter advice: what to say about single unknown fields.
    func check(known: Set<String>, advice: [String: String] = [:]) throws(KubeError) {
        guard let object = content.object else { throw error("is no mapping") }
        for name in object.names where !known.contains(name) && name != "extensions" {
            let hint = advice[name] ?? "Check its spelling; known are: \(known.sorted().joined(separator: ", "))"
            throw error("has the field \(name), which is not supported. \(hint)")
        }
    }

    func text(_ name: String) throws(KubeError) -> String? {
        guard let value = content[name], !value.isNull else { return nil }
        guard let text = value.string else { throw error("has \(name), which is no text but \(value.kindName)") }
        return text.isEmpty ? nil : text
    }

    func flag(_ name: String) throws(KubeError) -> Bool {
        guard let value = content[name], !value.isNull else { return false }
        guard let flag = value.bool else { throw error("has \(name), which is not true or false") }
        return flag
    }

    func texts(_ name: String) throws(KubeError) -> [String] {
        guard let value = content[name], !value.isNull else { return [] }
        guard let array = value.array else { throw error("has \(name), which is no list") }
        return try array.map { (element) throws(KubeError) -> String in
            guard let text = element.string else { throw error("has \(name) with an entry that is no text") }
            return text
        }
    }

    func value(_ name: String) -> JSONValue? {
        guard let value = content[name], !value.isNull else { return nil }
        return value
    }

    /// A path, relative to the file.
    func path(_ name: String) throws(KubeError) -> String? { try text(name).map(file.resolve) }

    /// A certificate or key from `NAME-data`, or else from the file at `NAME`: kubectl's order.
    func material(_ name: String) throws(KubeError) -> Material? {
        guard let encoded = try text("\(name)-data") else { return try path(name).map(Material.file) }
        guard let bytes = Base64.bytes(encoded), !bytes.isEmpty else {
            throw error("has \(name)-data, which is no base64")
        }
        return .data(bytes)
    }

    func error(_ what: String) -> KubeError { KubeError(.configuration, "\(place) \(what)") }

    /// A command: one with a slash in it is relative to the file, any other is looked up in PATH.
    func command(_ name: String) -> String { name.contains("/") ? file.resolve(name) : name }
}
