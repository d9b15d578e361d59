/// Reads YAML streams as kubectl does.
///
/// The dialect is that of sigs.k8s.io/yaml (``YAMLScalar``). It differs on the side of caution: two members of one name
/// are an error, also when only their types differ (`1` and `"1"`); a document behind `...` needs its `---`, where
/// kubectl drops it without a word; bytes that are no UTF-8 are an error, in the text and behind `!!binary`; so is
/// the escape `\'`, which kubectl takes and neither YAML nor libyaml has. It reads what kubectl refuses, but libyaml
/// takes: `\/` in double quotes, `%YAML` lines, `--- value`.
package enum YAMLReader {
    /// Reads all documents of a stream.
    ///
    /// Comments are dropped. Documents that are empty, `null` or only comments are left out, as kubectl does.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, with or without a byte order mark.
    ///   - positions: whether the documents can say where each value stands; takes a quarter more time.
    package static func documents(
        in bytes: [UInt8], limits: YAMLLimits = .standard, positions: Bool = false
    ) throws(YAMLError) -> [YAMLDocument] {
        let mark = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        do throws(YAMLFailure) {
            try check(bytes, limits)
            // libyaml keeps pointers into the text: it must neither move nor go until the composer is done.
            return try unsafe bytes.withUnsafeBufferPointer { text throws(YAMLFailure) in
                let content = unsafe UnsafeBufferPointer(rebasing: text.dropFirst(mark))
                var composer = try unsafe YAMLComposer(text: content, limits: limits, positions: positions)
                return try composer.documents()
            }
        } catch {
            throw YAMLError(error, in: Array(bytes.dropFirst(mark)))
        }
    }

    private static func check(_ bytes: [UInt8], _ limits: YAMLLimits) throws(YAMLFailure) {
        let start = SourcePosition(line: 1, column: 1)
        guard bytes.count <= limits.maximumBytes else {
            throw YAMLFailure(
                .tooLarge, at: start,
                "the text has \(bytes.count) bytes; at most \(limits.maximumBytes) are read; split it")
        }
        guard !bytes.starts(with: [0xff, 0xfe]), !bytes.starts(with: [0xfe, 0xff]) else {
            throw YAMLFailure(.encoding, at: start, "the text is UTF-16; save it as UTF-8")
        }
    }
}
