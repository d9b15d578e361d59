import JSONTree
import YAMLTree

/// One key of a ConfigMap in the split form.
struct SplitSetting {
    let name: String
    let text: String

    /// The value that Argo reads: it writes `name: text`, or the lines of the text indented by two spaces below the name.
    func value() throws(ConfigurationFault) -> JSONValue {
        var bytes = Array(text.utf8)[...]
        let hasLines = bytes.contains(UInt8(ascii: "\n"))
        var leading = 0
        if hasLines {
            while bytes.first == UInt8(ascii: "\n") {
                bytes.removeFirst()
                leading += 1
            }
            while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        }
        var document = Array(name.utf8)
        document += hasLines ? Array(":\n  ".utf8) : Array(": ".utf8)
        for byte in bytes {
            document.append(byte)
            if byte == UInt8(ascii: "\n") { document += Array("  ".utf8) }
        }
        document.append(UInt8(ascii: "\n"))
        let documents: [YAMLDocument]
        do throws(YAMLError) {
            documents = try YAMLReader.documents(in: document)
        } catch {
            let line = hasLines ? max(1, error.position.line - 1) + leading : 1
            let column = max(1, error.position.column - (hasLines ? 2 : name.unicodeScalars.count + 2))
            throw ConfigurationFault(.malformed, "key \(name), line \(line), column \(column): \(error.message)")
        }
        guard documents.count == 1, let members = documents.first?.value.object, members.count == 1,
            let value = members[name]
        else {
            throw ConfigurationFault(.malformed, "key \(name) is not the YAML of one setting; correct it")
        }
        return value
    }
}
