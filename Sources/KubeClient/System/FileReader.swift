import Glibc

/// Reads whole files with a bound, and says which file for what could not be read.
enum FileReader {
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Reads a file's bytes.
    ///
    /// - Parameters:
    ///   - limit: in bytes; a larger file is an error.
    ///   - what: what the file is for, as the beginning of the error: `the token of user a`.
    static func read(_ path: String, limit: Int, what: String) throws(KubeError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, what, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            var code: Int32 = 0
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                let received = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if received < 0 { code = errno }
                count = max(0, received)
            }
            if code == EINTR { continue }
            guard code == 0 else { throw failure(path, what, code) }
            guard !piece.isEmpty else { return bytes }
            bytes += piece
        }
        throw KubeError(.configuration, "\(what) cannot be read: \(path) is larger than \(limit) bytes")
    }

    /// Reads a small file of one text; spaces and line ends around it are dropped.
    static func text(_ path: String, what: String) throws(KubeError) -> String {
        let bytes = try read(path, limit: 1 << 20, what: what)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw KubeError(.configuration, "\(what) cannot be read: \(path) is no UTF-8 text")
        }
        let trimmed = text.drop(while: \.isWhitespace)
        guard let end = trimmed.lastIndex(where: { !$0.isWhitespace }) else {
            throw KubeError(.configuration, "\(what) cannot be read: \(path) is empty")
        }
        return String(trimmed[...end])
    }

    private static func failure(_ path: String, _ what: String, _ code: Int32) -> KubeError {
        KubeError(.configuration, "\(what) cannot be read: \(path): \(unsafe String(cString: strerror(code)))")
    }
}
