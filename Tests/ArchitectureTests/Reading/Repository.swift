import Glibc

/// The files of this repository, as they lie beside the tests.
enum Repository {
    /// Symbolic links are resolved, so that it does not matter from where the tests are built.
    static let root: String = {
        var path = #filePath
        if let resolved = realpath(path, nil) {
            path = String(cString: resolved)
            free(resolved)
        }
        return "/" + path.split(separator: "/").dropLast(4).joined(separator: "/")
    }()

    /// The Swift files of Sources and Tests by their paths, read once for all rules.
    static let swift: [(path: String, text: SourceText)] = (files(in: "Sources") + files(in: "Tests"))
        .filter { $0.hasSuffix(".swift") }
        .compactMap { path in text(of: path).map { (path, SourceText($0)) } }

    /// The Swift files of a folder.
    static func swift(in folder: String) -> [(path: String, text: SourceText)] {
        swift.filter { $0.path.hasPrefix(folder + "/") }
    }

    /// What a build leaves behind and Git ignores.
    private static let ignored: Set<String> = [".git", ".build", ".swiftpm", ".DS_Store", "Package.resolved"]

    /// The paths of all files below a folder, relative to the root and sorted; links are not followed.
    static func files(in folder: String = "", suffix: String = "") -> [String] {
        var found: [String] = []
        for name in names(in: folder) where !ignored.contains(name) {
            let path = folder.isEmpty ? name : folder + "/" + name
            switch kind(of: path) {
            case S_IFDIR: found += files(in: path, suffix: suffix)
            case S_IFREG where path.hasSuffix(suffix): found.append(path)
            default: break
            }
        }
        return found
    }

    /// The symbolic links below a folder, with what they say.
    static func links(in folder: String) -> [(path: String, target: String)] {
        names(in: folder).flatMap { name -> [(path: String, target: String)] in
            let path = folder + "/" + name
            switch kind(of: path) {
            case S_IFDIR: return links(in: path)
            case S_IFLNK:
                var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
                let count = readlink(root + "/" + path, &buffer, buffer.count)
                return [
                    (path, String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self))
                ]
            default: return []
            }
        }
    }

    /// The names of the folders directly in a folder, sorted.
    static func folders(in folder: String) -> [String] {
        names(in: folder).filter { kind(of: folder + "/" + $0) == S_IFDIR }
    }

    static func exists(_ path: String) -> Bool { access(root + "/" + path, F_OK) == 0 }

    /// The text of a file; nil if it cannot be read or is no text.
    static func text(of path: String) -> String? {
        guard let file = fopen(root + "/" + path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func kind(of path: String) -> mode_t? {
        var information = stat()
        return lstat(root + "/" + path, &information) == 0 ? information.st_mode & S_IFMT : nil
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(root + "/" + folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
