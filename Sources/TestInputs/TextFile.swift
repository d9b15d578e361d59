import Glibc

/// Reads and writes whole files.
package enum TextFile {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        init(_ what: String, _ path: String) { description = "\(path) \(what): \(String(cString: strerror(errno)))" }
    }

    package static func bytes(at path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Failure("cannot be read", path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        guard ferror(file) == 0 else { throw Failure("cannot be read whole", path) }
        return bytes
    }

    package static func text(at path: String) throws -> String {
        String(decoding: try bytes(at: path), as: UTF8.self)
    }

    package static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw Failure("cannot be written", path) }
        let isWritten = fputs(text, file) >= 0
        guard fclose(file) == 0, isWritten else { throw Failure("cannot be written whole", path) }
    }

    /// The names in a folder, sorted and without hidden ones; none when it is not there.
    package static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// The paths of all files below a folder that have an ending, sorted by folder.
    package static func paths(below folder: String, suffix: String) -> [String] {
        names(in: folder).flatMap { name in
            let path = "\(folder)/\(name)"
            return name.hasSuffix(suffix) ? [path] : paths(below: path, suffix: suffix)
        }
    }
}
