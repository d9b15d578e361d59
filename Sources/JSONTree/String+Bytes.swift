extension String {
    /// Lends the UTF-8 of a string; a string that is not contiguous, as no native one is, is copied first.
    @inline(__always)
    package func withUTF8Bytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }

    /// Whether two strings are equal byte for byte; `==` would take two Unicode spellings of one text for equal.
    @inline(__always)
    package func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count
            && withUTF8Bytes { left in other.withUTF8Bytes { right in left.hasSameBytes(as: right) } }
    }

    /// Whether a string comes before another in the order of their bytes.
    package func hasLesserBytes(than other: String) -> Bool {
        withUTF8Bytes { left in other.withUTF8Bytes { right in left.hasLesserBytes(than: right) } }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Compares eight bytes at a time.
    @inline(__always)
    func hasSameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard let left = UnsafeRawPointer(baseAddress), let right = UnsafeRawPointer(other.baseAddress) else {
            return true
        }
        var index = 0
        while index + 8 <= count {
            guard
                left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    == right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            else { return false }
            index += 8
        }
        while index < count {
            guard self[index] == other[index] else { return false }
            index += 1
        }
        return true
    }

    /// Compares eight bytes at a time.
    func hasLesserBytes(than other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let left = UnsafeRawPointer(baseAddress), let right = UnsafeRawPointer(other.baseAddress) else {
            return count < other.count
        }
        let common = Swift.min(count, other.count)
        var index = 0
        while index + 8 <= common {
            // The first byte of a text is to weigh most.
            let word = UInt64(bigEndian: left.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let otherWord = UInt64(bigEndian: right.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            if word != otherWord { return word < otherWord }
            index += 8
        }
        while index < common {
            if self[index] != other[index] { return self[index] < other[index] }
            index += 1
        }
        return count < other.count
    }
}
