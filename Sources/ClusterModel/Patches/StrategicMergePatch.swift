import JSONTree
import KubeModel

/// Kubernetes' own kind of merge patch, in which lists of built-in kinds merge by a key.
///
/// Understood are `$patch: delete | replace | merge`, `$deleteFromPrimitiveList/…`, `$setElementOrder/…` and
/// `$retainKeys`. Source: `k8s.io/apimachinery/pkg/util/strategicpatch`.
struct StrategicMergePatch {
    struct Problem: Error, Hashable {
        let message: String
    }

    private let types: BuiltInTypes

    init(_ types: BuiltInTypes = .standard) { self.types = types }

    func apply(_ patch: JSONValue, to value: JSONValue, as type: String) throws(Problem) -> JSONValue {
        guard case .object(let members) = patch else {
            throw Problem(
                message:
                    "error decoding patch: json: cannot unmarshal \(patch.kindName) into Go value of type map[string]interface {}"
            )
        }
        return .object(try merge(members, into: value.object ?? JSONObject(), .object(type, isAtomic: false)))
    }

    private func merge(_ patch: JSONObject, into live: JSONObject, _ type: BuiltInType) throws(Problem) -> JSONObject {
        switch patch["$patch"]?.string {
        case "replace": return patch.withoutDirectives
        case "delete": return JSONObject()
        case nil, "merge": break
        case let other?: throw Problem(message: "Unknown patch type found: \(other)")
        }
        var result = live
        if case .array(let kept)? = patch["$retainKeys"] {
            result = JSONObject(uniqueMembers: live.members.filter { kept.contains(.string($0.name)) })
        }
        for member in patch where !member.name.hasPrefix("$") {
            let memberType = self.type(of: member.name, in: type)
            switch (member.value, result[member.name]) {
            case (.null, _): result[member.name] = nil
            case (.object(let inner), let present):
                result[member.name] = .object(try merge(inner, into: present?.object ?? JSONObject(), memberType))
            case (.array(let elements), let present):
                result[member.name] = .array(
                    try merge(elements, into: present?.array ?? [], memberType, named: member.name, patch))
            case (let value, _): result[member.name] = value
            }
        }
        return try deletingFromSets(result, patch)
    }

    /// `$deleteFromPrimitiveList/finalizers: [a]` takes elements out of a set of scalars.
    private func deletingFromSets(_ object: JSONObject, _ patch: JSONObject) throws(Problem) -> JSONObject {
        let prefix = "$deleteFromPrimitiveList/"
        var result = object
        for member in patch where member.name.hasPrefix(prefix) {
            let name = String(member.name.dropFirst(prefix.count))
            guard let present = result[name]?.array, let unwanted = member.value.array else { continue }
            result[name] = .array(present.filter { !unwanted.contains($0) })
        }
        return result
    }

    private func merge(
        _ patch: [JSONValue], into live: [JSONValue], _ type: BuiltInType, named name: String, _ parent: JSONObject
    ) throws(Problem) -> [JSONValue] {
        guard case .list(let elementType, let rule) = type, let key = rule.patchKey else {
            return patch.filter { $0["$patch"] == nil }
        }
        let order = parent["$setElementOrder/\(name)"]?.array ?? patch
        if key.isEmpty { return Self.ordered(live + patch.filter { !live.contains($0) }, as: live, order) { $0 } }
        if patch.contains(where: { $0["$patch"]?.string == "replace" }) { return patch.filter { $0["$patch"] == nil } }
        var result = live
        for element in patch {
            guard case .object(let members) = element, let identity = members[key] else {
                throw Problem(message: "map: \(element.text) does not contain declared merge key: \(key)")
            }
            let index = result.firstIndex { $0[key] == identity }
            if members["$patch"]?.string == "delete" {
                result.removeAll { $0[key] == identity }
            } else if let index {
                result[index] = .object(try merge(members, into: result[index].object ?? JSONObject(), elementType))
            } else {
                result.append(.object(try merge(members, into: JSONObject(), elementType)))
            }
        }
        return Self.ordered(result, as: live.compactMap { $0[key] }, order.compactMap { $0[key] }) { $0[key] }
    }

    /// Merged elements in their order: those that the patch orders as it orders them, the others before them only where
    /// they stood before them.
    private static func ordered(
        _ elements: [JSONValue], as live: [JSONValue], _ order: [JSONValue], _ identity: (JSONValue) -> JSONValue?
    ) -> [JSONValue] {
        let ranked = elements.map { element in
            let name = identity(element)
            return (
                element, wanted: name.flatMap { order.firstIndex(of: $0) },
                before: name.flatMap { live.firstIndex(of: $0) }
            )
        }
        var named = ranked.filter { $0.wanted != nil }.sorted { ($0.wanted ?? 0) < ($1.wanted ?? 0) }[...]
        var others = ranked.filter { $0.wanted == nil }[...]
        var result: [JSONValue] = []
        while let other = others.first {
            guard let next = named.first else { break }
            if let place = other.before, let nextPlace = next.before, place < nextPlace {
                result.append(other.0)
                others.removeFirst()
            } else {
                result.append(next.0)
                named.removeFirst()
            }
        }
        return result + named.map(\.0) + others.map(\.0)
    }

    private func type(of name: String, in type: BuiltInType) -> BuiltInType {
        switch type {
        case .object(let typeName, _): types.fields(of: typeName)[name] ?? .any
        case .map(let element, _): element
        case .string, .integer, .number, .boolean, .time, .microTime, .quantity, .integerOrString, .bytes, .any, .list:
            .any
        }
    }
}

extension JSONObject {
    fileprivate var withoutDirectives: JSONObject {
        JSONObject(uniqueMembers: members.filter { !$0.name.hasPrefix("$") })
    }
}
