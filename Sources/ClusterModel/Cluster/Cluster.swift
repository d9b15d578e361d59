import JSONTree
package import KubeModel

/// An API server with its storage and controllers as a value.
///
/// ``handle(_:as:at:entropy:)`` answers a request, ``step(at:entropy:)`` lets the controllers run once,
/// ``events(for:at:)`` says what a watch has to see. Same calls, same arguments: same answers. What it does not do is
/// listed in ``ModelLimit``.
package struct Cluster: Sendable {
    let configuration: ClusterConfiguration
    var storage: Storage
    var catalogue: Catalogue
    /// The revision up to which the controllers have seen every change.
    var settledRevision: Int64 = 0

    /// A cluster as it is after its first start: system namespaces, their ServiceAccounts, the default roles.
    package init(_ configuration: ClusterConfiguration = ClusterConfiguration()) {
        self.configuration = configuration
        storage = Storage(historyLimit: configuration.historyLimit)
        catalogue = Catalogue(ServedResource.builtIn)
        installFirstObjects()
    }

    /// The revision of the latest change, which is the resource version of lists.
    package var revision: Int64 { storage.revision }

    /// Forgets every event up to a revision: watches and lists from before it are answered with 410.
    package mutating func compact(to revision: Int64) { storage.compact(to: revision) }

    /// Answers one request.
    ///
    /// - Parameters:
    ///   - user: who authentication found, or whom they impersonate.
    ///   - time: now.
    ///   - entropy: what UIDs and generated names are made from; a new number for each call.
    package mutating func handle(
        _ request: APIRequest, as user: UserInfo, at time: KubeTime, entropy: UInt64
    ) -> ClusterReply {
        var context = RequestContext(request, as: user, at: time, entropy: entropy)
        do throws(APIStatus) {
            let reply = try answer(&context)
            guard case .response(var response) = reply, !context.warnings.isEmpty else { return reply }
            response.headers["warning"] = context.warnings.map { "299 - \(LabelSyntax.quoted($0))" }.joined(
                separator: ", ")
            return .response(response)
        } catch {
            return .response(error.response)
        }
    }

    private mutating func answer(_ context: inout RequestContext) throws(APIStatus) -> ClusterReply {
        let path = context.request.path.filter { !$0.isEmpty }
        guard let target = RequestTarget(path: path) else {
            try authorize(nonResourcePath: "/" + path.joined(separator: "/"), context)
            return .response(try nonResourceAnswer(path, context))
        }
        try authorize(target, context)
        guard let resource = catalogue.resource(group: target.group, version: target.version, plural: target.plural)
        else {
            guard catalogue.serves(group: target.group, version: target.version) else {
                return .response(Self.pageNotFound)
            }
            throw .noSuchResource
        }
        if let deprecation = resource.deprecation { context.warnings.append(deprecation) }
        return try answer(target, resource, &context)
    }

    static let pageNotFound = APIResponse(
        status: 404, contentType: "text/plain; charset=utf-8", body: Array("404 page not found\n".utf8))
}
