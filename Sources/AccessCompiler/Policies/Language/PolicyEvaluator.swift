import JSONTree
import KubeSchema

/// Why an expression has no value; a policy that fails denies.
package struct PolicyFailure: Error, Hashable, Sendable {
    package let message: String
}

/// Evaluates expressions of policies for one request, as CEL does.
struct PolicyEvaluator {
    /// What variables have come to: as at the API server, each is evaluated at most once.
    private final class Results {
        var known: [String: Result<JSONValue, PolicyFailure>] = [:]
    }

    let request: AdmissionRequest
    let authorizer: any PolicyAuthorizer
    private let variables: [String: PolicyExpression]
    private let results = Results()

    init(_ policy: AdmissionPolicy, _ request: AdmissionRequest, _ authorizer: any PolicyAuthorizer) {
        self.request = request
        self.authorizer = authorizer
        variables = Dictionary(policy.variables.map { ($0.name, $0.expression) }) { first, _ in first }
    }

    func isTrue(_ expression: PolicyExpression) throws(PolicyFailure) -> Bool {
        try bool(expression, [:])
    }

    func text(_ expression: PolicyExpression) throws(PolicyFailure) -> String { try string(expression, [:]) }

    private typealias Bound = [String: JSONValue]

    private func value(_ expression: PolicyExpression, _ bound: Bound) throws(PolicyFailure) -> JSONValue {
        switch expression {
        case .literal(let value): return value
        case .object: return request.object
        case .oldObject: return request.oldObject
        case .request(let field): return .string(request[field])
        case .bound(let name):
            guard let value = bound[name] else { throw PolicyFailure(message: "\(name) is not bound") }
            return value
        case .variable(let name): return try variable(name).get()
        case .member(let base, let path, let other): return try member(try value(base, bound), path) ?? other
        case .present(let base, let path): return .bool(try member(try value(base, bound), path) != nil)
        case .entry(let map, let key): return try entry(try value(map, bound), try string(key, bound))
        case .found(let map, let key, let other):
            guard let map = try value(map, bound).object else { throw PolicyFailure(message: "no map") }
            return map[try string(key, bound)] ?? other
        case .elements(let elements):
            var values: [JSONValue] = []
            for element in elements { values.append(try value(element, bound)) }
            return .array(values)
        case .joined(let lists):
            var elements: [JSONValue] = []
            for list in lists {
                guard let array = try value(list, bound).array else { throw PolicyFailure(message: "no list") }
                elements += array
            }
            return .array(elements)
        case .element(let list, let index):
            guard let list = try value(list, bound).array, list.indices.contains(index) else {
                throw PolicyFailure(message: "no element \(index)")
            }
            return list[index]
        case .mapped(let list, let name, let inner):
            var values: [JSONValue] = []
            for element in try elements(try value(list, bound)) {
                values.append(try value(inner, bound.with(name, element)))
            }
            return .array(values)
        case .choice(let condition, let yes, let no):
            return try bool(condition, bound) ? try value(yes, bound) : try value(no, bound)
        case .text(let parts):
            var text = ""
            for part in parts { text += try string(part, bound) }
            return .string(text)
        case .written(let list, let separator):
            var texts: [String] = []
            for element in try elements(try value(list, bound)) {
                guard let text = element.string else { throw PolicyFailure(message: "no text") }
                texts.append(text)
            }
            return .string(texts.joined(separator: separator))
        case .filtered(let list, let name, let condition):
            var kept: [JSONValue] = []
            for element in try elements(try value(list, bound)) {
                if try bool(condition, bound.merging([name: element]) { $1 }) { kept.append(element) }
            }
            return .array(kept)
        default: return .bool(try condition(expression, bound))
        }
    }

    private func variable(_ name: String) -> Result<JSONValue, PolicyFailure> {
        if let known = results.known[name] { return known }
        let result: Result<JSONValue, PolicyFailure>
        if let variable = variables[name] {
            do throws(PolicyFailure) { result = .success(try value(variable, [:])) } catch { result = .failure(error) }
        } else {
            result = .failure(PolicyFailure(message: "no variable \(name)"))
        }
        results.known[name] = result
        return result
    }

