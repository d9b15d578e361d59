import Synchronization

/// The process's metrics: numbers by family and labels, printed in Prometheus' text format.
///
/// Bounded: at most ``maximumSeries`` combinations of labels are kept; samples of further ones are counted and dropped.
package final class MetricsRegistry: Sendable {
    /// Label names with their values, in the order in which they are printed.
    package typealias Labels = [(name: String, value: String)]

    private enum Sample {
        case number(Double)
        case histogram(counts: [UInt64], sum: Double)
    }

    private struct Series {
        var family: MetricFamily
        var labels: String
        var sample: Sample
    }

    private struct State {
        /// By family and printed labels.
        var series: [String: Series] = [:]
        var dropped: Double = 0
    }

    package static let maximumSeries = 2_000

    private let state = Mutex(State())

    package init() {}

    /// Adds to a counter.
    package func add(_ amount: Double = 1, to family: MetricFamily, _ labels: Labels = []) {
        change(family, labels) { sample in
            if case .number(let value) = sample { sample = .number(value + amount) }
        }
    }

    /// Sets a gauge.
    package func set(_ family: MetricFamily, to value: Double, _ labels: Labels = []) {
        change(family, labels) { $0 = .number(value) }
    }

    /// Has a gauge without labels show nothing, since there is nothing that it could show.
    package func remove(_ family: MetricFamily) { state.withLock { $0.series[family.name] = nil } }

    /// Records one observation of a histogram, in seconds.
    package func observe(_ family: MetricFamily, _ duration: Duration, _ labels: Labels = []) {
        guard case .histogram(let bounds) = family.kind else { return }
        let seconds = duration / .seconds(1)
        change(family, labels) { sample in
            guard case .histogram(var counts, let sum) = sample else { return }
            counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
            sample = .histogram(counts: counts, sum: sum + seconds)
        }
    }

    /// The value of a counter or gauge; nil when it was never touched.
    package func value(of family: MetricFamily, _ labels: Labels = []) -> Double? {
        let printed = Self.print(labels)
        return state.withLock { state in
            guard case .number(let value) = state.series[family.name + printed]?.sample else { return nil }
            return value
        }
    }

    /// All metrics in the text exposition format 0.0.4, families and series in a stable order.
    package var text: String {
        let (series, dropped) = state.withLock { ($0.series.values.map { $0 }, $0.dropped) }
        let byFamily = Dictionary(grouping: series, by: \.family)
        var lines: [String] = []
        for (family, members) in byFamily.sorted(by: { $0.key.name < $1.key.name }) {
            lines.append("# HELP \(family.name) \(family.help)")
            lines.append("# TYPE \(family.name) \(family.kind.word)")
            for member in members.sorted(by: { $0.labels < $1.labels }) { lines += Self.lines(of: member) }
        }
        if dropped > 0 {
            let family = MetricFamily.seriesDropped
            lines += [
                "# HELP \(family.name) \(family.help)", "# TYPE \(family.name) counter", "\(family.name) \(dropped)",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func change(_ family: MetricFamily, _ labels: Labels, _ body: (inout Sample) -> Void) {
        let printed = Self.print(labels)
        let key = family.name + printed
        state.withLock { state in
            if state.series[key] == nil {
                guard state.series.count < Self.maximumSeries else {
                    state.dropped += 1
                    return
                }
                state.series[key] = Series(family: family, labels: printed, sample: Self.emptySample(family.kind))
            }
            if var series = state.series[key] {
                body(&series.sample)
                state.series[key] = series
            }
        }
    }

    private static func emptySample(_ kind: MetricFamily.Kind) -> Sample {
        switch kind {
        case .counter, .gauge: .number(0)
        case .histogram(let bounds): .histogram(counts: Array(repeating: 0, count: bounds.count + 1), sum: 0)
        }
    }

    private static func print(_ labels: Labels) -> String {
        labels.map { name, value in "\(name)=\"\(escaped(value))\"" }.joined(separator: ",")
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }

    private static func lines(of series: Series) -> [String] {
        let name = series.family.name
        switch series.sample {
        case .number(let value):
            return ["\(name)\(braced(series.labels)) \(number(value))"]
        case .histogram(let counts, let sum):
            guard case .histogram(let bounds) = series.family.kind else { return [] }
            var lines: [String] = []
            var total: UInt64 = 0
            for (index, count) in counts.enumerated() {
                total += count
                let bound = index < bounds.count ? number(bounds[index]) : "+Inf"
                lines.append("\(name)_bucket\(braced(series.labels, "le=\"\(bound)\"")) \(total)")
            }
            return lines + [
                "\(name)_sum\(braced(series.labels)) \(number(sum))", "\(name)_count\(braced(series.labels)) \(total)",
            ]
        }
    }

    private static func braced(_ labels: String, _ more: String = "") -> String {
        let all = [labels, more].filter { !$0.isEmpty }
        return all.isEmpty ? "" : "{\(all.joined(separator: ","))}"
    }

    /// Whole numbers without a fraction, since that is how they are read.
    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? value.description
    }
}

extension MetricFamily.Kind {
    fileprivate var word: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
