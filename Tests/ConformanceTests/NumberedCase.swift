import KubeConformance
import Testing

/// A case with its place in the suite, which tells its namespace apart.
struct NumberedCase: Sendable, CustomTestStringConvertible {
    let number: Int
    let value: ConformanceCase

    var testDescription: String { value.name }

    static let all = ConformanceSuite.all.enumerated().map { NumberedCase(number: $0.offset, value: $0.element) }

    /// The limits of the model, numbered behind all cases.
    static let limits = ConformanceSuite.limits.enumerated().map {
        NumberedCase(number: all.count + $0.offset, value: $0.element.test)
    }
}
