import Glibc

/// Test data of others that lies beside the package and is never copied into it.
enum SharedFiles {
    /// The folder of JSONTestSuite's parsing tests; nil where the data is not present.
    static let parsingSuite: String? = {
        let folder = root + "/json-test-suite/test_parsing"
        return access(folder, R_OK) == 0 ? folder : nil
    }()

    static func names(in folder: String) -> [String] {
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

    static func bytes(of path: String) throws -> [UInt8] {
        struct Unreadable: Error { let path: String }
        guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes
    }

    /// `IDMON_SHARED`, or the folder `shared` beside the package.
    private static var root: String {
        if let path = getenv("IDMON_SHARED") { return String(cString: path) }
        let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return package.joined(separator: "/") + "/../shared"
    }
}
