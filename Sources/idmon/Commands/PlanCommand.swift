import AccessExplainer
import AccessModel
import ArgumentParser
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime

/// `idmon plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows who gains and who loses which access by a change of files.",
        discussion: """
            Compares effective access, not text: who may view, submit, approve, stop, edit what where, before and after, \
            for every group, combination of groups and person that is known. What is grave comes first and has a !. \
            Without --against, --git or --from the files are compared with a cluster: as if they were applied to it, and \
            with --prune as if they were all there is. Files that are wanted must have no errors.

            Exit code 0: nobody's access changes. 5: it does. 1: it does in a way that --fail-on or --max-removed \
            refuses, or the files have errors.

            --fail-on gain:WORD or loss:WORD: an action such as submit, approve, stop, edit-template; a role, for what it \
            gives and no lesser one does, and all beyond; grave; pods, for rights of pods; * for anything.

            Examples:
              idmon plan -f access/   what applying it would change
              idmon plan -f access/ --against ../main/access/
              idmon plan -f access/ --git origin/main..HEAD -o markdown
              idmon plan -f access/ --git main --fail-on gain:admin --fail-on 'loss:*'
              idmon plan -f access/ --from 2026-12-01T00:00:00Z --at 2027-07-01T00:00:00Z
              idmon plan -f access/ --max-removed 10%
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, yaml, markdown
    }

    @OptionGroup var files: FileOptions

    @Option(
        help: ArgumentHelp(
            "Compare with these files instead of a cluster; a file or a folder, may be repeated.", valueName: "path"))
    var against: [String] = []

    @Option(
        help: ArgumentHelp(
            "Compare with what the paths of -f are in a Git revision: REV with the files as they are, REV..REV two "
                + "revisions.", valueName: "rev"))
    var git: String?

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "Do not exit with 4 because something in the cluster may not be read and is taken as unchanged.")
    var allowUnread = false

    @Flag(help: "With a cluster: Idmon's resources there that the files do not have go.")
    var prune = false

    @Option(
        help: ArgumentHelp("The time at which notBefore and expiresAt are judged; default: now.", valueName: "time"))
    var at: KubeTime?

    @Option(
        help: ArgumentHelp(
            "The time at which the side before the change is judged; default: that of --at. Alone, the files are "
                + "compared with themselves.", valueName: "time"))
    var from: KubeTime?

    @Option(
        help: ArgumentHelp(
            "A group that the realm calls otherwise now and that has the same people; may be repeated.",
            valueName: "old=new"))
    var renamed: [Renaming] = []

    @Option(
        help: ArgumentHelp(
            "Refuse when single groups lose more than so many cells of the table of access, or such a share of them.",
            valueName: "n|n%"))
    var maxRemoved: String?

    @Option(help: ArgumentHelp("Refuse a kind of change; may be repeated.", valueName: "gain:word|loss:word"))
    var failOn: [String] = []

    @Option(name: .shortAndLong, help: "text, json, yaml or markdown.")
    var output: Format = .text

    func validate() throws {
        guard against.isEmpty || git == nil else { throw ValidationError("name either --against or --git") }
        if prune, !against.isEmpty || git != nil || from != nil { throw ValidationError("--prune is for a cluster") }
    }

    func run() async throws {
        let conditions = try conditions()
        let time = at ?? SystemClock.now()
        let (before, after, unread) = try await sides(at: time)
        let plan = AccessPlan(
            from: AccessTable(rendering: before.objects, now: from ?? time, knowsRoles: before.knowsRoles),
            to: AccessTable(rendering: after.objects, now: time, knowsRoles: after.knowsRoles),
            renamed: Dictionary(renamed.map { ($0.old, $0.new) }) { $1 }, conditions: conditions, unread: unread)
        switch output {
        case .text: Console.write(plan.text(Terminal.output))
        case .markdown: Console.write(plan.markdown)
        case .json: Console.write(OutputFormat.json.print(plan.value))
        case .yaml: Console.write(OutputFormat.yaml.print(plan.value))
        }
        if !plan.objections.isEmpty { throw ExitStatus.findings }
        if !plan.difference.isEmpty { throw ExitStatus.changes }
        if !unread.isEmpty, !allowUnread { throw ExitStatus.unknown }
    }

    private func conditions() throws(CommandFailure) -> [PlanCondition] {
        do throws(PlanCondition.Fault) {
            var conditions: [PlanCondition] = []
            for text in failOn { conditions.append(try PlanCondition(parsing: text)) }
            if let maxRemoved { conditions.append(try PlanCondition(parsingMaximumRemoved: maxRemoved)) }
            return conditions
        } catch {
            throw CommandFailure(error.message, hint: error.hint, status: ExitStatus.badInput)
        }
    }

    // MARK: - Both sides

    private func sides(
        at time: KubeTime
    ) async throws(CommandFailure) -> (before: PlanSide, after: PlanSide, unread: [String]) {
        let start = from ?? time
        if let git { return try await sides(ofRevisions: git, from: start, at: time) }
        let after = try PlanSide(wanted: try files.load(), at: time)
        if !against.isEmpty { return (PlanSide(former: try Manifest.load(against), at: start), after, []) }
        if from != nil { return (after, after, []) }
        let transport = try cluster.transport()
        var reader = ClusterReader(transport)
        let resources = try await reader.resources(
            hint: "install Idmon's definitions, or compare with files: --against")
        let others = try await reader.foreignAccess(
            beside: resources.map { KubeObject($0.key.type, content: $0.root.value) } + after.objects)
        await transport.shutDown()
        let before = PlanSide(cluster: resources, others, given: Set(after.objects.map(\.key)))
        return (before, before.applying(after, prunes: prune), reader.unread.map(\.description))
    }

    private func sides(
        ofRevisions range: String, from start: KubeTime, at time: KubeTime
    ) async throws(CommandFailure) -> (before: PlanSide, after: PlanSide, unread: [String]) {
        guard !files.paths.isEmpty else {
            throw CommandFailure(
                "no path was named", hint: "name the files or folders of the revisions with -f",
                status: ExitStatus.badInput)
        }
        let names = Self.revisions(range)
        let before = try await GitRevision(names.old)
        let after: GitRevision? = if let name = names.new { try await GitRevision(name) } else { nil }
        var old: [Manifest] = []
        var new: [Manifest] = []
        for path in files.paths {
            let was = try await before.manifests(path)
            let isNow = if let after { try await after.manifests(path) } else { try Manifest.load([path]) }
            guard !was.isEmpty || !isNow.isEmpty else {
                throw CommandFailure(
                    "there is no manifest at \(path) or below it in \(range)",
                    hint: "paths are relative to the folder that you are in", status: ExitStatus.badInput)
            }
            old += was
            new += isNow
        }
        return (PlanSide(former: old, at: start), try PlanSide(wanted: new, at: time), [])
    }

    /// `A..B` are two revisions, either of which may be left out for HEAD; `A` is one.
    static func revisions(_ text: String) -> (old: String, new: String?) {
        guard let dots = text.firstRange(of: "..") else { return (text, nil) }
        let (old, new) = (text[..<dots.lowerBound], text[dots.upperBound...])
        return (old.isEmpty ? "HEAD" : String(old), new.isEmpty ? "HEAD" : String(new))
    }
}

/// `/old=/new` on the command line.
struct Renaming: ExpressibleByArgument {
    let old: GroupPath
    let new: GroupPath

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let old = GroupPath(parts[0]), let new = GroupPath(parts[1]) else { return nil }
        self.old = old
        self.new = new
    }
}
