import JSONTree
import KubeModel

/// Which verb a request to a resource is.
extension Cluster {
    mutating func answer(
        _ target: RequestTarget, _ resource: ServedResource, _ context: inout RequestContext
    ) throws(APIStatus) -> ClusterReply {
        guard resource.use == .stored else {
            guard context.request.method == .post, target.name == nil else { throw .methodNotAllowed }
            return .response(try review(target, resource, &context))
        }
        if let subresource = target.subresource, !resource.serves(subresource: subresource) { throw .noSuchResource }
        guard let name = target.name else { return try answerCollection(target, resource, &context) }
        // An object of a namespaced kind has no path without its namespace.
        if resource.type.isNamespaced != (target.namespace != nil) { throw .noSuchResource }
        let place = Place(resource, ObjectName(namespace: target.namespace ?? "", name: name), target.subresource)
        switch (context.request.method, target.subresource) {
        case (.get, "token"), (.delete, _?), (.put, "token"), (.patch, "token"), (.patch, "finalize"):
            throw .methodNotAllowed
        case (.post, "token"): return .response(try createToken(place, &context))
        case (.post, _): throw .methodNotAllowed
        case (.get, "scale"): return .response(try getScale(place, context))
        case (.put, "scale"), (.patch, "scale"): return .response(try setScale(place, &context))
        case (.get, _): return .response(try get(place, context))
        case (.put, _): return .response(try replace(place, &context))
        case (.patch, _): return .response(try patch(place, &context))
        case (.delete, nil): return .response(try delete(place, &context))
        }
    }

    private mutating func answerCollection(
        _ target: RequestTarget, _ resource: ServedResource, _ context: inout RequestContext
    ) throws(APIStatus) -> ClusterReply {
        // Lists of a cluster-scoped kind below a namespace have no path either.
        if !resource.type.isNamespaced && target.namespace != nil { throw .noSuchResource }
        switch context.request.method {
        case .get where context.isWatch: return try watch(target, resource, context)
        case .get: return .response(try list(target, resource, context))
        case .post where resource.type.isNamespaced && target.namespace == nil: throw .methodNotAllowed
        case .post: return .response(try create(target, resource, &context))
        case .delete where resource.type.isNamespaced && target.namespace == nil: throw .methodNotAllowed
        case .delete: return .response(try deleteCollection(target, resource, &context))
        case .put, .patch: throw .methodNotAllowed
        }
    }
}

/// One object, or a subresource of it, that a request is about.
struct Place: Sendable {
    let served: ServedResource
    let name: ObjectName
    let subresource: String?

    init(_ served: ServedResource, _ name: ObjectName, _ subresource: String? = nil) {
        self.served = served
        self.name = name
        self.subresource = subresource
    }

    var resource: ResourceName { served.resource }
    var notFound: APIStatus { .notFound(resource, name.name) }
}

extension RequestContext {
    var isWatch: Bool { request.queryValue("watch").map { ["true", "1", ""].contains($0.lowercased()) } ?? false }
}
