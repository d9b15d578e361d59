import JSONTree

extension Expectation {
    /// What is wrong with an answer; nil when it is as expected.
    fileprivate func problem(_ answer: Answer, _ scope: Scope) -> String? {
        let document = answer.document
        switch self {
        case .status(let expected):
            return answer.status == expected ? nil : "status \(answer.status) instead of \(expected)"
        case .header(let name, let part):
            let seen = answer.headers[name]
            return seen?.contains(part) == true ? nil : "header \(name) is \(seen ?? "absent") and lacks \"\(part)\""
        case .equal(let pointer, let expected):
            let (seen, wanted) = (document.value(at: scope.filled(pointer)), scope.filled(expected))
            return seen == wanted ? nil : "\(pointer) is \(seen?.text ?? "absent") instead of \(wanted.text)"
        case .present(let pointer):
            return document.value(at: scope.filled(pointer)) != nil ? nil : "\(pointer) is absent"
        case .absent(let pointer):
            return document.value(at: scope.filled(pointer)).map { "\(pointer) is there: \($0.text)" }
        case .count(let pointer, let expected):
            let value = document.value(at: scope.filled(pointer))
            let seen = value?.array?.count ?? value?.object?.count ?? 0
            return seen == expected ? nil : "\(pointer) has \(seen) instead of \(expected)"
        case .contains(let pointer, let part):
            let text = document.value(at: scope.filled(pointer))?.string ?? ""
            return text.contains(scope.filled(part))
                ? nil : "\(pointer) is \"\(text)\" and lacks \"\(scope.filled(part))\""
        case .begins(let pointer, let part):
            let text = document.value(at: scope.filled(pointer))?.string ?? ""
            return text.hasPrefix(scope.filled(part))
                ? nil : "\(pointer) is \"\(text)\" and does not begin with \"\(scope.filled(part))\""
        case .differs(let pointer, let name):
            return document.value(at: scope.filled(pointer)) != scope.values[name] ? nil : "\(pointer) did not change"
        case .each(let list, let pointer, let expected):
            let seen = (document.value(at: scope.filled(list))?.array ?? []).map { $0.value(at: pointer) ?? .null }
            let wanted = expected.map(scope.filled)
            return seen == wanted
                ? nil
                : "\(list)/*\(pointer) is \(JSONValue.array(seen).text) instead of \(JSONValue.array(wanted).text)"
        case .some(let list, let members):
            let wanted = scope.filled(.object(members))
            return document.hasElement(list, with: wanted) ? nil : "\(list) has no element with \(wanted.text)"
        case .none(let list, let members):
            let unwanted = scope.filled(.object(members))
            return document.hasElement(list, with: unwanted) ? "\(list) has an element with \(unwanted.text)" : nil
        case .owns(let manager, let operation, let subresource, let expected):
            let seen = document.fields(of: manager, operation, subresource)
            let wanted = expected.map(scope.filled)
            return seen == wanted
                ? nil
                : "\(manager) owns by \(operation): \(seen?.text ?? "nothing") instead of \(wanted?.text ?? "nothing")"
        }
    }
}

/// What came back for a request.
struct Answer {
    let status: Int
    let headers: [String: String]
    /// The body; text that is no JSON is a string.
    let document: JSONValue

    /// The first expectation that is not met, in words; nil when all are.
    func problem(_ expectations: [Expectation], _ scope: Scope) -> String? {
        expectations.lazy.compactMap { $0.problem(self, scope) }.first
    }
}

extension JSONValue {
    /// The value at a JSON pointer; nil when there is none or the pointer is malformed.
    func value(at pointer: String) -> JSONValue? {
        guard let path = try? JSONPath(pointer: pointer) else { return nil }
        return self[path]
    }

    fileprivate func hasElement(_ list: String, with members: JSONValue) -> Bool {
        (value(at: list)?.array ?? []).contains { element in
            (members.object ?? [:]).allSatisfy { element[$0.name] == $0.value }
        }
    }

    fileprivate func fields(of manager: String, _ operation: String, _ subresource: String) -> JSONValue? {
        (value(at: "/metadata/managedFields")?.array ?? []).first {
            $0["manager"]?.string == manager && $0["operation"]?.string == operation
                && ($0["subresource"]?.string ?? "") == subresource
        }?["fieldsV1"]
    }
}
