import Glibc

/// What random tests start from.
package enum Seed {
    /// A new one each time the tests are run; `IDMON_SEED` repeats one.
    package static let value =
        getenv("IDMON_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0...UInt64.max)
}
