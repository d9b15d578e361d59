/// The files, folders and links of a Git revision, found by path as in a folder on disk.
struct GitTree {
    struct Fault: Error {
        let message: String
    }

    enum Entry: Hashable {
        /// With the object that holds its bytes.
        case file(String)
        /// With what it points to; nil where the repository does not have that.
        case link(String?)
        /// A submodule, of which nothing is read.
        case module
    }

    /// What a path leads to.
    private enum Place {
        case file(String)
        /// By the names of the folders down to it.
        case folder([String])
    }

    /// Source: `MAXSYMLINKS` of Linux, path_resolution(7).
    private static let maximumLinks = 40

    private let entries: [String: Entry]
    /// The names in each folder; that of the root is empty.
    private let names: [String: Set<String>]

    /// - Parameter entries: by their paths from the root.
    init(_ entries: [String: Entry]) {
        self.entries = entries
        var names: [String: Set<String>] = [:]
        for path in entries.keys {
            var folder = ""
            for name in path.split(separator: "/") {
                names[folder, default: []].insert(String(name))
                folder += folder.isEmpty ? String(name) : "/\(name)"
            }
        }
        self.names = names
    }

    /// The manifests at a path or below it, in the order of their paths, each with the object that holds its bytes.
    ///
    /// As on disk: what is named itself counts whatever its name; below it links to files are followed and those to folders
    /// are not, since they could lead back; hidden files and folders are passed over.
    ///
    /// - Parameters:
    ///   - path: as a person wrote it, seen from a folder.
    ///   - folder: by the names of the folders down to it.
    /// - Returns: empty for a path that is not there.
    /// - Throws: for a link that leads nowhere, in a circle or out of the repository.
    func manifests(at path: String, from folder: [String]) throws(Fault) -> [(path: String, object: String)] {
        switch try place(of: path, from: folder, named: path) {
        case nil: return []
        case .file(let object): return [(path, object)]
        case .folder(let names):
            let shown = path.hasSuffix("/") ? String(path.dropLast()) : path
            return try manifests(below: names, shown: ["", "."].contains(shown) ? "" : shown + "/")
        }
    }

    private func manifests(below folder: [String], shown: String) throws(Fault) -> [(path: String, object: String)] {
        var found: [(path: String, object: String)] = []
        let all = names[folder.joined(separator: "/")] ?? []
        for name in all.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where !name.hasPrefix(".") {
            let own = folder + [name]
            let path = shown + name
            let isManifest = [".yaml", ".yml", ".json"].contains(where: name.hasSuffix)
            switch entries[own.joined(separator: "/")] {
            case nil: found += try manifests(below: own, shown: path + "/")
            case .file(let object): if isManifest { found.append((path, object)) }
            case .link:
                guard isManifest, case .file(let object) = try place(of: name, from: folder, named: path) else {
                    continue
                }
                found.append((path, object))
            case .module: break
            }
        }
        return found
    }

    /// What a path leads to, link by link; nil when it is not there.
    ///
    /// - Parameter shown: what people call the path.
    private func place(of path: String, from folder: [String], named shown: String) throws(Fault) -> Place? {
        var rest = Array(path.split(separator: "/").reversed())
        var at = folder
        var links = 0
        while let name = rest.popLast() {
            if name == "." { continue }
            if name == ".." {
                guard at.popLast() != nil else { throw Fault(message: "\(shown) leads out of the repository") }
                continue
            }
            at.append(String(name))
            switch entries[at.joined(separator: "/")] {
            case .file(let object):
                if rest.isEmpty { return .file(object) }
                if links > 0 { throw Self.leadsNowhere(shown) }
                return nil
            case .module: return nil
            case .link(let target):
                links += 1
                guard links <= Self.maximumLinks else {
                    throw Fault(message: "\(shown) is a link that leads in a circle")
                }
                guard let target else {
                    throw Fault(
                        message:
                            "\(at.joined(separator: "/")) is a link that this clone of the repository does not have")
                }
                guard !target.hasPrefix("/") else {
                    throw Fault(message: "\(shown) is a link that leads out of the repository, to \(target)")
                }
                at.removeLast()
                rest += target.split(separator: "/").reversed()
            case nil:
                if names[at.joined(separator: "/")] != nil { continue }
                if links > 0 { throw Self.leadsNowhere(shown) }
                return nil
            }
        }
        return .folder(at)
    }

    private static func leadsNowhere(_ shown: String) -> Fault {
        Fault(message: "\(shown) is a link to what is not there")
    }
}
