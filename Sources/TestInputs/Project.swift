import Glibc

/// The files of this repository, which tests read and compare with what the code says.
package enum Project {
    /// The folder with `Package.swift`.
    package static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// Whether generated files are written anew instead of compared: `IDMON_REWRITE_GOLDEN` is set.
    private static let isRewritten = getenv("IDMON_REWRITE_GOLDEN") != nil

    /// - Parameter path: relative to the root.
    package static func text(of path: String) throws -> String { try TextFile.text(at: "\(root)/\(path)") }

    /// The names in a folder, sorted; none when it is not there.
    package static func names(in folder: String) -> [String] { TextFile.names(in: "\(root)/\(folder)") }

    /// What a generated file is to hold; it is written first when files are to be written anew.
    ///
    /// - Parameters:
    ///   - path: relative to the root.
    ///   - seen: what the code says.
    package static func expectation(_ path: String, seen: String) throws -> String {
        if isRewritten { try TextFile.write(seen, to: "\(root)/\(path)") }
        return (try? text(of: path)) ?? ""
    }
}
