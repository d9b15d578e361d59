/// Every statement about an API server that Idmon's model of one must fulfil, as the real one does.
package enum ConformanceSuite {
    package static let all: [ConformanceCase] =
        objects + names + lists + versions + patches + applies + deletions + access + escalation + tokens + definitions
        + customResources + watches + forms + discovery + workloads
}
