import JSONTree

/// Rules that the API server applies to some requests; refused unless all that it asks holds.
package struct AdmissionPolicy: Hashable, Sendable {
    /// One thing that must hold.
    package struct Validation: Hashable, Sendable {
        /// A word by which tests and tables know it.
        package let code: String
        package let condition: PolicyExpression
        /// What a person is told who is refused: what is wrong and what to do.
        package let message: PolicyExpression

        package init(_ code: String, _ condition: PolicyExpression, _ message: PolicyExpression) {
            self.code = code
            self.condition = condition
            self.message = message
        }
    }

    /// An expression with the name under which the API server knows it.
    package struct Named: Hashable, Sendable {
        package let name: String
        package let expression: PolicyExpression

        package init(_ name: String, _ expression: PolicyExpression) {
            self.name = name
            self.expression = expression
        }
    }

    /// Requests that the API server even shows to the policy.
    package struct Target: Hashable, Sendable {
        package let group: String
        package let resources: [String]
        package let operations: [AdmissionRequest.Operation]

        package init(_ group: String, _ resources: [String], _ operations: [AdmissionRequest.Operation]) {
            self.group = group
            self.resources = resources
            self.operations = operations
        }
    }

    package let name: String
    package let targets: [Target]
    /// The only namespaces that it is about; nil for all.
    package let namespaces: [String]?
    /// Whether one of the conditions tells those namespaces, and not a selector of what puts the policy into effect: the
    /// API server would read a selector of many namespaces anew for everybody's request.
    package let sortsNamespaces: Bool
    /// What must hold for the policy to apply, by names for people.
    package var conditions: [Named]
    /// Expressions that others refer to; the API server evaluates each at most once, and only when it is needed.
    package var variables: [Named]
    package var validations: [Validation]
    /// What the API server's audit log is told, by key; an empty text is left out.
    package var audit: [Named]

    package init(
        name: String, targets: [Target], namespaces: [String]? = nil, sortsNamespaces: Bool = false,
        conditions: [Named] = [], variables: [Named] = [], validations: [Validation], audit: [Named] = []
    ) {
        self.name = name
        self.targets = targets
        self.namespaces = namespaces
        self.sortsNamespaces = sortsNamespaces
        self.conditions = conditions
        self.variables = variables
        self.validations = validations
        self.audit = audit
    }

    /// Whether what puts the policy into effect names its namespaces.
    var isBoundToNamespaces: Bool { namespaces != nil && !sortsNamespaces }

    /// What the policy says of a request.
    ///
    /// - Returns: nil when it has no objection.
    package func objection(to request: AdmissionRequest, authorizer: some PolicyAuthorizer) -> AdmissionDenial? {
        guard concerns(request) else { return nil }
        let evaluator = PolicyEvaluator(self, request, authorizer)
        do throws(PolicyFailure) {
            guard try evaluator.isTrue(.all(conditions.map(\.expression))) else { return nil }
        } catch {
            return AdmissionDenial(policy: name, code: "malformed", message: error.message)
        }
        for validation in validations {
            do throws(PolicyFailure) {
                if try evaluator.isTrue(validation.condition) { continue }
                // A message that cannot be made changes nothing: the API server shows the expression instead.
                let message = try? evaluator.text(validation.message)
                return AdmissionDenial(
                    policy: name, code: validation.code, message: message ?? AdmissionDenial.wordless)
            } catch {
                return AdmissionDenial(policy: name, code: "malformed", message: error.message)
            }
        }
        // An annotation that cannot be made is a failure of the policy like any other.
        for entry in audit {
            do throws(PolicyFailure) { _ = try evaluator.text(entry.expression) } catch {
                return AdmissionDenial(policy: name, code: "malformed", message: error.message)
            }
        }
        return nil
    }

    /// Whether the policy judges a request: it is of the kind, and all conditions hold or fail to be evaluated.
    package func judges(_ request: AdmissionRequest, authorizer: some PolicyAuthorizer) -> Bool {
        guard concerns(request) else { return false }
        let evaluator = PolicyEvaluator(self, request, authorizer)
        return (try? evaluator.isTrue(.all(conditions.map(\.expression)))) ?? true
    }

    /// What the API server's audit log is told of a request that the policy judges, by key.
    ///
    /// - Returns: nothing where an expression fails; then the API server refuses the request.
    package func annotations(of request: AdmissionRequest, authorizer: some PolicyAuthorizer) -> [String: String] {
        guard judges(request, authorizer: authorizer) else { return [:] }
        let evaluator = PolicyEvaluator(self, request, authorizer)
        return audit.reduce(into: [:]) { annotations, entry in
            if let text = try? evaluator.text(entry.expression), !text.isEmpty { annotations[entry.name] = text }
        }
    }

    /// Whether the API server shows a request to the policy, be its conditions met or not.
    package func concerns(_ request: AdmissionRequest) -> Bool {
        guard !isBoundToNamespaces || namespaces?.contains(request.namespace) == true else { return false }
        return targets.contains {
            $0.group == request.group && $0.resources.contains(request.resource)
                && $0.operations.contains(request.operation)
        }
    }
}

/// Why a request is refused.
package struct AdmissionDenial: Hashable, Sendable {
    /// Where the message itself cannot be made, the API server shows the condition.
    package static let wordless = "failed expression"

    package let policy: String
    /// The validation that does not hold; `malformed` when the object is not even of the right form.
    package let code: String
    package let message: String
}
