import JSONTree
import KubeModel
import YAMLTree

/// One object of the files that were named, with where it stands.
struct Manifest: Sendable {
    let file: String
    private let document: YAMLDocument
    /// Where in the document the object is; the root unless it is the item of a list.
    private let root: JSONPath
    /// What an item of a list of one kind is when it does not say so.
    private let listed: (apiVersion: String, kind: String)?

    private init(
        file: String, document: YAMLDocument, root: JSONPath, listed: (apiVersion: String, kind: String)? = nil
    ) {
        self.file = file
        self.document = document
        self.root = root
        self.listed = listed
    }

    var value: JSONValue {
        var value = document.value[root] ?? .null
        if let listed, value["kind"] == nil {
            value["apiVersion"] = .string(listed.apiVersion)
            value["kind"] = .string(listed.kind)
        }
        return value
    }
    var apiVersion: String { value["apiVersion"]?.string ?? "" }
    var kind: String { value["kind"]?.string ?? "" }
    var name: String { value["metadata"]?["name"]?.string ?? "" }

    /// `file:line:column` of a path, or of the nearest thing above it that is there.
    func place(of path: JSONPath) -> String {
        guard let position = position(of: path) else { return file }
        return "\(file):\(position.line):\(position.column)"
    }

    func position(of path: JSONPath) -> SourcePosition? { document.position(of: root + path) }
}

extension Manifest {
    /// Reads all objects of files and folders; `-` is the standard input.
    ///
    /// - Throws: ``CommandFailure`` with status `badInput` for anything that cannot be read or parsed.
    static func load(_ paths: [String]) throws(CommandFailure) -> [Manifest] {
        var manifests: [Manifest] = []
        for path in paths {
            for file in try files(of: path) {
                manifests += try parse(try bytes(of: file), file: file == "-" ? "<stdin>" : file)
            }
        }
        return manifests
    }

    /// Reads all objects of a text.
    ///
    /// - Parameter file: the name that messages use.
    static func parse(_ bytes: [UInt8], file: String) throws(CommandFailure) -> [Manifest] {
        do throws(YAMLError) {
            return try YAMLReader.documents(in: bytes, positions: true).flatMap {
                items(of: Manifest(file: file, document: $0, root: JSONPath()))
            }
        } catch {
            let place = "\(file):\(error.position.line):\(error.position.column)"
            let excerpt = mayHoldSecrets(bytes) ? "" : "\n\(error.excerpt)"
            throw CommandFailure("\(place): \(error.message)\(excerpt)", status: ExitStatus.badInput)
        }
    }

    /// Whether a text that cannot be read may be about a Secret, whose lines are not shown.
    private static func mayHoldSecrets(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
        return text.contains("kind:Secret") || text.contains("stringData:")
    }

    private static func files(of path: String) throws(CommandFailure) -> [String] {
        do throws(FileTree.Failure) {
            if path == "-" { return [path] }
            guard try FileTree.isFolder(path) else { return [path] }
            let found = try FileTree.manifests(below: path)
            if !found.isEmpty { return found }
        } catch {
            throw CommandFailure(
                error.message, hint: "name a file, a folder, or - for standard input", status: ExitStatus.badInput)
        }
        throw CommandFailure(
            "there is no manifest below \(path)", hint: "manifests end with .yaml, .yml or .json",
            status: ExitStatus.badInput)
    }

    private static func bytes(of file: String) throws(CommandFailure) -> [UInt8] {
        do throws(FileTree.Failure) {
            return try FileTree.bytes(of: file)
        } catch {
            throw CommandFailure(error.message, status: ExitStatus.badInput)
        }
    }

    /// A `List`, as kubectl prints several objects, stands for its items, and so does one of a kind, as the API server
    /// answers; the items of such a one need not say what they are.
    private static func items(of manifest: Manifest) -> [Manifest] {
        guard manifest.kind.hasSuffix("List"), let items = manifest.value["items"]?.array else { return [manifest] }
        let kind = String(manifest.kind.dropLast("List".count))
        return items.indices.map { index in
            Manifest(
                file: manifest.file, document: manifest.document,
                root: JSONPath().appending(name: "items").appending(index: index),
                listed: kind.isEmpty ? nil : (manifest.apiVersion, kind))
        }
    }
}
