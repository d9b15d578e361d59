import JSONTree
import KubeModel

extension KubeClient {
    /// Asks the server which types of objects it serves.
    ///
    /// Two requests where the server knows aggregated discovery (1.26 and later), one per group and version elsewhere.
    package func discover() async throws(KubeError) -> [DiscoveredResource] {
        let core = try await discover(path: ["api"]) { root in
            root["versions"]?.elements.compactMap(\.string).map { ("", $0) } ?? []
        }
        let groups = try await discover(path: ["apis"]) { root in
            (root["groups"]?.elements.map { $0 } ?? []).flatMap { group in
                (group["versions"]?.elements.compactMap { $0["version"]?.string } ?? [])
                    .map { (group["name"]?.string ?? "", $0) }
            }
        }
        return core + groups
    }

    /// The server's version as it names it, such as `v1.36.4`.
    package func serverVersion() async throws(KubeError) -> String {
        let request = APIRequest(.get, path: ["version"])
        guard let version = try await document(request).root["gitVersion"]?.string else {
            throw KubeError(.protocolViolation, "\(request.call): the answer holds no version")
        }
        return version
    }

    private static let aggregatedForms =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

    private func discover(
        path: [String], groupVersions: (JSONView) -> [(group: String, version: String)]
    ) async throws(KubeError) -> [DiscoveredResource] {
        let document = try await document(APIRequest(.get, path: path, accept: Self.aggregatedForms))
        if document.root["kind"]?.string == "APIGroupDiscoveryList" { return DiscoveredResource.aggregated(document) }
        var found: [DiscoveredResource] = []
        for (group, version) in groupVersions(document.root) {
            let segments = path + (group.isEmpty ? [version] : [group, version])
            do {
                found += DiscoveredResource.legacy(
                    try await self.document(APIRequest(.get, path: segments)), group: group, version: version)
            } catch  where error.code == .unavailable || error.code == .notFound {
                // One broken aggregated API must not hide all the others.
                options.onWarning("discovery leaves out \(group)/\(version): \(error)")
            }
        }
        return found
    }
}
