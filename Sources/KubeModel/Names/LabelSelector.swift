package import JSONTree

/// Which objects are meant, by their labels: all requirements must hold.
///
/// Source: Kubernetes, labels and selectors; `k8s.io/apimachinery/pkg/labels`.
package struct LabelSelector: Hashable, Sendable {
    /// One condition on one label.
    package enum Requirement: Hashable, Sendable {
        case exists(String)
        case absent(String)
        /// The label is there with one of the values.
        case oneOf(String, [String])
        /// The label is absent or has another value.
        case noneOf(String, [String])
        /// The label is there and is an integer above the bound.
        case above(String, Int64)
        /// The label is there and is an integer below the bound.
        case below(String, Int64)
    }

    /// All of which must hold.
    package let requirements: [Requirement]

    /// A selector with the given requirements; without any it selects everything.
    package init(_ requirements: [Requirement] = []) { self.requirements = requirements }

    /// Selects objects that have all these labels.
    package init(labels: [String: String]) {
        requirements = labels.sorted { $0.key < $1.key }.map { .oneOf($0.key, [$0.value]) }
    }

    /// Reads the text form, `app=a,env in (prod,test),!draft`.
    ///
    /// - Throws: ``SelectorError`` with the API server's wording.
    package init(parsing text: String) throws(SelectorError) {
        var parser = LabelSelectorParser(text)
        requirements = try parser.requirements()
    }

    /// Reads the object form, `{matchLabels, matchExpressions}`.
    ///
    /// - Throws: ``SelectorError`` when an expression has no key or an operator that does not exist.
    package init(_ value: JSONValue) throws(SelectorError) {
        var requirements = (value["matchLabels"]?.object?.members ?? []).map { member in
            Requirement.oneOf(member.name, [member.value.string ?? ""])
        }
        for expression in value["matchExpressions"]?.array ?? [] {
            requirements.append(try Self.requirement(expression))
        }
        self.requirements = requirements
    }

    private static func requirement(_ expression: JSONValue) throws(SelectorError) -> Requirement {
        guard let key = expression["key"]?.string else { throw SelectorError("matchExpressions: key is missing") }
        let values = (expression["values"]?.array ?? []).compactMap(\.string)
        switch expression["operator"]?.string ?? "" {
        case "In": return .oneOf(key, values)
        case "NotIn": return .noneOf(key, values)
        case "Exists": return .exists(key)
        case "DoesNotExist": return .absent(key)
        case let other: throw SelectorError("\"\(other)\" is not a valid label selector operator")
        }
    }

    /// True when labels, a JSON object of strings, meet every requirement.
    package func matches(_ labels: JSONObject) -> Bool {
        requirements.allSatisfy { $0.isMet { labels[$0]?.string } }
    }
}

extension LabelSelector.Requirement {
    fileprivate func isMet(by label: (String) -> String?) -> Bool {
        switch self {
        case .exists(let key): label(key) != nil
        case .absent(let key): label(key) == nil
        case .oneOf(let key, let values): label(key).map(values.contains) ?? false
        case .noneOf(let key, let values): label(key).map { !values.contains($0) } ?? true
        case .above(let key, let bound): label(key).flatMap { Int64($0) }.map { $0 > bound } ?? false
        case .below(let key, let bound): label(key).flatMap { Int64($0) }.map { $0 < bound } ?? false
        }
    }
}

extension LabelSelector: CustomStringConvertible {
    /// The text form.
    package var description: String { requirements.map(\.description).joined(separator: ",") }
}

extension LabelSelector.Requirement: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exists(let key): key
        case .absent(let key): "!\(key)"
        case .oneOf(let key, let values) where values.count == 1: "\(key)=\(values[0])"
        case .oneOf(let key, let values): "\(key) in (\(values.joined(separator: ",")))"
        case .noneOf(let key, let values) where values.count == 1: "\(key)!=\(values[0])"
        case .noneOf(let key, let values): "\(key) notin (\(values.joined(separator: ",")))"
        case .above(let key, let bound): "\(key)>\(bound)"
        case .below(let key, let bound): "\(key)<\(bound)"
        }
    }
}

/// A label or field selector that cannot be read, in the API server's words.
package struct SelectorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the text.
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
