import AccessCompiler
import JSONTree
import KubeModel
import KubeTesting
import ReconcileCore
import TestInputs
import YAMLTree

/// From resources to objects: from nothing, after one change, and as `idmon render` of files.
enum CompilerBenchmark {
    private static let changes = 100

    private struct Difference: Error, CustomStringConvertible {
        let description: String
    }

    static func run() async throws {
        let resources = FiftyGroups.resources
        print("  \(FiftyGroups.title)")
        try await render(resources)
        let files = AccessObservation.rendering(resources, now: SettledCluster.now)
        grow(files)
        compile(files)
        guard let observation = files.first else { return }
        // Nothing of files has a status yet, so that all of them would tell the time.
        try change("files", observation, step: 0)
        try change("a settled cluster", try await SettledCluster.observation(of: resources), step: 1)
    }

    // MARK: - From nothing

    /// By how much the process grows for a plan and what is kept for the next one; to be asked before anything was freed.
    private static func grow(_ observations: [AccessObservation]) {
        let before = Machine.residentBytes
        let planned = observations.map { AccessPlanner().plan($0, after: nil) }
        let grown = Machine.residentBytes - before
        line(
            "memory grown by the first plan",
            "\(megabytes(grown)) for \(planned.reduce(0) { $0 + $1.plan.desired.count }) objects")
    }

    private static func compile(_ observations: [AccessObservation]) {
        let time = Measurement(runs: 9) { observations.map { AccessPlanner().plan($0, after: nil) } }
        let objects = observations.flatMap { AccessPlanner().plan($0).desired.map(\.object) }
        let bytes = objects.reduce(0) { $0 + $1.content.bytes.count }
        line("generated", "\(objects.count) objects, \(bytes) bytes")
        line("from nothing", bar(time.median, worst: time.times[time.times.count - 1], 1000))
        let whole = Measurement(runs: 5) { observations.map { AccessPlanner().plan($0) } }
        line("from nothing, all namespaces at once", "\(milliseconds(whole.median)) ms")
    }

    // MARK: - After one change

    /// Measures changes, each of the same state; what a change leads to is not performed.
    ///
    /// - Parameter step: how many seconds go by before a change.
    private static func change(_ name: String, _ start: AccessObservation, step: Int64) throws {
        let settled = AccessPlanner().plan(start, after: nil).compilation
        var times: [FiftyGroups.Change: [Double]] = [:]
        var computed: [Double] = []
        var recompiled = 0
        for number in 0..<changes {
            let change = FiftyGroups.Change.allCases[number % FiftyGroups.Change.allCases.count]
            let index = number * 997 % start.bindings.count
            var observation = start
            observation.now = start.now.adding(seconds: step)
            if let changed = FiftyGroups.changed(start.bindings[index], change, number: number) {
                observation.bindings[index] = changed
            }
            let (begin, spent) = (Measurement.now, Measurement.computed)
            let (plan, compilation) = AccessPlanner().plan(observation, after: settled)
            computed.append(Measurement.computed - spent)
            times[change, default: []].append(Measurement.now - begin)
            recompiled += compilation?.recompiled ?? 0
            guard number % 20 > 0 || plan == AccessPlanner().plan(observation) else {
                throw Difference(description: "the plan after change \(number) is not the one from nothing")
            }
        }
        let all = times.values.joined().sorted()
        let median = all.isEmpty ? 0 : all[all.count / 2]
        line("after one change, \(name)", bar(median, worst: all.last ?? 0, 10))
        computed.sort()
        line(
            "  of it computed",
            "\(milliseconds(computed[computed.count / 2])) ms (worst \(milliseconds(computed[computed.count - 1])))")
        for change in FiftyGroups.Change.allCases {
            let own = (times[change] ?? []).sorted()
            guard let worst = own.last else { continue }
            line("  \(change.rawValue)", "\(milliseconds(own[own.count / 2])) ms (worst \(milliseconds(worst)))")
        }
        line("  namespaces made anew for each", Measurement.rounded(Double(recompiled) / Double(changes)))
    }

    // MARK: - Files

    private static func render(_ resources: [KubeObject]) async throws {
        guard let program = Machine.program else {
            print("  SKIPPED: idmon is not beside idmon-bench; make bench builds it")
            return
        }
        let folder = try TemporaryFolder()
        _ = try folder.write("access.yaml", YAMLWriter.stream(resources.map(\.content)))
        let time = try Measurement(runs: 5) { try Child(program, ["render", "-f", folder.path]).wait() }
        let peak = try Child(program, ["render", "-f", folder.path]).waitForPeak()
        line("idmon render", bar(time.median, worst: time.times[time.times.count - 1], 1000))
        line("memory of idmon render at the peak", megabytes(peak))
        folder.remove()
    }

    // MARK: - Printing

    private static func bar(_ median: Double, worst: Double, _ bar: Int) -> String {
        let isMet = worst * 1000 <= Double(bar) ? "met" : median * 1000 <= Double(bar) ? "met by the median" : "NOT MET"
        return "\(milliseconds(median)) ms (worst \(milliseconds(worst))), bar \(bar): \(isMet)"
    }

    private static func milliseconds(_ seconds: Double) -> String { Measurement.rounded(seconds * 1000) }

    private static func megabytes(_ bytes: Int) -> String { "\(Measurement.rounded(Double(bytes) / 1e6)) MB" }

    private static func line(_ name: String, _ value: String) { print("  " + Measurement.padded(name, 44) + value) }
}
