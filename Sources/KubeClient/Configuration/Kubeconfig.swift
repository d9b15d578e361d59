import JSONTree

/// Several kubeconfig files as one: the first file that names something decides.
///
/// Source of the rules: kubectl's "Organizing Cluster Access Using kubeconfig Files" and client-go's `clientcmd`.
package struct Kubeconfig: Sendable {
    /// A named entry and the file it stands in.
    struct Entry: Sendable {
        let file: KubeconfigFile
        /// What the entry holds under `cluster`, `user` or `context`.
        let content: JSONValue
    }

    enum Section: String {
        case cluster, user, context

        var list: String { "\(rawValue)s" }
    }

    private let files: [KubeconfigFile]

    package init(_ files: [KubeconfigFile]) { self.files = files }

    package var currentContext: String? { files.lazy.compactMap { Self.text($0.content["current-context"]) }.first }

    /// The names of all contexts, sorted.
    package var contexts: [String] {
        Set(files.flatMap { Self.entries($0, .context).map(\.name) }).sorted()
    }

    /// What is needed to talk to a context's cluster as its user.
    ///
    /// - Parameters:
    ///   - context: nil takes the current context.
    ///   - environment: where proxies are named, if the cluster names none.
    package func configuration(
        context: String? = nil, environment: [String: String] = [:]
    ) throws(KubeError) -> KubeConfiguration {
        guard let name = context ?? currentContext else {
            throw KubeError(
                .configuration, "\(shownFiles): no current-context. Choose a context: \(shown(contexts))")
        }
        guard let entry = entry(.context, named: name) else {
            throw KubeError(.configuration, "\(shownFiles): there is no context \(name). There are: \(shown(contexts))")
        }
        let content = entry.content
        guard let cluster = Self.text(content["cluster"]) else {
            throw KubeError(.configuration, "\(entry.file.path): context \(name) names no cluster")
        }
        guard let clusterEntry = self.entry(.cluster, named: cluster) else {
            throw KubeError(
                .configuration, "\(shownFiles): context \(name) names cluster \(cluster), which is not there")
        }
        var configuration = try KubeconfigCluster(name: cluster, clusterEntry).configuration(environment)
        if let namespace = Self.text(content["namespace"]) { configuration.namespace = namespace }
        if let user = Self.text(content["user"]) {
            guard let userEntry = self.entry(.user, named: user) else {
                throw KubeError(.configuration, "\(shownFiles): context \(name) names user \(user), which is not there")
            }
            let clusterInfo = clusterEntry.content
            try KubeconfigUser(name: user, userEntry).complete(&configuration, clusterInfo: clusterInfo)
        }
        try configuration.checkSafety()
        return configuration
    }

    private func entry(_ section: Section, named name: String) -> Entry? {
        for file in files {
            for candidate in Self.entries(file, section) where candidate.name == name {
                return Entry(file: file, content: candidate.content)
            }
        }
        return nil
    }

    private static func entries(_ file: KubeconfigFile, _ section: Section) -> [(name: String, content: JSONValue)] {
        (file.content[section.list]?.array ?? []).compactMap { entry in
            guard let name = entry["name"]?.string else { return nil }
            return (name, entry[section.rawValue] ?? [:])
        }
    }

    /// A text that says something: the empty string means absent throughout kubeconfig files.
    static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.string, !text.isEmpty else { return nil }
        return text
    }

    private var shownFiles: String { files.isEmpty ? "no kubeconfig" : files.map(\.path).joined(separator: ", ") }

    private func shown(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
}
