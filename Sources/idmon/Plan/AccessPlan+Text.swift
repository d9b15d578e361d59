import AccessExplainer
import JSONTree
import KubeModel

extension AccessPlan {
    /// At most so many objects are listed for people; programs get all.
    private static let objectLimit = 100

    /// The plan for people.
    func text(_ terminal: Terminal) -> String {
        var parts: [String] = []
        for (direction, heading) in [(AccessChange.Direction.gain, "Gains"), (.loss, "Losses")] {
            let lines = lines(direction)
            if lines.isEmpty { continue }
            parts.append(terminal.styled(heading, .bold) + "\n" + text(of: lines, terminal))
        }
        parts += notes
        if !objects.isEmpty { parts.append(terminal.styled("Objects", .bold) + "\n" + objectText(terminal)) }
        parts += objections.map { terminal.styled("refused:", .red) + " " + $0 }
        parts.append(summary)
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func text(of lines: [ChangeLine], _ terminal: Terminal) -> String {
        let who = lines.map(names)
        let places = lines.map { "in \(place(of: $0))" }
        let widths = [who, places].map { column in
            min(48, column.map(\.unicodeScalars.count).max() ?? 0)
        }
        return lines.indices.map { index in
            let line = lines[index]
            let sign = (line.isGrave ? "!" : " ") + (line.direction == .gain ? "+" : "-")
            let colour: Terminal.Style = line.direction == .loss ? .yellow : line.isGrave ? .red : .green
            let words = line.phrases.joined(separator: "; ")
            return terminal.styled("  \(sign) ", colour) + Self.padded(who[index], widths[0]) + "  "
                + Self.padded(places[index], widths[1]) + "  " + words
        }.joined(separator: "\n")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
    }

    /// What people should know beside the changes.
    var notes: [String] {
        var notes: [String] = []
        if !difference.implied.isEmpty {
            let holders = Set(difference.implied.map(\.holder)).count
            notes.append(
                "Not listed: the same changes for \(holders) combinations of groups and people, which have them through their "
                    + "groups.")
        }
        for rename in difference.likelyRenames {
            notes.append(
                "\(rename.new) gets exactly what \(rename.old) had. If the realm calls the same people so now, "
                    + "--renamed \(rename.old)=\(rename.new) says that nobody gains or loses by it.")
        }
        notes += difference.undecided.map { entry in
            "Undecided: \(name(of: entry.holder)) in \(entry.namespace ?? "the cluster"): \(entry.reason)"
        }
        return notes + unread.map { "Not read, and taken as unchanged: \($0)" }
    }

    private func objectText(_ terminal: Terminal) -> String {
        var lines = objects.prefix(Self.objectLimit).map { change in
            switch change.kind {
            case .created: terminal.styled("  + ", .green) + change.key.description
            case .removed: terminal.styled("  - ", .yellow) + change.key.description
            case .changed(let paths):
                terminal.styled("  ~ ", .cyan) + "\(change.key): \(Self.fields(paths.map(\.description)))"
            }
        }
        if objects.count > Self.objectLimit { lines.append("  and \(objects.count - Self.objectLimit) more") }
        return lines.joined(separator: "\n")
    }

    static func fields(_ paths: [String]) -> String {
        let more = paths.count > 3 ? " and \(paths.count - 3) more" : ""
        return paths.prefix(3).joined(separator: ", ") + more
    }
}
