import JSONTree
package import KubeModel

extension AdmissionPolicy {
    /// What the API server does with a request that a policy objects to.
    package enum Enforcement: Hashable, Sendable {
        case deny
        /// The request goes through; who made it is warned, and the audit log is told.
        case audit

        var actions: JSONValue { self == .deny ? ["Deny"] : ["Audit", "Warn"] }
    }

    /// The ValidatingAdmissionPolicy.
    ///
    /// What cannot be evaluated is refused: `failurePolicy: Fail`.
    package func policy(labels: JSONObject) -> KubeObject {
        var spec: JSONObject = [
            "failurePolicy": "Fail",
            "matchConstraints": ["resourceRules": .array(targets.map(\.document))],
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

    /// The ValidatingAdmissionPolicyBinding of the same name, which puts the policy into effect.
    package func binding(_ enforcement: Enforcement = .deny, labels: JSONObject) -> KubeObject {
        var spec: JSONObject = ["policyName": .string(name), "validationActions": enforcement.actions]
        if let namespace {
            spec["matchResources"] = [
                "namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": .string(namespace)]]
            ]
        }
        return KubeObject(
            .validatingAdmissionPolicyBinding, namespace: nil, name: name, labels: labels,
            fields: ["spec": .object(spec)])
    }
}

extension AdmissionPolicy.Target {
    fileprivate var document: JSONValue {
        [
            "apiGroups": [.string(group)], "apiVersions": ["*"],
            "operations": .array(operations.map { .string($0.rawValue) }),
            "resources": .array(resources.map(JSONValue.string)),
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
