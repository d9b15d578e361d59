import Glibc

/// How long something took, several times over.
struct Measurement {
    /// In seconds, shortest first.
    let times: [Double]

    /// Runs `body` once to warm up, then `runs` times by the clock; what it returns is freed outside the measured time.
    init<Result>(runs: Int = 9, _ body: () throws -> Result) rethrows {
        _ = try body()
        var times: [Double] = []
        for _ in 0..<runs {
            let start = Self.now
            let result = try body()
            times.append(Self.now - start)
            Self.keep(result)
        }
        self.times = times.sorted()
    }

    var best: Double { times[0] }

    var median: Double { times[times.count / 2] }

    /// In seconds, from some fixed point in the past.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// How long this thread has computed, in seconds: what others do on a busy machine is not in it.
    static var computed: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Stops the optimiser from dropping what made the result.
    @inline(never)
    private static func keep<Result>(_ result: Result) {}

    // MARK: - Printing

    /// Prints one line of throughput.
    ///
    /// - Parameters:
    ///   - bytes: how many bytes one run works on.
    ///   - bar: the MB/s (10⁶ bytes) that the project promises, nil where it promises none.
    ///   - peer: what the figure is compared with, measured in the same run.
    func report(_ name: String, bytes: Int, bar: Double? = nil, peer: (name: String, measurement: Measurement)? = nil) {
        let rate = Double(bytes) / best / 1e6
        var line = "  " + Self.padded(name, 44)
        line += "\(Self.rounded(rate)) MB/s (median \(Self.rounded(Double(bytes) / median / 1e6)))"
        if let bar { line += ", \(Self.rounded(rate / bar))× the bar of \(Int(bar))" }
        if let peer { line += ", \(Self.rounded(peer.measurement.best / best))× \(peer.name)" }
        print(line)
    }

    /// Prints by how much the process grows when something is made; to be asked before much was freed, since what was
    /// freed is used again.
    ///
    /// - Parameter bytes: how long the text is that it was made from.
    static func reportMemory<Result>(_ name: String, bytes: Int, _ body: () throws -> Result) rethrows {
        let before = Machine.residentBytes
        let result = try body()
        let held = Double(Machine.residentBytes - before)
        keep(result)
        print("  \(padded(name, 44))\(rounded(held / 1e6)) MB, \(rounded(held / Double(bytes)))× the text")
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    /// Three figures at most behind the point that matter to a reader.
    static func rounded(_ value: Double) -> String {
        value >= 100 ? String(Int(value.rounded())) : String((value * 100).rounded() / 100)
    }
}
