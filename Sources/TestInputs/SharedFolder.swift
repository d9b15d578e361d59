import Glibc

/// Where test data of others lies when it is there: beside the repository, or where `IDMON_SHARED` says.
package enum SharedFolder {
    package static let path: String = {
        getenv("IDMON_SHARED").map { String(cString: $0) } ?? Project.root + "/../shared"
    }()

    package static func has(_ name: String) -> Bool { access(path + "/" + name, R_OK) == 0 }
}
