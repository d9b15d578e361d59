package import JSONTree
package import KubeModel

extension KubeClient {
    /// Creates an object; one that exists is ``KubeError/Code/alreadyExists``.
    ///
    /// - Returns: the object as the server stored it, or would store it in a dry run; likewise below.
    package func create(_ object: KubeObject, dryRun: Bool = false) async throws(KubeError) -> JSONDocument {
        // A dry run changes nothing, so it may be repeated.
        try await document(
            .create(object, fieldManager: options.fieldManager, dryRun: dryRun), isIdempotent: dryRun ? true : nil)
    }

    /// Replaces an object, or its `status` or another subresource.
    ///
    /// With a `metadata.resourceVersion` in it, an object that changed since is ``KubeError/Code/conflict``.
    package func replace(
        _ object: KubeObject, subresource: String? = nil, dryRun: Bool = false
    ) async throws(KubeError) -> JSONDocument {
        try await document(
            .replace(object, subresource: subresource, fieldManager: options.fieldManager, dryRun: dryRun))
    }

    /// Applies an object on the server's side: its fields are set and owned, fields no longer in it are given up.
    ///
    /// - Parameter force: takes over fields that other managers own; otherwise they are a ``KubeError/Code/conflict``
    ///   whose causes name field and manager.
    package func apply(
        _ object: KubeObject, force: Bool, subresource: String? = nil, dryRun: Bool = false
    ) async throws(KubeError) -> JSONDocument {
        try await document(
            .apply(object, subresource: subresource, fieldManager: options.fieldManager, force: force, dryRun: dryRun))
    }

    /// Changes an object by a merge patch or a JSON patch.
    package func patch(
        _ key: ObjectKey, _ kind: APIRequest.PatchKind, body: JSONValue, subresource: String? = nil,
        dryRun: Bool = false
    ) async throws(KubeError) -> JSONDocument {
        try await document(
            .patch(
                key, kind, body: body, subresource: subresource, fieldManager: options.fieldManager, dryRun: dryRun))
    }

    /// Deletes an object; one that does not meet the preconditions is ``KubeError/Code/conflict``.
    ///
    /// After a lost answer the second attempt may find it gone, so ``KubeError/Code/notFound`` is success to most.
    ///
    /// - Returns: a Status when it is gone, or the object while finalizers hold it.
    package func delete(
        _ key: ObjectKey, preconditions: APIRequest.Preconditions = .init(), propagationPolicy: String = "Background",
        dryRun: Bool = false
    ) async throws(KubeError) -> JSONDocument {
        try await document(
            .delete(key, preconditions: preconditions, propagationPolicy: propagationPolicy, dryRun: dryRun))
    }
}
