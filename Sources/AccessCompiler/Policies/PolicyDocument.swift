package import JSONTree
package import KubeModel

extension AdmissionPolicy {
    /// What the API server does with a request that a policy objects to.
    package enum Enforcement: Hashable, Sendable {
        case deny
        /// The request goes through; who made it is warned, and the audit log is told.
        case audit

        var actions: JSONValue { self == .deny ? ["Deny"] : ["Audit", "Warn"] }
    }

    /// In which namespaces a policy is in effect.
    package enum Place: Hashable, Sendable {
        case everywhere
        case only([String])
        case except([String])

        /// Namespaces by the label that Kubernetes gives them.
        var selector: JSONValue? {
            switch self {
            case .everywhere: nil
            case .only(let names): Self.selector("In", names)
            case .except(let names): Self.selector("NotIn", names)
            }
        }

        private static func selector(_ word: String, _ names: [String]) -> JSONValue {
            [
                "matchExpressions": [
                    [
                        "key": "kubernetes.io/metadata.name", "operator": .string(word),
                        "values": .array(names.map(JSONValue.string)),
                    ]
                ]
            ]
        }
    }

    /// The ValidatingAdmissionPolicy.
    ///
    /// What cannot be evaluated is refused: `failurePolicy: Fail`.
    package func document(labels: JSONObject) -> KubeObject {
        var spec: JSONObject = [
            "failurePolicy": "Fail",
            "matchConstraints": Self.match(["resourceRules": .array(targets.map(\.document))]),
            "validations": .array(validations.map(\.document)),
        ]
        if !conditions.isEmpty { spec["matchConditions"] = .array(conditions.map { $0.document(named: "name") }) }
        if !variables.isEmpty { spec["variables"] = .array(variables.map { $0.document(named: "name") }) }
        if !audit.isEmpty {
            spec["auditAnnotations"] = .array(
                audit.map { ["key": .string($0.name), "valueExpression": .string($0.expression.cel)] })
        }
        return KubeObject(
            .validatingAdmissionPolicy, namespace: nil, name: name, labels: labels, fields: ["spec": .object(spec)])
    }

    /// What is matched, with what the API server would fill in: as a whole it has one owner, so that a member that is left
    /// out would be a difference for ever.
    private static func match(_ members: JSONObject) -> JSONValue {
        var match: JSONObject = ["matchPolicy": "Equivalent", "namespaceSelector": [:], "objectSelector": [:]]
        for member in members { match[member.name] = member.value }
        return .object(match)
    }

    /// The ValidatingAdmissionPolicyBinding that puts the policy into effect; it has the policy's name, and one that
    /// only tells has a longer one.
    package func binding(
        _ enforcement: Enforcement = .deny, _ place: Place = .everywhere, labels: JSONObject
    ) -> KubeObject {
        var spec: JSONObject = ["policyName": .string(name), "validationActions": enforcement.actions]
        if let selector = place.selector { spec["matchResources"] = Self.match(["namespaceSelector": selector]) }
        let isSecond = enforcement == .audit && !isBoundToNamespaces
        return KubeObject(
            .validatingAdmissionPolicyBinding, namespace: nil, name: isSecond ? "\(name)-audit" : name, labels: labels,
            fields: ["spec": .object(spec)])
    }
}

extension AdmissionPolicy.Target {
    fileprivate var document: JSONValue {
        [
            "apiGroups": [.string(group)], "apiVersions": ["*"],
            "operations": .array(operations.map { .string($0.rawValue) }),
            "resources": .array(resources.map(JSONValue.string)),
            // Filled in as well.
            "scope": "*",
        ]
    }
}

extension AdmissionPolicy.Named {
    fileprivate func document(named key: String) -> JSONValue {
        .object([key: .string(name), "expression": .string(expression.cel)])
    }
}

extension AdmissionPolicy.Validation {
    fileprivate var document: JSONValue {
        var document: JSONObject = ["expression": .string(condition.cel), "reason": "Forbidden"]
        if case .literal(.string(let text)) = message {
            document["message"] = .string(text)
        } else {
            document["messageExpression"] = .string(message.cel)
        }
        return .object(document)
    }
}
