/// What a submission of a template may say beside the template's name.
package struct SubmissionLimits: Hashable, Sendable {
    /// At most so many of each for one entry of a binding.
    package static let entrypointLimit = 16
    package static let parameterLimit = 32

    /// The templates within the stored one at which a run may begin; its own is always allowed by saying none.
    package var entrypoints: [String] = []
    /// What may be given; nil for any parameter by value.
    package var parameters: [ParameterLimit]?

    package init(entrypoints: [String] = [], parameters: [ParameterLimit]? = nil) {
        self.entrypoints = entrypoints
        self.parameters = parameters
    }

    static func read(_ entry: FieldReader, _ findings: inout [Finding]) -> SubmissionLimits {
        var limits = SubmissionLimits()
        limits.entrypoints =
            entry.optional("entrypoints", &findings)?.elements(1...entrypointLimit, &findings).compactMap {
                $0.parameterName(&findings)
            } ?? []
        guard let parameters = entry.optional("parameters", &findings) else { return limits }
        var read: [ParameterLimit] = []
        for field in parameters.elements(0...parameterLimit, &findings) {
            guard let limit = ParameterLimit.read(field, &findings) else { continue }
            if read.contains(where: { $0.name == limit.name }) {
                field.note(.duplicate, "the parameter \(limit.name) appears twice", &findings)
            }
            read.append(limit)
        }
        limits.parameters = read
        return limits
    }
}
