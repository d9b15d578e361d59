import JSONTree
import KubeModel

/// PATCH in its four kinds.
extension Cluster {
    mutating func patch(_ place: Place, _ context: inout RequestContext) throws(APIStatus) -> APIResponse {
        let accepted = [
            "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
        ]
        guard accepted.contains(context.mediaType) else { throw .unsupportedPatch }
        if place.served.isCustom && context.mediaType == "application/strategic-merge-patch+json" {
            throw .unsupportedMediaType(accepted: accepted.filter { !$0.contains("strategic") })
        }
        try context.checkOptions(kind: "PatchOptions")
        let format = try ResponseFormat(accept: context.request.accept)
        if context.mediaType == "application/apply-patch+yaml" { return try apply(place, format, &context) }
        guard let live = storage.object(place.resource, place.name) else { throw place.notFound }
        let patched = try patched(live.value, place, context)
        try checkName(of: patched, place)
        try checkVersion(of: patched, live, place, isUnconditionalAllowed: true)
        let object = try readPatched(patched, place, &context)
        let owned = fieldManager(place.served, place.subresource, context).update(live: live.value, new: object)
        let stored = try commit(owned, over: live, place, context)
        return try answer(stored, place.served, format, status: 200, context)
    }

    /// The outcome of a patch as an object of the kind. What is wrong with it is wrong with the patch.
    func readPatched(
        _ patched: JSONValue, _ place: Place, _ context: inout RequestContext
    ) throws(APIStatus) -> JSONValue {
        do throws(APIStatus) {
            return try BodyReader(served: place.served).typed(patched, &context)
        } catch {
            guard error.code == 400,
                let colon = error.message.range(of: "cannot be handled as a \(place.served.type.kind): ")
            else { throw error }
            // The server quotes the whole object here; a Secret's data must not get into a message.
            throw .invalid(
                kind: "", group: "", "", [.invalid("patch", "…", String(error.message[colon...]))])
        }
    }

    private func patched(_ live: JSONValue, _ place: Place, _ context: RequestContext) throws(APIStatus) -> JSONValue {
        let patch: JSONValue
        do throws(JSONError) {
            patch = try JSONValue(parsing: context.request.body)
        } catch {
            let problem = error.code == .unexpectedEnd ? "unexpected end of JSON input" : error.message
            throw .badRequest("error decoding patch: \(problem)")
        }
        switch context.mediaType {
        case "application/json-patch+json":
            guard case .array = patch else {
                throw .badRequest(
                    "error decoding patch: json: cannot unmarshal \(patch.kindName) into Go value of type []handlers.jsonPatchOp"
                )
            }
            do throws(JSONPatchError) {
                return try JSONPatch(parsing: patch).apply(to: live)
            } catch {
                throw .rejected
            }
        case "application/strategic-merge-patch+json":
            guard case .builtIn(let type) = place.served.format else { throw .rejected }
            do throws(StrategicMergePatch.Problem) {
                return try StrategicMergePatch().apply(patch, to: live, as: type)
            } catch {
                throw .badRequest(error.message)
            }
        default: return JSONMergePatch.apply(patch, to: live)
        }
    }
}

extension String {
    /// Where a text ends inside this one.
    fileprivate func range(of text: String) -> String.Index? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(text) { return self.index(index, offsetBy: text.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
