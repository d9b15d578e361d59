/// What a check of a value found, and how far it got.
///
/// Source: the validation of `k8s.io/kube-openapi`. Of several alternatives that all fail, the one with the most
/// successful checks explains the failure; the count here is that measure.
struct CheckResult {
    private(set) var violations: [SchemaViolation] = []
    private(set) var matchCount = 0

    var isValid: Bool { violations.isEmpty }

    init() {}

    init(_ violation: SchemaViolation) { violations = [violation] }

    mutating func count() { matchCount += 1 }

    /// Adds a violation unless it has been reported.
    mutating func add(_ violation: SchemaViolation) {
        if !violations.contains(violation) { violations.append(violation) }
    }

    mutating func merge(_ other: CheckResult) {
        for violation in other.violations { add(violation) }
        matchCount += other.matchCount
    }
}
