import Glibc

/// Reads files and folders of the local disk.
enum FileTree {
    struct Failure: Error {
        let message: String
    }

    /// A manifest larger than this is refused: nothing that Idmon reads comes near it.
    static let maximumBytes = 64 * 1024 * 1024

    /// The bytes of a file; `-` is the standard input.
    static func bytes(of path: String) throws(Failure) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot open", path) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure("cannot read", path) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= maximumBytes else {
                throw Failure(message: "\(path) is larger than \(maximumBytes / 1024 / 1024) MiB")
            }
        }
    }

    static func isFolder(_ path: String) throws(Failure) -> Bool {
        var information = stat()
        guard stat(path, &information) == 0 else { throw failure("cannot open", path) }
        return information.st_mode & S_IFMT == S_IFDIR
    }

    private static func isRealFolder(_ path: String) throws(Failure) -> Bool {
        var information = stat()
        guard lstat(path, &information) == 0 else { throw failure("cannot open", path) }
        return information.st_mode & S_IFMT == S_IFDIR
    }

    /// The manifests below a folder, in the order of their paths; hidden files and folders are passed over.
    static func manifests(below folder: String) throws(Failure) -> [String] {
        var found: [String] = []
        for name in try names(in: folder) where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            // A link to a folder could lead back, so only real folders are gone into.
            if try isRealFolder(path) {
                found += try manifests(below: path)
            } else if [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
                found.append(path)
            }
        }
        return found
    }

    /// Writes a file that only its owner can read; what was there is replaced as a whole or not at all.
    static func write(_ text: String, to path: String) throws(Failure) {
        let new = path + ".new"
        let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else { throw failure("cannot write", new) }
        var remaining = Array(text.utf8)[...]
        while !remaining.isEmpty {
            let written = remaining.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                close(descriptor)
                throw failure("cannot write", new)
            }
            remaining = remaining.dropFirst(written)
        }
        close(descriptor)
        guard rename(new, path) == 0 else { throw failure("cannot write", path) }
    }

    private static func names(in folder: String) throws(Failure) -> [String] {
        guard let stream = opendir(folder) else { throw failure("cannot list", folder) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // d_name is an array of fixed size that ends with a zero byte.
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func failure(_ what: String, _ path: String) -> Failure {
        Failure(message: "\(what) \(path): \(String(cString: strerror(errno)))")
    }
}