    private func condition(_ expression: PolicyExpression, _ bound: Bound) throws(PolicyFailure) -> Bool {
        switch expression {
        case .not(let inner): return try !bool(inner, bound)
        case .all(let parts): return try decided(parts.map { ($0, bound) }, by: false)
        case .any(let parts): return try decided(parts.map { ($0, bound) }, by: true)
        case .every(let list, let name, let inner):
            return try decided(try elements(try value(list, bound)).map { (inner, bound.with(name, $0)) }, by: false)
        case .some(let list, let name, let inner):
            return try decided(try elements(try value(list, bound)).map { (inner, bound.with(name, $0)) }, by: true)
        case .equal(let left, let right): return try value(left, bound).isSame(as: try value(right, bound))
        case .contains(let element, let list):
            let element = try value(element, bound)
            return try elements(try value(list, bound)).contains { $0.isSame(as: element) }
        case .sizeAtMost(let inner, let limit):
            return try size(try value(inner, bound)) <= limit
        case .sizeWithin(let inner, let limit):
            guard let limit = Int(try string(limit, bound)) else { throw PolicyFailure(message: "no number") }
            return try size(try value(inner, bound)) <= limit
        case .hasPrefix(let text, let prefix):
            return try string(text, bound).utf8.starts(with: try string(prefix, bound).utf8)
        case .hasSuffix(let text, let suffix):
            return try string(text, bound).utf8.reversed().starts(with: try string(suffix, bound).utf8.reversed())
        case .matches(let text, let pattern):
            let (text, pattern) = (try string(text, bound), try string(pattern, bound))
            guard let expression = try? RegularExpression(parsing: pattern) else {
                throw PolicyFailure(message: "the pattern is malformed")
            }
            return expression.matches(text)
        case .isText(let inner): return try value(inner, bound).string != nil
        case .authorized(let question):
            return authorizer.allows(
                try string(question.verb, bound), resource: try string(question.resource, bound),
                group: try string(question.group, bound), namespace: try optional(question.namespace, bound),
                name: try optional(question.name, bound))
        default: throw PolicyFailure(message: "no condition")
        }
    }

    /// What the first decisive part says; a failure counts only where none is decisive.
    private func decided(
        _ parts: [(PolicyExpression, Bound)], by decisive: Bool
    ) throws(PolicyFailure) -> Bool {
        var failure: PolicyFailure?
        for (part, bound) in parts {
            do throws(PolicyFailure) {
                if try bool(part, bound) == decisive { return decisive }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return !decisive
    }

    // MARK: - Values

    private func bool(_ expression: PolicyExpression, _ bound: Bound) throws(PolicyFailure) -> Bool {
        guard let bool = try value(expression, bound).bool else { throw PolicyFailure(message: "no boolean") }
        return bool
    }

    private func string(_ expression: PolicyExpression, _ bound: Bound) throws(PolicyFailure) -> String {
        guard let text = try value(expression, bound).string else { throw PolicyFailure(message: "no text") }
        return text
    }

    private func optional(_ expression: PolicyExpression?, _ bound: Bound) throws(PolicyFailure) -> String {
        guard let expression else { return "" }
        return try string(expression, bound)
    }

    private func member(_ base: JSONValue, _ path: [String]) throws(PolicyFailure) -> JSONValue? {
        var current = base
        for name in path {
            // CEL takes a scalar for a map without members, and fails for a list.
            if current.array != nil { throw PolicyFailure(message: "\(name) of a list") }
            guard let next = current.object?[name] else { return nil }
            current = next
        }
        return current
    }

    private func entry(_ map: JSONValue, _ key: String) throws(PolicyFailure) -> JSONValue {
        guard let value = map.object?[key] else { throw PolicyFailure(message: "no such key") }
        return value
    }

    private func size(_ value: JSONValue) throws(PolicyFailure) -> Int {
        if let text = value.string { return text.unicodeScalars.count }
        return try elements(value).count
    }

    /// The elements of a list or the keys of a map.
    private func elements(_ value: JSONValue) throws(PolicyFailure) -> [JSONValue] {
        if let array = value.array { return array }
        if let object = value.object { return object.members.map { .string($0.name) } }
        throw PolicyFailure(message: "neither a list nor a map")
    }
}

extension [String: JSONValue] {
    fileprivate func with(_ name: String, _ value: JSONValue) -> Self {
        var changed = self
        changed[name] = value
        return changed
    }
}

extension JSONValue {
    /// Equality as CEL has it: numbers by what they mean, members in any order.
    fileprivate func isSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .decimal(let right)), (.decimal(let right), .integer(let left)):
            return JSONNumber.areEqual(String(left), right)
        case (.decimal(let left), .decimal(let right)): return JSONNumber.areEqual(left, right)
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.object(let left), .object(let right)):
            return left.members.count == right.members.count
                && left.members.allSatisfy { member in right[member.name].map { $0.isSame(as: member.value) } ?? false }
        default: return self == other
        }
    }
}
