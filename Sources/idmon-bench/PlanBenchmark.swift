import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import KubeTesting
import TestInputs
import YAMLTree

/// What a change does to access: the tables of both sides and their difference, and `idmon plan` of files.
enum PlanBenchmark {
    private struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    static func run() async throws {
        let before = FiftyGroups.resources
        let after = changed(before)
        print("  \(FiftyGroups.title), one binding in ten changed")
        let table = AccessTable(rendering: before, now: SettledCluster.now)
        let other = AccessTable(rendering: after, now: SettledCluster.now)
        let cells = table.installations.values.reduce(0) { $0 + $1.cellCount }
        line("holders and cells", "\(table.installations.values.reduce(0) { $0 + $1.holders.count }), \(cells)")
        let rendering = Measurement(runs: 5) { AccessTable(rendering: before, now: SettledCluster.now) }
        line("rendered, and the table of it", bar(rendering, 1000))
        let comparing = Measurement(runs: 5) { AccessDifference(from: table, to: other) }
        line("the difference of two tables", milliseconds(comparing.median))
        let difference = AccessDifference(from: table, to: other)
        guard !difference.isEmpty else { throw Missing(description: "the change changes nothing") }
        line("  changes found", "\(difference.changes.count), of them to read \(difference.toRead.count)")
        try await plan(before, after)
    }

    /// Every tenth binding gives its first group more.
    private static func changed(_ resources: [KubeObject]) -> [KubeObject] {
        var number = 0
        return resources.map { object in
            guard object.type == .workflowBinding else { return object }
            number += 1
            guard number % 10 == 0 else { return object }
            var object = object
            var grants = object.content["spec"]?["grants"]?.array ?? []
            grants[0]["role"] = "maintainer"
            object.content["spec"]?["grants"] = .array(grants)
            return object
        }
    }

    private static func plan(_ before: [KubeObject], _ after: [KubeObject]) async throws {
        guard let program = Machine.program else {
            print("  SKIPPED: idmon is not beside idmon-bench; make bench builds it")
            return
        }
        let folder = try TemporaryFolder()
        for (name, resources) in [("before.yaml", before), ("after.yaml", after)] {
            _ = try folder.write(name, YAMLWriter.stream(resources.map(\.content)))
        }
        let arguments = ["plan", "-f", "\(folder.path)/after.yaml", "--against", "\(folder.path)/before.yaml"]
        let time = try Measurement(runs: 5) { try Child(program, arguments).wait(expecting: 5) }
        let peak = try Child(program, arguments).waitForPeak(expecting: 5)
        line("idmon plan of two files", bar(time, 2000))
        line("memory of idmon plan at the peak", "\(Measurement.rounded(Double(peak) / 1e6)) MB")
        folder.remove()
    }

    private static func bar(_ time: Measurement, _ bar: Int) -> String {
        let worst = time.times[time.times.count - 1]
        let isMet =
            worst * 1000 <= Double(bar) ? "met" : time.median * 1000 <= Double(bar) ? "met by the median" : "NOT MET"
        return "\(milliseconds(time.median)) (worst \(milliseconds(worst))), bar \(bar): \(isMet)"
    }

    private static func milliseconds(_ seconds: Double) -> String { "\(Measurement.rounded(seconds * 1000)) ms" }

    private static func line(_ name: String, _ value: String) { print("  " + Measurement.padded(name, 44) + value) }
}
