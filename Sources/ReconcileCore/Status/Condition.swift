package import JSONTree
package import KubeModel

/// One `metav1.Condition`: what holds of an object, since when, and why.
package struct Condition: Sendable, Hashable {
    /// Whether it holds.
    package enum Status: String, Sendable {
        case `true` = "True"
        case `false` = "False"
        case unknown = "Unknown"
    }

    /// The longest message that the API server takes. Source: `metav1.Condition`, `maxLength: 32768`.
    package static let maximumMessageLength = 32_768

    package let type: String
    package let status: Status
    /// A word in UpperCamelCase; the API server takes no empty one.
    package let reason: String
    package let message: String
    /// The `metadata.generation` that this was decided from.
    package let observedGeneration: Int64
    /// When `status` last changed.
    package let lastTransitionTime: KubeTime

    /// - Parameter message: cut to what the API server takes.
    package init(
        _ type: String, _ status: Status, reason: String, message: String, observedGeneration: Int64,
        lastTransitionTime: KubeTime
    ) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = String(message.unicodeScalars.prefix(Self.maximumMessageLength))
        self.observedGeneration = observedGeneration
        self.lastTransitionTime = lastTransitionTime
    }

    /// Reads a condition; nil when it lacks its type, status or time.
    package init?(_ view: JSONView) {
        guard let type = view["type"]?.string, let status = view["status"]?.string.flatMap(Status.init(rawValue:)),
            let time = view["lastTransitionTime"]?.string.flatMap({ KubeTime($0) })
        else { return nil }
        self.init(
            type, status, reason: view["reason"]?.string ?? "", message: view["message"]?.string ?? "",
            observedGeneration: view["observedGeneration"]?.integer ?? 0, lastTransitionTime: time)
    }

    /// The conditions of an object's status; those that cannot be read are left out.
    package static func conditions(of live: LiveObject) -> [Condition] {
        live.root["status"]?["conditions"]?.elements.compactMap { Condition($0) } ?? []
    }

    /// The condition as the API server stores it.
    package var value: JSONValue {
        [
            "type": .string(type), "status": .string(status.rawValue), "reason": .string(reason),
            "message": .string(message), "observedGeneration": .integer(observedGeneration),
            "lastTransitionTime": .string(lastTransitionTime.description),
        ]
    }

    /// The same condition, with the time of an earlier one whose status it repeats.
    package func keepingTransition(of previous: [Condition]) -> Condition {
        guard let earlier = previous.first(where: { $0.type == type }), earlier.status == status else { return self }
        return Condition(
            type, status, reason: reason, message: message, observedGeneration: observedGeneration,
            lastTransitionTime: earlier.lastTransitionTime)
    }
}
