import Foundation

/// Test data of others, read where it is present and never copied in.
enum SharedData {
    static let root: URL =
        ProcessInfo.processInfo.environment["IDMON_SHARED"].map { URL(fileURLWithPath: $0) }
        ?? URL(fileURLWithPath: #filePath).appending(path: "../../../../../shared").standardized

    /// The YAML files of Argo's examples, by name.
    static let argoExamples: [URL] = {
        let folder = root.appending(path: "argo/examples")
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map {
            folder.appending(path: $0)
        }
    }()
}
