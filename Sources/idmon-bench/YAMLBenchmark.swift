import Foundation
import JSONTree
import ReconcileCore
import YAMLTree

/// Reading and writing 900 pods in kubectl's style, beside libyaml's own events and PyYAML's C loader.
enum YAMLBenchmark {
    private static let pods = 900
    private static let runs = 15
    /// The share of libyaml's own rate that the project promises.
    private static let bar = 0.8
    /// How many times PyYAML's C loader the project promises.
    private static let peerBar = 10.0

    static func run() throws {
        let values = sample()
        let text = YAMLWriter.stream(values)
        let bytes = Array(text.utf8)
        print("  \(pods) pods in \(bytes.count) bytes of YAML")
        guard try YAMLReader.documents(in: bytes).map(\.value) == values else {
            print("  FAILED: what was written is read as something else")
            return
        }
        var (events, reading, locating) = (Double.infinity, Double.infinity, Double.infinity)
        // Taken in turns, so that what else the machine does falls on all of them.
        for _ in 0..<runs {
            events = min(events, time { LibYAMLEvents.count(bytes) })
            reading = min(reading, try time { try YAMLReader.documents(in: bytes) })
            locating = min(locating, try time { try YAMLReader.documents(in: bytes, positions: true) })
        }
        report("libyaml's events alone", bytes.count, events, "")
        let share = events / reading
        report(
            "documents", bytes.count, reading,
            ", \(Measurement.rounded(share))× libyaml alone, \(Measurement.rounded(share / bar))× the bar of \(bar)")
        report("documents with positions", bytes.count, locating, "")
        Measurement(runs: 5) { YAMLWriter.stream(values) }.report("writing", bytes: bytes.count)

        guard let peer = try PyYAML.seconds(bytes) else {
            print("  PyYAML skipped: there is no python3 with PyYAML's C loader")
            return
        }
        let times = peer / reading
        report("PyYAML's CSafeLoader", bytes.count, peer, "")
        print(
            "  documents are \(Measurement.rounded(times))× PyYAML's C loader, "
                + "\(Measurement.rounded(times / peerBar))× the bar of \(Int(peerBar))×")
    }

    /// The sample's pods as `kubectl get --output yaml` shows them: without the managers of their fields.
    private static func sample() -> [JSONValue] {
        var random = SplitMix64(seed: 7)
        return (0..<pods).map { number in
            let pod = PodSample(number: number, random: &random).pod
            var metadata = pod["metadata"] ?? [:]
            metadata["managedFields"] = nil
            return [
                "apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": pod["spec"] ?? [:],
                "status": pod["status"] ?? [:],
            ]
        }
    }

    /// Seconds that something takes; what it makes is freed outside of that.
    private static func time<Result>(_ body: () throws -> Result) rethrows -> Double {
        let start = Measurement.now
        let result = try body()
        let seconds = Measurement.now - start
        withExtendedLifetime(result) {}
        return seconds
    }

    private static func report(_ name: String, _ bytes: Int, _ seconds: Double, _ note: String) {
        print("  " + Measurement.padded(name, 44) + "\(Measurement.rounded(Double(bytes) / seconds / 1e6)) MB/s\(note)")
    }
}

/// The usual YAML of scripts, in a process of its own.
private enum PyYAML {
    private static let script = """
        import sys, time, yaml
        text = open(sys.argv[1], "rb").read()
        start = time.perf_counter()
        count = sum(1 for _ in yaml.load_all(text, Loader=yaml.CSafeLoader))
        print(time.perf_counter() - start if count > 0 else "")
        """

    /// Seconds that PyYAML takes to load a text; nil where it is not installed.
    static func seconds(_ bytes: [UInt8]) throws -> Double? {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "idmon-bench-\(UUID().uuidString).yaml")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Double(String(decoding: text, as: UTF8.self).prefix { !$0.isWhitespace })
    }
}
