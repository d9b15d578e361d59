import Glibc

/// `idmon-bench [NAME…]` runs the named benchmarks, or all; figures are only worth comparing within one run.
@main
enum Bench {
    static var benchmarks: [Benchmark] {
        [
            Benchmark(name: "json") { try JSONBenchmark.run() },
            Benchmark(name: "yaml") { try YAMLBenchmark.run() },
            Benchmark(name: "client") { try await ClientBenchmark.run() },
            Benchmark(name: "compiler") { try await CompilerBenchmark.run() },
            Benchmark(name: "model") { try await ModelBenchmark.run() },
            Benchmark(name: "operator") { try await OperatorBenchmark.run() },
            Benchmark(name: "plan") { try await PlanBenchmark.run() },
            Benchmark(name: "policies") { try await PolicyBenchmark.run() },
            Benchmark(name: "explain") { try await ExplainBenchmark.run() },
            Benchmark(name: "report") { try await ReportBenchmark.run() },
        ]
    }

    static func main() async {
        let wanted = Array(CommandLine.arguments.dropFirst())
        let benchmarks = benchmarks
        let known = benchmarks.map(\.name)
        for name in wanted where !known.contains(name) {
            fail("there is no benchmark \"\(name)\"; there are: \(known.joined(separator: " "))", code: 2)
        }
        print("\(Machine.date), \(Machine.processors) processors, \(Machine.processorModel)\(Machine.buildNote)")
        for benchmark in benchmarks where wanted.isEmpty || wanted.contains(benchmark.name) {
            print("\n\(benchmark.name)")
            do {
                try await benchmark.run()
            } catch {
                fail("\(benchmark.name) failed: \(error)", code: 1)
            }
        }
    }

    private static func fail(_ message: String, code: Int32) -> Never {
        let line = Array("idmon-bench: \(message)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        exit(code)
    }
}
