/// One metric as Prometheus knows it: its name, its meaning and its kind.
package struct MetricFamily: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case counter
        case gauge
        /// Upper bounds of the buckets in ascending order, without +Inf.
        case histogram(bounds: [Double])
    }

    package let name: String
    package let help: String
    package let kind: Kind

    package init(_ name: String, _ kind: Kind, help: String) {
        self.name = name
        self.help = help
        self.kind = kind
    }
}

/// Every metric of the operator; `docs/operations.md` lists the same names.
extension MetricFamily {
    private static let seconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30]

    package static let requests = MetricFamily(
        "idmon_api_requests_total", .counter, help: "Requests to the API server by method and status code.")
    package static let requestSeconds = MetricFamily(
        "idmon_api_request_seconds", .histogram(bounds: seconds), help: "Time of requests to the API server by method.")
    package static let watchEvents = MetricFamily(
        "idmon_watch_events_total", .counter, help: "Objects received by watches and lists, by resource.")
    package static let relists = MetricFamily(
        "idmon_watch_relists_total", .counter, help: "Complete lists that were read, by resource.")
    package static let watchFailures = MetricFamily(
        "idmon_watch_failures_total", .counter, help: "Lists and watches that failed, by resource.")
    package static let storedObjects = MetricFamily(
        "idmon_stored_objects", .gauge, help: "Objects held in memory, by resource.")
    package static let queueDepth = MetricFamily(
        "idmon_queue_depth", .gauge, help: "Reconcile keys that wait for a worker.")
    package static let queueSeconds = MetricFamily(
        "idmon_queue_wait_seconds", .histogram(bounds: seconds), help: "Time that reconcile keys waited for a worker.")
    package static let reconciles = MetricFamily(
        "idmon_reconciles_total", .counter, help: "Reconciles by outcome: done, requeued, retried or stalled.")
    package static let reconcileSeconds = MetricFamily(
        "idmon_reconcile_seconds", .histogram(bounds: seconds), help: "Time of reconciles.")
    package static let writes = MetricFamily(
        "idmon_writes_total", .counter, help: "Successful writes to the cluster by resource and operation.")
    package static let writeFailures = MetricFamily(
        "idmon_write_failures_total", .counter, help: "Failed writes to the cluster by resource, operation and reason.")
    package static let events = MetricFamily(
        "idmon_events_total", .counter, help: "Kubernetes Events by result: sent, suppressed or failed.")
    package static let tokensIssued = MetricFamily(
        "idmon_tokens_issued_total", .counter, help: "Tokens that were requested and stored, first ones and renewals.")
    package static let tokens = MetricFamily(
        "idmon_tokens", .gauge, help: "Identities by kind of token and whether the token can be used.")
    package static let tokenOldestIssue = MetricFamily(
        "idmon_token_oldest_issued_timestamp_seconds", .gauge, help: "When the oldest requested token was made.")
    package static let tokenNextExpiry = MetricFamily(
        "idmon_token_next_expiry_timestamp_seconds", .gauge, help: "When the first of the requested tokens ends.")
    package static let isLeader = MetricFamily(
        "idmon_leader", .gauge, help: "1 while this process leads, 0 otherwise.")
    package static let removalsHeld = MetricFamily(
        "idmon_removals_held", .gauge,
        help: "Grants whose removal waits to be confirmed, by installation; 0 when nothing is held.")
    package static let accessTests = MetricFamily(
        "idmon_access_tests", .gauge,
        help: "Statements of AccessTests by outcome: passed, failed or undecided.")
    package static let seriesDropped = MetricFamily(
        "idmon_metric_series_dropped_total", .counter, help: "Samples dropped because too many label values were seen.")
    package static let residentBytes = MetricFamily(
        "process_resident_memory_bytes", .gauge, help: "Resident memory of the process.")
    package static let buildInfo = MetricFamily(
        "idmon_build_info", .gauge, help: "Always 1; the labels tell the version.")
}
