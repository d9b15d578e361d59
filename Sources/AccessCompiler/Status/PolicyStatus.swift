import AccessModel

/// What is told of an installation's admission policies.
struct PolicyStatus {
    let isTrue: Bool
    let reason: String
    let message: String

    init(_ policies: StagedPolicies, installation: ResourceName) {
        if policies.wanted.isEmpty {
            (isTrue, reason, message) = (true, "NothingGranted", "nothing is granted, so nothing needs a policy")
        } else if let first = policies.missing.min() {
            isTrue = false
            reason = "Missing"
            message =
                "\(policies.missing.count) of \(policies.wanted.count) objects are not there, the first is \(first); nothing new "
                + "is given before they are. They need Kubernetes 1.30 or later"
        } else if !policies.crowded.isEmpty {
            isTrue = false
            reason = "TooMuch"
            message =
                "the bindings of \(Words.some(policies.crowded)) say more of their templates than one policy can hold; "
                + "nothing can be submitted of the last ones: list fewer templates, parameters or values"
        } else if !policies.contested.isEmpty {
            isTrue = false
            reason = "TooManyBindings"
            message =
                "a request is judged by \(LimitPolicy.questions) bindings, or bindings and single steps, at most, and more are "
                + "about \(Words.some(policies.contested)); where so many fit a request, the last ones let nobody go: give "
                + "one binding several groups"
        } else if !policies.audited.isEmpty {
            isTrue = false
            reason = "Audited"
            message = "nothing is refused in \(Words.some(policies.audited)): the scopes there say Audit"
        } else {
            isTrue = true
            reason = "Enforced"
            message = "\(Words.count(policies.wanted.count, "object", plural: "objects")) limit what is granted"
        }
    }
}
