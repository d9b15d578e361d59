import AccessModel
import JSONTree

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

    private var parameters: PolicyExpression { run.list("arguments", "parameters") }
    private var parameter: PolicyExpression { .bound("p") }

    private var entrypoint: Requirement {
        let allowed = entry.limits.entrypoints
        let rest =
            allowed.isEmpty ? "leave spec.entrypoint out" : "leave it out, or choose \(allowed.joined(separator: ", "))"
        return Requirement(
            condition: run.string("entrypoint").isOne(of: [""] + allowed),
            message: says("the template \(entry.template) does not begin there: \(rest)"))
    }

    private var account: Requirement {
        let runner = GeneratedName.runner(binding: entry.binding.name)
        return Requirement(
            condition: run.string("serviceAccountName").isOne(of: ["", runner]),
            message: says("pods of the template \(entry.template) run as the account that it names, or as \(runner)"))
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
        let value = parameter.string("value")
        func each(_ condition: PolicyExpression, _ rest: String) -> Requirement {
            Requirement(
                condition: .every(in: parameters, as: "p", isOther || condition),
                message: says("the parameter \(limit.name) \(rest)"))
        }
        var requirements: [Requirement] = []
        if limit.isRequired {
            requirements.append(
                Requirement(
                    condition: .some(in: parameters, as: "p", !isOther),
                    message: says("the parameter \(limit.name) must be given")))
        }
        if !limit.allowsAnything {
            requirements.append(each(parameter.has("value"), "must be given by value"))
        }
        if !limit.values.isEmpty {
            requirements.append(each(value.isOne(of: limit.values), "is one of \(Self.shown(limit.values))"))
        }
        if let pattern = limit.pattern {
            requirements.append(each(.matches(value, "^(?:\(pattern))$"), "matches \(pattern)"))
        }
        if let minimum = limit.minLength, minimum > 0 {
            requirements.append(each(!.sizeAtMost(value, minimum - 1), "has at least \(minimum) characters"))
        }
        if let maximum = limit.maxLength {
            requirements.append(each(.sizeAtMost(value, maximum), "has at most \(maximum) characters"))
        }
        return requirements
    }

    private func says(_ text: String) -> PolicyExpression {
        .literal(.string("WorkflowBinding \(entry.binding.name): \(text)"))
    }

    private static func shown(_ values: [String]) -> String {
        let some = values.prefix(10).joined(separator: ", ")
        return values.count > 10 ? "\(some) and \(values.count - 10) more" : some
    }
}
