import Glibc

/// The memory of this process.
package enum ProcessMemory {
    /// Resident memory, from `/proc/self/statm`; 0 where that cannot be read.
    package static var residentBytes: Int {
        let fields = text(of: "/proc/self/statm").split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Gives back the pages of code that only the start of the program needed.
    ///
    /// Around each page of code that runs, the kernel maps its neighbours too, and they stay resident for ever. Code is
    /// never written to, so pages that are needed again come back from the page cache as they are.
    package static func giveBackStart() {
        for range in code {
            guard let start = UnsafeMutableRawPointer(bitPattern: range.lowerBound) else { continue }
            madvise(start, Int(range.count), MADV_DONTNEED)
        }
    }

    /// The addresses at which code of files is mapped privately and cannot be written, from `/proc/self/maps`.
    private static var code: [Range<UInt>] {
        text(of: "/proc/self/maps").split(separator: "\n").compactMap { line in
            // 55d0c8a00000-55d0c8b00000 r-xp 00000000 08:01 1234   /usr/local/bin/idmon
            let fields = line.split(separator: " ", maxSplits: 5)
            guard fields.count == 6, fields[1] == "r-xp", fields[5].contains("/") else { return nil }
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            return bounds.count == 2 && bounds[0] < bounds[1] ? bounds[0]..<bounds[1] : nil
        }
    }

    /// The whole of a file of `/proc`, up to a mebibyte.
    private static func text(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while bytes.count < 1 << 20 {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            bytes += chunk.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
