import Glibc

/// A folder for the files of one test, deleted with everything in it when nobody holds it any more.
package final class TemporaryFolder: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        init(_ what: String) { description = "\(what): \(String(cString: strerror(errno)))" }
    }

    package let path: String

    /// Makes a folder that nobody else can read.
    package init() throws {
        let root = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
        var template = Array("\(root)/idmon-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("no temporary folder can be made in \(root)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { remove() }

    /// Deletes the folder before its time.
    package func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        // A link is deleted and not followed.
        if Glibc.remove(path) == 0 { return }
        guard let directory = opendir(path) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { remove("\(path)/\(name)") }
        }
        rmdir(path)
    }

    /// Writes a file that nobody else can read, with the folders that its name has.
    ///
    /// - Returns: its path.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw Failure("\(folder) cannot be made") }
        }
        let file = "\(path)/\(name)"
        try TextFile.write(text, to: file)
        guard chmod(file, 0o600) == 0 else { throw Failure("\(file) keeps its rights") }
        return file
    }
}
