import JSONTree
import YAMLTree

/// The whole settings in one YAML document, in which the block of `sso` can be replaced byte for byte.
struct SettingsDocument {
    let sso: JSONValue?
    /// The names of all members with their places, in the order of the text.
    let names: [(text: String, position: SourcePosition)]

    private let text: SettingsText
    private let root: JSONObject
    /// How far the members are indented; nil for an empty document.
    private let layout: Layout?

    private struct Layout {
        let indentation: Int
        let firstLine: Int
        /// The lines of the block of `sso`; nil when there is none.
        let block: Range<Int>?
    }

    init(_ string: String) throws(ConfigurationFault) {
        text = try SettingsText(string)
        let document = try Self.read(text.bytes)
        let root = document?.value.object
        if document != nil, root == nil {
            throw ConfigurationFault(.malformed, "key config is no mapping of settings; correct it")
        }
        self.root = root ?? [:]
        sso = root?["sso"]
        guard let document, let root else {
            names = []
            layout = nil
            return
        }
        names = root.names.map { name in
            let place = document.position(ofNameAt: JSONPath().appending(name: name))
            return (name, place ?? document.start)
        }
        layout = try Self.layout(names, start: document.start, text)
    }

    /// The lines of `sso` as they are; nil when there is none.
    var ssoText: String? {
        layout?.block.map { String(decoding: text.bytes[text.bytes(ofLines: $0)], as: UTF8.self) }
    }

    // MARK: - Reading

    private static func read(_ bytes: [UInt8]) throws(ConfigurationFault) -> YAMLDocument? {
        do throws(YAMLError) {
            return try YAMLReader.documents(in: bytes, positions: true).first
        } catch {
            throw ConfigurationFault(.malformed, "key config, \(error)")
        }
    }

    /// Where the members are, when each begins on a line of its own.
    private static func layout(
        _ names: [(text: String, position: SourcePosition)], start: SourcePosition, _ text: SettingsText
    ) throws(ConfigurationFault) -> Layout {
        let column = start.column
        guard let first = names.first, first.position == start, text.hasOnlySpaces(before: start),
            text.byte(at: start) != UInt8(ascii: "{")
        else {
            throw ConfigurationFault(
                .notEditable,
                "key config, line \(start.line): its settings do not stand one below the other; write each on a line "
                    + "of its own, without braces around them and without an anchor or a tag before them")
        }
        guard let own = names.first(where: { $0.text == "sso" })?.position else {
            return Layout(indentation: column - 1, firstLine: start.line, block: nil)
        }
        guard own.column == column, text.hasOnlySpaces(before: own) else {
            throw ConfigurationFault(
                .notEditable,
                "key config, line \(own.line): sso comes from elsewhere in the document; write it as a setting of its own"
            )
        }
        let behind = names.map(\.position).filter { $0.line > own.line && $0.column == column }.map(\.line).min()
        var end = behind ?? text.endLine
        while end > own.line + 1, text.isBlankOrComment(line: end - 1) { end -= 1 }
        return Layout(indentation: column - 1, firstLine: start.line, block: own.line..<end)
    }

    // MARK: - Writing

    /// The text with this `sso` and everything else as it is.
    ///
    /// What comes out is read again: unless exactly `sso` differs, nothing is given back.
    func replacing(sso wanted: JSONValue) throws(ConfigurationFault) -> String {
        var expected = root
        expected["sso"] = wanted
        var reason = "another setting would change with it"
        for candidate in candidates(wanted) {
            do throws(ConfigurationFault) {
                let document = try Self.read(SettingsText(candidate).bytes)
                if document?.value == .object(expected) { return candidate }
            } catch {
                reason = error.message
            }
        }
        throw ConfigurationFault(
            .notEditable,
            "key config: sso cannot be replaced there (\(reason)); write it as a block of its own without anchors, aliases "
                + "and merges that reach into it or out of it")
    }

    /// The texts to try, the best first.
    private func candidates(_ wanted: JSONValue) -> [String] {
        let block = block(wanted)
        if let lines = layout?.block { return [text.replacing(lines: lines, with: block)] }
        // At the end; where that would lengthen an open text, before everything else.
        let places = [text.endLine] + (layout.map { [$0.firstLine] } ?? [])
        return places.map { text.replacing(lines: $0..<$0, with: block) }
    }

    /// The lines of a block, without line breaks.
    private func block(_ wanted: JSONValue) -> [String] {
        let indentation = String(repeating: " ", count: layout?.indentation ?? 0)
        let lines = YAMLWriter.text(["sso": wanted]).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return lines.map { $0.isEmpty ? "" : indentation + $0 }
    }
}
