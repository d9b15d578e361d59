import AccessModel
import JSONTree

/// What one binding asks of a submission of one of its templates.
///
/// It is data: each requirement is a map from the name of a rule to texts, with what a person is told. One expression says
/// of any requirement whether a run meets it, so that a policy has as many expressions for a thousand bindings as for one.
struct RunLimits {
    private let entry: TemplateAccess

    init(_ entry: TemplateAccess) { self.entry = entry }

    /// The requirements, in the order in which a person is told of them.
    var requirements: [JSONValue] {
        [entrypoint, account] + (entry.limits.parameters.map { [closed($0)] + $0.flatMap(limits) } ?? [])
    }

    // MARK: - As data

    /// The rules of a requirement; each is about the texts that stand beside it.
    private enum Rule: String {
        /// Where a run may begin; an empty text is where the template says.
        case entrypoint
        /// As whom the pods may run.
        case account
        /// The only parameters that may be given.
        case parameters
        /// A parameter that must be given.
        case required
        /// The parameter that the rules after this one are about.
        case of
        case values
        case pattern
        /// The value has more characters than that.
        case above
        /// The value has at most so many characters.
        case most
        /// What a person is told.
        case says
    }

    private static func requirement(_ rules: [(Rule, [String])], says text: String) -> JSONValue {
        var requirement: JSONObject = [:]
        for (rule, texts) in rules + [(.says, [text])] {
            requirement[rule.rawValue] = .array(texts.map(JSONValue.string))
        }
        return .object(requirement)
    }

    private var entrypoint: JSONValue {
        let allowed = entry.limits.entrypoints
        let rest =
            allowed.isEmpty ? "leave spec.entrypoint out" : "leave it out, or choose \(allowed.joined(separator: ", "))"
        return Self.requirement(
            [(.entrypoint, [""] + allowed)], says: "a run of this template does not begin there: \(rest)")
    }

    private var account: JSONValue {
        let runner = GeneratedName.runner(binding: entry.binding.name)
        return Self.requirement(
            [(.account, ["", runner])],
            says: "pods of this template run as the account that it names, or as \(runner)")
    }

    private func closed(_ limits: [ParameterLimit]) -> JSONValue {
        let names = limits.map(\.name)
        let rest = names.isEmpty ? "none can be given" : "there are \(names.joined(separator: ", "))"
        return Self.requirement(
            [(.parameters, names)], says: "a parameter is not among those that can be given: \(rest)")
    }

    private func limits(_ limit: ParameterLimit) -> [JSONValue] {
        var requirements: [JSONValue] = []
        if limit.isRequired {
            requirements.append(
                Self.requirement([(.required, [limit.name])], says: "the parameter \(limit.name) must be given"))
        }
        let (rules, words) = value(limit)
        if !rules.isEmpty {
            requirements.append(
                Self.requirement(
                    [(.of, [limit.name])] + rules,
                    says: "the parameter \(limit.name) \(words.joined(separator: ", and "))"))
        }
        return requirements
    }

    /// What must hold of a parameter's value, and how that is said.
    private func value(_ limit: ParameterLimit) -> (rules: [(Rule, [String])], words: [String]) {
        var rules: [(Rule, [String])] = []
        var words: [String] = []
        if !limit.values.isEmpty {
            rules.append((.values, limit.values))
            words.append("is one of \(Self.shown(limit.values))")
        }
        if let pattern = limit.pattern {
            rules.append((.pattern, ["^(?:\(pattern))$"]))
            words.append("matches \(pattern)")
        }
        if let minimum = limit.minLength, minimum > 0 {
            rules.append((.above, [String(minimum - 1)]))
            words.append("has at least \(minimum) characters")
        }
        if let maximum = limit.maxLength {
            rules.append((.most, [String(maximum)]))
            words.append("has at most \(maximum) characters")
        }
        return (rules, words)
    }

    private static func shown(_ values: [String]) -> String {
        let some = values.prefix(10).joined(separator: ", ")
        return values.count > 10 ? "\(some) and \(values.count - 10) more" : some
    }

    // MARK: - As a condition

    /// Whether a run meets a requirement.
    ///
    /// - Parameters:
    ///   - run: its specification.
    ///   - parameters: those that are given to it.
    static func isMet(
        _ requirement: PolicyExpression, by run: PolicyExpression, _ parameters: PolicyExpression
    ) -> PolicyExpression {
        let parameter = PolicyExpression.bound("p")
        let name = parameter.string("name")
        return .all([
            asks(requirement, .entrypoint) { .contains(run.string("entrypoint"), $0) },
            asks(requirement, .account) { .contains(run.string("serviceAccountName"), $0) },
            asks(requirement, .parameters) { .every(in: parameters, as: "p", .contains(name, $0)) },
            asks(requirement, .required) { .some(in: parameters, as: "p", .contains(name, $0)) },
            asks(requirement, .of) { names in
                .every(in: parameters, as: "p", !.contains(name, names) || isMet(requirement, by: parameter))
            },
        ])
    }

    /// What a person is told of a requirement.
    static func words(of requirement: PolicyExpression) -> PolicyExpression { .first(texts(requirement, .says)) }

    private static func isMet(_ requirement: PolicyExpression, by parameter: PolicyExpression) -> PolicyExpression {
        let value = parameter.string("value")
        return .all([
            // One that is absent, or comes from elsewhere, reads as the empty text.
            parameter.has("value"),
            asks(requirement, .values) { .contains(value, $0) },
            asks(requirement, .pattern) { .matches(value, .first($0)) },
            asks(requirement, .above) { !.sizeWithin(value, .first($0)) },
            asks(requirement, .most) { .sizeWithin(value, .first($0)) },
        ])
    }

    private static func asks(
        _ requirement: PolicyExpression, _ rule: Rule, _ condition: (PolicyExpression) -> PolicyExpression
    ) -> PolicyExpression {
        !requirement.has(rule.rawValue) || condition(texts(requirement, rule))
    }

    private static func texts(_ requirement: PolicyExpression, _ rule: Rule) -> PolicyExpression {
        .entry(requirement, .literal(.string(rule.rawValue)))
    }
}
