import Glibc

/// A folder for the files of one test.
package struct TemporaryFolder: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let path: String

    /// Makes a folder that nobody else can read.
    package init() throws {
        let root = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
        var template = Array("\(root)/idmon-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure(
                description: "no temporary folder can be made in \(root): \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Writes a file.
    ///
    /// - Returns: its path.
    package func write(_ text: String, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        guard let stream = fopen(file, "w") else { throw Failure(description: "\(file) cannot be written") }
        defer { fclose(stream) }
        let bytes = Array(text.utf8)
        guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
            throw Failure(description: "\(file) cannot be written whole")
        }
        return file
    }

    /// Deletes the folder and everything in it.
    package func remove() async { _ = try? await Program.run("rm", ["-rf", "--", path]) }
}
