import JSONTree
import KubeModel

/// Questions that are posted and answered at once.
extension Cluster {
    mutating func review(
        _ target: RequestTarget, _ served: ServedResource, _ context: inout RequestContext
    ) throws(APIStatus) -> APIResponse {
        var question =
            try BodyReader(served: served).object(&context)
        question["metadata"] = target.namespace.map { ["namespace": .string($0)] } ?? [:]
        if served.type.kind != "SelfSubjectRulesReview" {
            question = fieldManager(served, nil, context).update(live: nil, new: question)
        }
        switch served.type.kind {
        case "SelfSubjectReview":
            question.metadata["creationTimestamp"] = .string(context.time.description)
            question["status"] = ["userInfo": context.user.value]
        case "TokenReview": question["status"] = tokenReviewStatus(question, context)
        case "SelfSubjectRulesReview":
            question["status"] = try rulesStatus(question, context)
            question["spec"] = [:]
        case "SelfSubjectAccessReview":
            try check(question, served, needsUser: false, namespace: nil)
            question["status"] = accessStatus(question, of: context.user)
        default:
            try check(question, served, needsUser: true, namespace: target.namespace)
            question["status"] = accessStatus(question, of: UserInfo(reviewed: question["spec"] ?? [:]))
        }
        return APIResponse(status: 201, body: question.bytes)
    }

    private func check(
        _ question: JSONValue, _ served: ServedResource, needsUser: Bool, namespace: String?
    ) throws(APIStatus) {
        let spec = question["spec"] ?? [:]
        var causes: [APIStatus.Cause] = []
        if (spec["resourceAttributes"] == nil) == (spec["nonResourceAttributes"] == nil) {
            let field = spec["resourceAttributes"] == nil ? "spec.resourceAttributes" : "spec.nonResourceAttributes"
            let sentence =
                spec["resourceAttributes"] == nil
                ? "exactly one of nonResourceAttributes or resourceAttributes must be specified"
                : "cannot be specified in combination with resourceAttributes"
            causes.append(.invalid(field, .null, sentence))
        }
        if needsUser && (spec["user"]?.string ?? "").isEmpty && (spec["groups"]?.array ?? []).isEmpty {
            causes.append(.invalid("spec.user", "", "at least one of user or group must be specified"))
        }
        let asked = spec["resourceAttributes"]?["namespace"]?.string ?? ""
        if let namespace, asked != namespace {
            causes.append(
                .invalid("spec.resourceAttributes.namespace", .string(asked), "must match metadata.namespace"))
        }
        guard causes.isEmpty else { throw .invalid(served.type, "", causes) }
    }

    private func accessStatus(_ question: JSONValue, of user: UserInfo) -> JSONValue {
        let decision = roles.decide(AccessRequest(user, reviewing: question["spec"] ?? [:]))
        var status: JSONObject = ["allowed": .bool(decision.isAllowed)]
        if !decision.reason.isEmpty { status["reason"] = .string(decision.reason) }
        return .object(status)
    }

    private func rulesStatus(_ question: JSONValue, _ context: RequestContext) throws(APIStatus) -> JSONValue {
        let namespace = question["spec"]?["namespace"]?.string ?? ""
        guard !namespace.isEmpty else { throw .badRequest("no namespace on request") }
        let rules = roles.rules(for: context.user, in: namespace)
        var status: JSONObject = [
            "resourceRules": .array(rules.filter { $0.nonResourceURLs.isEmpty }.map(\.value)),
            "nonResourceRules": .array(rules.filter { !$0.nonResourceURLs.isEmpty }.map(\.value)),
            "incomplete": false,
        ]
        let problem = roles.evaluationError(for: context.user, in: namespace)
        if !problem.isEmpty { status["evaluationError"] = .string(problem) }
        return .object(status)
    }

    private func tokenReviewStatus(_ question: JSONValue, _ context: RequestContext) -> JSONValue {
        let token = question["spec"]?["token"]?.string ?? ""
        let audience = question["spec"]?["audiences"]?.array?.first?.string
        guard let user = user(forToken: token, at: context.time, audience: audience) else {
            return ["user": [:], "error": "invalid bearer token"]
        }
        return ["authenticated": true, "user": user.value, "audiences": [.string(audience ?? configuration.issuer)]]
    }
}

extension AccessRequest {
    /// What a review asks about.
    init(_ user: UserInfo, reviewing spec: JSONValue) {
        if let path = spec["nonResourceAttributes"] {
            self.init(user, path["verb"]?.string ?? "", .path(path["path"]?.string ?? ""))
            return
        }
        let attributes = spec["resourceAttributes"] ?? [:]
        let text = { (name: String) in attributes[name]?.string ?? "" }
        self.init(
            user, text("verb"),
            .resource(
                Resource(
                    group: text("group"), plural: text("resource"), subresource: text("subresource"),
                    namespace: text("namespace"), name: text("name"))))
    }
}

extension UserInfo {
    /// The user that a SubjectAccessReview names. Its groups are all there are: none is added.
    fileprivate init(reviewed spec: JSONValue) {
        let groups = (spec["groups"]?.array ?? []).compactMap(\.string)
        self.init(described: spec["user"]?.string ?? "", groups: groups, uid: spec["uid"]?.string ?? "")
    }

    var value: JSONValue {
        var object: JSONObject = ["username": .string(name)]
        if !uid.isEmpty { object["uid"] = .string(uid) }
        object["groups"] = .array(effectiveGroups.map(JSONValue.string))
        if !extra.isEmpty {
            object["extra"] = .object(
                JSONObject(
                    uniqueMembers: extra.sorted { $0.key < $1.key }.map {
                        JSONObject.Member(name: $0.key, value: .array($0.value.map(JSONValue.string)))
                    }))
        }
        return .object(object)
    }
}
