package import JSONTree

/// One kubeconfig file, read but not yet interpreted.
package struct KubeconfigFile: Sendable {
    /// Where it was read, for messages; paths in it are relative to its folder.
    package let path: String
    package let content: JSONValue

    package init(path: String, content: JSONValue) {
        self.path = path
        self.content = content
    }

    /// The absolute or given path of something that the file names relative to itself.
    func resolve(_ name: String) -> String {
        guard !name.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return name }
        return String(path[...slash]) + name
    }
}
