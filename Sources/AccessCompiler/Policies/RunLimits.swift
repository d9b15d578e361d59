import AccessModel
import JSONTree
import KubeSchema

/// What one binding asks of a submission of one of its templates.
struct RunLimits {
    struct Requirement {
        let condition: PolicyExpression
        let message: PolicyExpression
    }

    private let entry: TemplateAccess
    private let run: PolicyExpression

    init(_ entry: TemplateAccess, run: PolicyExpression) {
        self.entry = entry
        self.run = run
    }

    var requirements: [Requirement] {
        [entrypoint, account] + (entry.limits.parameters.map { closed($0) + $0.flatMap(limits) } ?? [])
    }

    private var parameters: PolicyExpression { .variable("parameters") }
    private var parameter: PolicyExpression { .bound("p") }

    private var entrypoint: Requirement {
        let allowed = entry.limits.entrypoints
        let rest =
            allowed.isEmpty ? "leave spec.entrypoint out" : "leave it out, or choose \(allowed.joined(separator: ", "))"
        return Requirement(
            condition: run.string("entrypoint").isOne(of: [""] + allowed),
            message: says("a run of this template does not begin there: \(rest)"))
    }

    private var account: Requirement {
        let runner = GeneratedName.runner(binding: entry.binding.name)
        return Requirement(
            condition: run.string("serviceAccountName").isOne(of: ["", runner]),
            message: says("pods of this template run as the account that it names, or as \(runner)"))
    }

    private func closed(_ limits: [ParameterLimit]) -> [Requirement] {
        let names = limits.map(\.name)
        let rest = names.isEmpty ? "none can be given" : "there are \(names.joined(separator: ", "))"
        return [
            Requirement(
                condition: .every(in: parameters, as: "p", parameter.string("name").isOne(of: names)),
                message: says("a parameter is not among those that can be given: \(rest)"))
        ]
    }

    private func limits(_ limit: ParameterLimit) -> [Requirement] {
        let isOther: PolicyExpression = !.equal(parameter.string("name"), .literal(.string(limit.name)))
        var requirements: [Requirement] = []
        if limit.isRequired {
            requirements.append(
                Requirement(
                    condition: .some(in: parameters, as: "p", !isOther),
                    message: says("the parameter \(limit.name) must be given")))
        }
        let (conditions, words) = value(limit)
        if !conditions.isEmpty {
            requirements.append(
                Requirement(
                    condition: .every(in: parameters, as: "p", isOther || .all(conditions)),
                    message: says("the parameter \(limit.name) \(words.joined(separator: ", and "))")))
        }
        return requirements
    }

    /// What must hold of a parameter's value, and how that is said.
    private func value(_ limit: ParameterLimit) -> (conditions: [PolicyExpression], words: [String]) {
        let value = parameter.string("value")
        var conditions: [PolicyExpression] = []
        var words: [String] = []
        if !limit.values.isEmpty {
            conditions.append(value.isOne(of: limit.values))
            words.append("is one of \(Self.shown(limit.values))")
        }
        if let pattern = limit.pattern {
            conditions.append(.matches(value, "^(?:\(pattern))$"))
            words.append("matches \(pattern)")
        }
        if let minimum = limit.minLength, minimum > 0 {
            conditions.append(!.sizeAtMost(value, minimum - 1))
            words.append("has at least \(minimum) characters")
        }
        if let maximum = limit.maxLength {
            conditions.append(.sizeAtMost(value, maximum))
            words.append("has at most \(maximum) characters")
        }
        // A value that is absent, or comes from elsewhere, reads as the empty text.
        if !conditions.isEmpty, Self.takesEmptyText(limit) { conditions.insert(parameter.has("value"), at: 0) }
        return (conditions, words)
    }

    private static func takesEmptyText(_ limit: ParameterLimit) -> Bool {
        guard limit.values.isEmpty || limit.values.contains(""), limit.minLength ?? 0 == 0 else { return false }
        guard let pattern = limit.pattern else { return true }
        return (try? RegularExpression(parsing: "^(?:\(pattern))$"))?.matches("") ?? true
    }

    private func says(_ text: String) -> PolicyExpression {
        .literal(.string("WorkflowBinding \(entry.binding.name): \(text)"))
    }

    private static func shown(_ values: [String]) -> String {
        let some = values.prefix(10).joined(separator: ", ")
        return values.count > 10 ? "\(some) and \(values.count - 10) more" : some
    }
}
