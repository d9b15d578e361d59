import KubeModel

/// What somebody wants to do, as authorization sees it.
struct AccessRequest: Hashable, Sendable {
    struct Resource: Hashable, Sendable {
        var group: String
        var plural: String
        var subresource = ""
        /// Empty for cluster-scoped objects and for all namespaces.
        var namespace = ""
        /// Empty for collections.
        var name = ""
    }

    enum Subject: Hashable, Sendable {
        case resource(Resource)
        /// A path such as `/version`.
        case path(String)
    }

    let user: UserInfo
    let verb: String
    let subject: Subject

    init(_ user: UserInfo, _ verb: String, _ subject: Subject) {
        self.user = user
        self.verb = verb
        self.subject = subject
    }

    /// What a request to a resource needs. Source: `k8s.io/apiserver/pkg/endpoints/request`, `RequestInfo`.
    init(_ target: RequestTarget, _ request: APIRequest, as user: UserInfo, isWatch: Bool) {
        let verb: String
        var name = target.name ?? ""
        switch request.method {
        case .get where target.name != nil && !isWatch: verb = "get"
        case .get: verb = isWatch ? "watch" : "list"
        case .post: verb = "create"
        case .put: verb = "update"
        case .patch: verb = "patch"
        case .delete: verb = target.name == nil ? "deletecollection" : "delete"
        }
        if name.isEmpty, verb != "create", let text = request.queryValue("fieldSelector"),
            let selector = try? FieldSelector(parsing: text), let selected = selector.required("metadata.name")
        {
            // A list of one name is judged as that name.
            name = selected
        }
        let isNamespace = target.group.isEmpty && target.plural == "namespaces"
        self.init(
            user, verb,
            .resource(
                Resource(
                    group: target.group, plural: target.plural, subresource: target.subresource ?? "",
                    namespace: isNamespace ? target.name ?? "" : target.namespace ?? "", name: name)))
    }

    /// `User "a" cannot get resource "pods" in API group "" in the namespace "b"`.
    var refusal: String {
        let who = "User \(LabelSyntax.quoted(user.name)) cannot \(verb)"
        switch subject {
        case .path(let path): return "\(who) path \(LabelSyntax.quoted(path))"
        case .resource(let resource):
            let combined = resource.subresource.isEmpty ? resource.plural : "\(resource.plural)/\(resource.subresource)"
            let place =
                resource.namespace.isEmpty
                ? "at the cluster scope" : "in the namespace \(LabelSyntax.quoted(resource.namespace))"
            return
                "\(who) resource \(LabelSyntax.quoted(combined)) in API group \(LabelSyntax.quoted(resource.group)) \(place)"
        }
    }
}

/// What authorization answers.
struct AccessDecision: Hashable, Sendable {
    let isAllowed: Bool
    /// Which binding allowed it, or what kept roles from being read.
    let reason: String
}
