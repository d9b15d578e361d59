import AccessExplainer
import AccessModel
import KubeModel
import KubeTesting
import TestInputs
import YAMLTree

/// How long it takes to answer from files: the whole program, and its parts.
enum ExplainBenchmark {
    private static let bar = 50
    private static let namespace = "team-7"

    static func run() async throws {
        print("  \(ManyBindings.title)")
        try await program()
        let resources = ManyBindings.resources
        let now = KubeTime(seconds: 1_800_000_000)
        let focused = Measurement(runs: 9) { AccessSnapshot(rendering: resources, now: now, focus: [namespace]) }
        line("snapshot for one namespace", "\(milliseconds(focused.median)) ms")
        let whole = Measurement(runs: 5) { AccessSnapshot(rendering: resources, now: now) }
        line("snapshot for all namespaces", "\(milliseconds(whole.median)) ms")
        let snapshot = AccessSnapshot(rendering: resources, now: now)
        let holders = snapshot.holders()
        try questions(AccessExplainer(snapshot), holders)
    }

    /// `idmon why` from files to the last line.
    private static func program() async throws {
        guard let program = Machine.program else {
            print("  SKIPPED: idmon is not beside idmon-bench; make bench builds it")
            return
        }
        let folder = try TemporaryFolder()
        _ = try folder.write("access.yaml", YAMLWriter.stream(ManyBindings.resources.map(\.content)))
        let arguments = ["why", "submit", "report-3", "-n", namespace, "-g", "/\(namespace)/leads", "-f", folder.path]
        let time = try Measurement(runs: 19) { try Child(program, arguments).wait() }
        let peak = try Child(program, arguments).waitForPeak()
        let worst = time.times[time.times.count - 1]
        let isMet =
            worst * 1000 <= Double(bar) ? "met" : time.median * 1000 <= Double(bar) ? "met by the median" : "NOT MET"
        line(
            "idmon why, the whole program",
            "\(milliseconds(time.median)) ms (worst \(milliseconds(worst))), bar \(bar): \(isMet); "
                + "\(Measurement.rounded(Double(peak) / 1e6)) MB")
        folder.remove()
    }

    private static func questions(_ explainer: AccessExplainer, _ holders: [Holder]) throws {
        let templates = (0..<100).flatMap { team in (0..<10).map { ("team-\(team)", "report-\($0)") } }
        var (count, yes) = (0, 0)
        let start = Measurement.now
        for holder in holders {
            for (namespace, template) in templates {
                let question = AccessQuestion(
                    holder.person, .submit, in: namespace, on: .template(.workflowTemplate, template))
                count += 1
                if explainer.verdict(question).isYes { yes += 1 }
            }
        }
        let seconds = Measurement.now - start
        line(
            "verdicts: \(holders.count) holders × \(templates.count) templates",
            "\(milliseconds(seconds)) ms for \(count) (\(yes) yes), \(Measurement.rounded(seconds / Double(count) * 1e6)) µs each"
        )
    }

    private static func milliseconds(_ seconds: Double) -> String { Measurement.rounded(seconds * 1000) }

    private static func line(_ name: String, _ value: String) { print("  " + Measurement.padded(name, 44) + value) }
}
