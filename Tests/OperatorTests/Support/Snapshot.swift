import AccessModel
import JSONTree
import KubeClient
import KubeModel

/// Everything that matters of a cluster's state, without what differs between two ways to the same state.
struct Snapshot: Equatable, Sendable {
    private(set) var objects: [String: JSONValue] = [:]
    /// Resource versions, by object.
    private(set) var versions: [String: String] = [:]

    static let generated: [ResourceType] = [.serviceAccount, .secret, .role, .roleBinding]

    /// - Parameter namespaces: whose objects are looked at.
    init(_ client: KubeClient, namespaces: [String]) async throws(KubeError) {
        for namespace in namespaces {
            for type in Self.generated + ResourceType.idmonKinds {
                for item in try await client.list(type, namespace: namespace).items {
                    let object = item.root.value
                    let name = "\(type.kind) \(namespace)/\(object["metadata"]?["name"]?.string ?? "")"
                    versions[name] = object["metadata"]?["resourceVersion"]?.string
                    objects[name] = Self.normalised(object)
                }
            }
        }
    }

    /// Only the state counts, not how often it was written.
    static func == (left: Snapshot, right: Snapshot) -> Bool { left.objects == right.objects }

    /// What differs, one line for each place.
    func differences(from other: Snapshot) -> [String] {
        Set(objects.keys).union(other.objects.keys).sorted().flatMap { name -> [String] in
            guard let mine = objects[name] else { return ["\(name) is missing"] }
            guard let theirs = other.objects[name] else { return ["\(name) is too much"] }
            return JSONDifference.between(theirs, mine).map { change in
                "\(name) \(change.path): \(change.new?.text ?? "nothing") instead of \(change.old?.text ?? "nothing")"
            }
        }
    }

    /// The objects of a kind that carry Idmon's label.
    var managed: [String] {
        objects.filter { $0.value["metadata"]?["labels"]?[WellKnown.Label.managedBy]?.string == "idmon" }.keys.sorted()
    }

    /// The objects that were written, made or removed since another snapshot.
    func changed(since other: Snapshot) -> [String] {
        Set(versions.keys).union(other.versions.keys).filter { versions[$0] != other.versions[$0] }.sorted()
    }

    /// The same with the namespaces of a story under names that all stories share.
    func renamed(_ story: Story) -> Snapshot {
        func renamed(_ text: String) -> String {
            text.replacing(story.argo, with: "ARGO").replacing(story.team, with: "TEAM")
        }
        var copy = self
        copy.objects = [:]
        for (name, object) in objects {
            copy.objects[renamed(name)] = (try? JSONValue(parsing: renamed(object.text))) ?? .null
        }
        return copy
    }

    private static func normalised(_ object: JSONValue) -> JSONValue {
        var object = object
        for field in ["uid", "resourceVersion", "creationTimestamp", "managedFields", "generation"] {
            object["metadata"]?[field] = nil
        }
        for name in [
            WellKnown.Annotation.serviceAccountUID, WellKnown.Annotation.tokenIssuedAt,
            WellKnown.Annotation.tokenExpiresAt, WellKnown.Annotation.tokenReceivedAt,
        ] where object["metadata"]?["annotations"]?[name] != nil {
            object["metadata"]?["annotations"]?[name] = "its own"
        }
        if let owners = object["metadata"]?["ownerReferences"]?.array {
            object["metadata"]?["ownerReferences"] = .array(owners.map { $0["name"] ?? .null })
        }
        if object["status"]?["tokens"] != nil {
            for name in ["oldestIssuedAt", "nextRotationAt", "nextExpiryAt"] {
                object["status"]?["tokens"]?[name] = nil
            }
        }
        // What a token says differs each time, and is nobody's business.
        for field in ["token", "ca.crt", "namespace"] where object["data"]?[field] != nil {
            object["data"]?[field] = "present"
        }
        object["status"]?["observedGeneration"] = nil
        if let conditions = object["status"]?["conditions"]?.array {
            object["status"]?["conditions"] = .array(conditions.map(normalised(condition:)))
        }
        return object
    }

    private static func normalised(condition: JSONValue) -> JSONValue {
        var condition = condition
        for field in ["lastTransitionTime", "observedGeneration"] { condition[field] = nil }
        return condition
    }
}
