import AccessExplainer
import JSONTree
import KubeModel

extension AccessPlan {
    /// A comment of GitHub or GitLab takes about a million bytes; what is listed stays far below.
    private static let lineLimit = 200

    /// The plan as a comment on a merge request.
    var markdown: String {
        var parts = ["### Access plan", "**\(Self.escaped(summary))**"]
        parts += objections.map { "> **Refused:** \(Self.escaped($0))" }
        for (direction, heading) in [(AccessChange.Direction.gain, "Gains"), (.loss, "Losses")] {
            let lines = lines(direction)
            if !lines.isEmpty { parts.append("#### \(heading)\n\n" + table(lines)) }
        }
        parts += notes.map { "_\(Self.escaped($0))_" }
        if !objects.isEmpty { parts.append(objectDetails) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func table(_ lines: [ChangeLine]) -> String {
        let rows = lines.prefix(Self.lineLimit).map { line in
            let cells = [
                line.isGrave ? "**!**" : "", names(of: line), place(of: line), line.phrases.joined(separator: "; "),
            ]
            return "| " + ([cells[0]] + cells.dropFirst().map(Self.escaped)).joined(separator: " | ") + " |"
        }
        let more = lines.count > Self.lineLimit ? "\n\nand \(lines.count - Self.lineLimit) more" : ""
        return (["| | who | where | what |", "|---|---|---|---|"] + rows).joined(separator: "\n") + more
    }

    private var objectDetails: String {
        let rows = objects.prefix(Self.lineLimit).map { change in
            switch change.kind {
            case .created: "- created: \(Self.escaped(change.key.description))"
            case .removed: "- removed: \(Self.escaped(change.key.description))"
            case .changed(let paths):
                "- changed: \(Self.escaped(change.key.description)) (\(Self.escaped(Self.fields(paths.map(\.description)))))"
            }
        }
        let more = objects.count > Self.lineLimit ? "\n- and \(objects.count - Self.lineLimit) more" : ""
        return "<details><summary>Objects: \(created) created, \(changed) changed, \(removed) removed</summary>\n\n"
            + rows.joined(separator: "\n") + more + "\n\n</details>"
    }

    /// A text that Markdown shows as it is, whatever names people gave.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\", "`", "*", "_", "[", "]", "|", "#", "~", "@": escaped.append("\\\(character)")
            case "<": escaped.append("&lt;")
            case ">": escaped.append("&gt;")
            case "&": escaped.append("&amp;")
            default: escaped.append(character.isNewline ? " " : character)
            }
        }
        return escaped
    }
}
