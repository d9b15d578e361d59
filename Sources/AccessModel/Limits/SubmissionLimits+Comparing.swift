import KubeSchema

extension SubmissionLimits {
    /// The same limits in one order, so that limits that were only written in another order are equal values.
    package var normalized: SubmissionLimits {
        SubmissionLimits(
            entrypoints: Set(entrypoints).sorted(),
            parameters: parameters.map { $0.map(\.normalized).sorted { $0.name < $1.name } })
    }

    /// Whether every submission that fits these limits fits others as well.
    ///
    /// Patterns are compared as texts, so that one that was only written differently counts as another one.
    package func isWithin(_ other: SubmissionLimits) -> Bool {
        guard Set(entrypoints).isSubset(of: other.entrypoints) else { return false }
        guard let allowed = other.parameters else { return true }
        guard let parameters else { return false }
        let mine = Dictionary(parameters.map { ($0.name, $0) }) { first, _ in first }
        guard allowed.allSatisfy({ !$0.isRequired || mine[$0.name]?.isRequired == true }) else { return false }
        return parameters.allSatisfy { parameter in
            allowed.contains { $0.name == parameter.name && parameter.isWithin($0) }
        }
    }

    /// Whether a submission fits.
    ///
    /// - Parameters:
    ///   - entrypoint: empty for the template's own.
    ///   - given: the parameters of the submission; those of one name must all fit.
    package func permit(entrypoint: String = "", _ given: [(name: String, value: String)]) -> Bool {
        guard entrypoint.isEmpty || entrypoints.contains(entrypoint) else { return false }
        // Argo would replace it by something else after it was looked at.
        guard !given.contains(where: { $0.value.contains("{{") }) else { return false }
        guard let parameters else { return true }
        return given.allSatisfy { entry in
            parameters.contains { $0.name == entry.name }
                && !parameters.contains { $0.name == entry.name && !$0.permits(entry.value) }
        } && parameters.allSatisfy { limit in !limit.isRequired || given.contains { $0.name == limit.name } }
    }
}

extension ParameterLimit {
    /// Whether a value fits.
    package func permits(_ value: String) -> Bool {
        guard values.isEmpty || values.contains(where: { $0.utf8.elementsEqual(value.utf8) }) else { return false }
        let length = value.unicodeScalars.count
        guard length >= minLength ?? 0, length <= maxLength ?? .max else { return false }
        guard let pattern else { return true }
        return (try? RegularExpression(parsing: "^(?:\(pattern))$"))?.matches(value) ?? false
    }

    fileprivate var normalized: ParameterLimit {
        ParameterLimit(
            name: name, values: Set(values).sorted(), pattern: pattern, minLength: minLength == 0 ? nil : minLength,
            maxLength: maxLength, isRequired: isRequired)
    }

    /// Whether every value that fits this limit fits another one.
    fileprivate func isWithin(_ other: ParameterLimit) -> Bool {
        if !values.isEmpty { return values.allSatisfy { !permits($0) || other.permits($0) } }
        return other.values.isEmpty && (other.pattern == nil || other.pattern == pattern)
            && (minLength ?? 0) >= (other.minLength ?? 0) && (maxLength ?? .max) <= (other.maxLength ?? .max)
    }
}

extension SubmissionLimits: CustomStringConvertible {
    /// `any parameters`, `region one of eu, us; month matching [0-9]+; entrypoints main, replay`
    package var description: String {
        var parts = parameters.map { $0.isEmpty ? ["no parameters"] : $0.map(\.description) } ?? ["any parameters"]
        if !entrypoints.isEmpty { parts.append("entrypoints \(entrypoints.joined(separator: ", "))") }
        return parts.joined(separator: "; ")
    }
}

extension ParameterLimit: CustomStringConvertible {
    /// `region one of eu, us`, `month matching [0-9]+, required`
    package var description: String {
        var words: [String] = []
        if !values.isEmpty {
            let more = values.count > 10 ? " and \(values.count - 10) more" : ""
            words.append("one of \(values.prefix(10).joined(separator: ", "))\(more)")
        }
        if let pattern { words.append("matching \(pattern)") }
        if let minLength { words.append("at least \(minLength) characters") }
        if let maxLength { words.append("at most \(maxLength) characters") }
        if isRequired { words.append("required") }
        return words.isEmpty ? "\(name) any" : "\(name) \(words.joined(separator: ", "))"
    }
}
