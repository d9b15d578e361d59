import AccessCompiler
import AccessExplainer
import ArgumentParser
import Glibc
import IdmonOperator
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime

/// `idmon report`.
struct Report: AsyncParsableCommand {
    /// What the report is printed as.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case html, json
    }

    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes one page with who may run what.",
        discussion: """
            The page is one HTML file that needs no network and no server: the matrix of groups and templates with \
            filters and search, a page for each group and template with the chain that gives access, what ends when, \
            what has no effect and why, and who has much in one hand. With -f it says what the files would give if they \
            were applied now, without it what is in effect in the cluster. What may not be read there is named in the \
            page. It has the names of groups, templates and the people that realms list: keep it where these may be read.

            Files that the API server would refuse are not reported, as the access that they give cannot be known; claims \
            that are not in effect are part of the report.

            Examples:
              idmon report -f access/ > report.html
              idmon report --context production --output-file report.html
              idmon report -f access/ --output-file report.html --at 2027-07-01T00:00:00Z
              idmon report -f access/ -o json | jq '.risks[] | select(.code == "SelfApproval")'
            """)

    @OptionGroup var files: FileOptions

    @OptionGroup var cluster: ClusterOptions

    @Option(
        help: ArgumentHelp("The time at which notBefore and expiresAt are judged; default: now.", valueName: "time"))
    var at: KubeTime?

    @Option(name: .shortAndLong, help: "html or json.")
    var output: Format = .html

    @Option(
        help: ArgumentHelp(
            "Write to this file, as a whole or not at all, instead of standard output; only its owner can read it.",
            valueName: "path"))
    var outputFile: String?

    func run() async throws {
        let time = at ?? SystemClock.now()
        let (overviews, source, unread) =
            files.paths.isEmpty ? try await inCluster(at: time) : try inFiles(at: time)
        if overviews.allSatisfy({ $0.installation == nil }) {
            Console.writeError("the report is empty of access: there is no ArgoInstallation")
        }
        for part in unread { Console.writeError("not read: \(part)") }
        let generator = "idmon \(IdmonVersion.current)"
        try write(ReportData(overviews, source: source, unread: unread, generator: generator, now: time))
    }

    private typealias Reading = (overviews: [AccessOverview], source: AccessSnapshot.Source, unread: [UnreadPart])

    private func inFiles(at time: KubeTime) throws -> Reading {
        // What resources say of each other belongs into the report; there is none of resources that are malformed.
        let check = ManifestCheck(try files.load(), at: time, comparesResources: false)
        if check.hasErrors {
            check.tell(Terminal.error, Console.writeError)
            throw CommandFailure("nothing was reported: the files have errors", status: ExitStatus.findings)
        }
        return (check.observations.map { AccessOverview($0) }, .files, [])
    }

    private func inCluster(at time: KubeTime) async throws -> Reading {
        let transport = try cluster.transport()
        // Only a person who waits wants to know what for.
        let isWatched = isatty(STDERR_FILENO) == 1
        var reader = ClusterReader(transport) { if isWatched { Console.writeError("reading \($0)") } }
        let observations = try await reader.observations(at: time)
        await transport.shutDown()
        let unread = Set(reader.unread.map(\.type))
        return (observations.map { AccessOverview($0, unread: unread) }, .cluster, reader.unread)
    }

    private func write(_ data: ReportData) throws(CommandFailure) {
        let text =
            switch output {
            case .html: String(decoding: ReportPage(data).bytes, as: UTF8.self)
            case .json: data.value.prettyText(indent: 2) + "\n"
            }
        guard let outputFile else { return Console.write(text) }
        do throws(FileTree.Failure) {
            try FileTree.write(text, to: outputFile)
        } catch {
            throw CommandFailure(error.message, status: ExitStatus.badInput)
        }
    }
}
