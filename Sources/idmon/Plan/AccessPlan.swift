import AccessCompiler
import AccessExplainer
import AccessModel
import KubeModel

/// What a change of resources does to access, and to the objects that Idmon makes.
struct AccessPlan {
    let difference: AccessDifference
    let objects: [ObjectChange]
    /// What is unwanted about it, one sentence for each condition that does not hold.
    let objections: [String]
    /// What could not be read.
    let unread: [String]
    private let names: [PersonSubject: String]

    /// - Parameters:
    ///   - renamed: the new names of groups by their old ones.
    ///   - conditions: what is not wanted.
    init(
        from before: AccessTable, to after: AccessTable, renamed: [GroupPath: GroupPath], conditions: [PlanCondition],
        unread: [String]
    ) {
        let difference = AccessDifference(from: before, to: after, renamed: renamed)
        self.difference = difference
        objects = ObjectChange.changes(from: before.generated, to: after.generated)
        objections = conditions.compactMap { $0.objection(to: difference) }
        self.unread = unread
        let members = [before, after].flatMap { $0.installations.values.flatMap(\.review.members) }
        names = Dictionary(members.compactMap { member in member.name.map { (member.subject, $0) } }) { $1 }
    }

    /// The lines of a direction, the gravest first.
    func lines(_ direction: AccessChange.Direction) -> [ChangeLine] {
        ChangeLine.lines(of: difference.toRead, direction)
    }

    /// What people call a holder: people by their names where the realm has them.
    func name(of holder: AccessHolder) -> String {
        guard case .person(let subject) = holder, let name = names[subject], !name.isEmpty else {
            return holder.description
        }
        return name
    }

    func names(of line: ChangeLine) -> String { line.holders.map(name).joined(separator: ", ") }

    /// `payments`; `payments of argo/other` where there are several installations.
    func place(of line: ChangeLine) -> String {
        let place = line.namespace ?? "the cluster"
        let installations = Set(difference.changes.map(\.installation))
        return installations.count > 1 ? "\(place) of \(line.installation)" : place
    }

    /// `3 gains, 1 loss; objects: 2 created, 1 changed, none removed`
    var summary: String {
        let gains = difference.toRead.count { $0.direction == .gain }
        let losses = difference.toRead.count - gains
        let access =
            difference.changes.isEmpty
            ? "No change of access"
            : "\(Self.count(gains, "gain", "gains")), \(Self.count(losses, "loss", "losses")) of access"
        let undecided = difference.undecided.isEmpty ? "" : ", \(difference.undecided.count) undecided"
        let kinds = [("created", created), ("changed", changed), ("removed", removed)].map { "\($1) \($0)" }
        return "\(access)\(undecided); objects: \(kinds.joined(separator: ", "))"
    }

    var created: Int { objects.count { $0.kind == .created } }
    var removed: Int { objects.count { $0.kind == .removed } }
    var changed: Int { objects.count - created - removed }

    private static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }
}
