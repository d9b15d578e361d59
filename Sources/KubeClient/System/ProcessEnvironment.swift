/// The environment that this process was started with.
package enum ProcessEnvironment {
    /// All variables by name.
    ///
    /// They are read from the kernel, since C's `environ` is a variable that any thread may change; where that is not
    /// possible there are none.
    package static func variables() -> [String: String] {
        guard let bytes = try? FileReader.read("/proc/self/environ", limit: 4 << 20, what: "the environment") else {
            return [:]
        }
        var variables: [String: String] = [:]
        for entry in bytes.split(separator: 0) {
            guard let separator = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: entry[..<separator], as: UTF8.self)
            variables[name] = String(decoding: entry[(separator + 1)...], as: UTF8.self)
        }
        return variables
    }
}
