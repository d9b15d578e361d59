import Glibc

/// Where test data of others lies when it is there: beside the repository, or where `IDMON_SHARED` says.
package enum SharedFolder {
    /// The root of this package.
    package static let packageRoot = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    package static let path: String = {
        getenv("IDMON_SHARED").map { String(cString: $0) } ?? packageRoot + "/../shared"
    }()

    package static func has(_ name: String) -> Bool { access(path + "/" + name, R_OK) == 0 }
}
