package import JSONTree
package import KubeModel

/// Patches that add or remove one finalizer and can never lose somebody else's.
///
/// A merge patch replaces the whole list, so it carries the resource version of the list it was made from: any change
/// since is answered with 409 and the step is made anew. A JSON patch with `test` would be answered with 422, which
/// cannot be told from an invalid request. Server-side apply would take over a list that others share.
package enum FinalizerSteps {
    /// - Returns: the merge patch; nil when the finalizer is there.
    package static func adding(_ finalizer: String, to live: LiveObject) -> JSONValue? {
        let finalizers = live.finalizers
        return finalizers.contains(finalizer) ? nil : patch(finalizers + [finalizer], of: live)
    }

    /// - Returns: the merge patch; nil when the finalizer is not there.
    package static func removing(_ finalizer: String, from live: LiveObject) -> JSONValue? {
        let finalizers = live.finalizers
        return finalizers.contains(finalizer) ? patch(finalizers.filter { $0 != finalizer }, of: live) : nil
    }

    private static func patch(_ finalizers: [String], of live: LiveObject) -> JSONValue {
        [
            "metadata": [
                "uid": .string(live.uid), "resourceVersion": .string(live.resourceVersion),
                "finalizers": .array(finalizers.map(JSONValue.string)),
            ]
        ]
    }
}
