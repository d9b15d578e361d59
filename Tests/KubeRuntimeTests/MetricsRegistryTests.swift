import KubeRuntime
import Testing

@Suite("Metrics") struct MetricsRegistryTests {
    private let failures = MetricFamily("t_failures_total", .counter, help: "Failures.")
    private let seconds = MetricFamily("t_seconds", .histogram(bounds: [0.1, 1]), help: "Time.")

    @Test("the text has help, type and one line a series, in a stable order")
    func text() {
        let registry = MetricsRegistry()
        registry.add(to: failures, [("reason", "b")])
        registry.add(2, to: failures, [("reason", "a\"\\\n")])
        #expect(
            registry.text == """
                # HELP t_failures_total Failures.
                # TYPE t_failures_total counter
                t_failures_total{reason="a\\"\\\\\\n"} 2
                t_failures_total{reason="b"} 1

                """)
    }

    @Test("a histogram counts each observation in its bucket and in all larger ones")
    func histogram() {
        let registry = MetricsRegistry()
        for milliseconds in [50, 100, 500, 5000] { registry.observe(seconds, .milliseconds(milliseconds)) }
        #expect(
            registry.text == """
                # HELP t_seconds Time.
                # TYPE t_seconds histogram
                t_seconds_bucket{le="0.1"} 2
                t_seconds_bucket{le="1"} 3
                t_seconds_bucket{le="+Inf"} 4
                t_seconds_sum 5.65
                t_seconds_count 4

                """)
    }

    @Test("a gauge that has nothing to show is not shown")
    func removal() {
        let registry = MetricsRegistry()
        registry.set(.tokenNextExpiry, to: 5)
        #expect(registry.value(of: .tokenNextExpiry) == 5)
        registry.remove(.tokenNextExpiry)
        #expect(registry.value(of: .tokenNextExpiry) == nil && !registry.text.contains("expiry"))
    }

    @Test("label values beyond the bound are dropped and counted, so that memory stays bounded")
    func bound() {
        let registry = MetricsRegistry()
        for number in 0..<(MetricsRegistry.maximumSeries + 3) { registry.add(to: failures, [("n", String(number))]) }
        #expect(registry.text.contains("idmon_metric_series_dropped_total 3"))
    }
}
