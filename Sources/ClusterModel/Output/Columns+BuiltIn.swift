import JSONTree
import KubeModel

/// The columns of the built-in kinds. Source: `k8s.io/kubernetes/pkg/printers/internalversion`.
extension ObjectTableView.Column {
    typealias Column = ObjectTableView.Column

    static func builtIn(_ type: ResourceType) -> [Column] {
        switch type.kind {
        case "ConfigMap":
            [name, count("Data", "Entries of the map.") { $0.memberCount("data") + $0.memberCount("binaryData") }, age]
        case "Secret":
            [
                name, text("Type", "What the Secret is for.") { $0["type"]?.string },
                count("Data", "Entries of the Secret.") { $0.memberCount("data") }, age,
            ]
        case "ServiceAccount":
            [name, count("Secrets", "Secrets that its pods may use.") { $0["secrets"]?.array?.count ?? 0 }, age]
        case "Namespace": [name, text("Status", "Active or Terminating.") { $0["status"]?["phase"]?.string }, age]
        case "Role", "ClusterRole", "CustomResourceDefinition": [name, created]
        case "RoleBinding", "ClusterRoleBinding": bindings
        case "Lease": [name, text("Holder", "Who holds the lease.") { $0["spec"]?["holderIdentity"]?.string }, age]
        case "Event": events
        case "Deployment": deployments
        case "Service": services
        case "Pod": pods
        default: [name, age]
        }
    }

    private static let created = Column("Created At", type: "date", "When the object was created.") { object, _ in
        object.metadata["creationTimestamp"] ?? .null
    }

    private static let bindings: [Column] = {
        let subjects = { (kind: String, title: String) in
            Column(title, "\(title) that the binding names.", priority: 1) { object, _ in
                let named = (object["subjects"]?.array ?? []).filter { $0["kind"]?.string == kind }
                let names = named.map { subject -> String in
                    let name = subject["name"]?.string ?? ""
                    return kind == "ServiceAccount" ? "\(subject["namespace"]?.string ?? "")/\(name)" : name
                }
                return .string(names.joined(separator: ", "))
            }
        }
        let role = text("Role", "The role that is bound.") {
            "\($0["roleRef"]?["kind"]?.string ?? "")/\($0["roleRef"]?["name"]?.string ?? "")"
        }
        return [
            name, role, age, subjects("User", "Users"), subjects("Group", "Groups"),
            subjects("ServiceAccount", "ServiceAccounts"),
        ]
    }()

    private static let events: [Column] = [
        Column("Last Seen", "When this happened last.") { event, time in
            .string(HumanDuration.text(since: event.lastSeen, at: time))
        },
        text("Type", "Normal or Warning.") { $0["type"]?.string },
        text("Reason", "Why, in one word.") { $0["reason"]?.string },
        text("Object", "What it is about.") {
            "\(($0["involvedObject"]?["kind"]?.string ?? "").lowercased())/\($0["involvedObject"]?["name"]?.string ?? "")"
        },
        text("Subobject", "Which part of the object.", priority: 1) {
            $0["involvedObject"]?["fieldPath"]?.string ?? ""
        },
        text("Source", "Who reports it.", priority: 1) {
            $0["source"]?["component"]?.string ?? $0["reportingComponent"]?.string ?? ""
        },
        text("Message", "What happened.") { ($0["message"]?.string ?? "").trimmingSpaces },
        Column("First Seen", "When this happened first.", priority: 1) { event, time in
            .string(HumanDuration.text(since: event.firstSeen, at: time))
        },
        count("Count", "How often this happened.", priority: 1) { Int($0["count"]?.integer ?? 1) },
        Column("Name", format: "name", "The name of the object.", priority: 1) { event, _ in
            .string(event.objectName.name)
        },
    ]

    private static let deployments: [Column] = [
        name,
        text("Ready", "Ready pods of those that are wanted.") {
            "\($0["status"]?["readyReplicas"]?.integer ?? 0)/\($0["spec"]?["replicas"]?.integer ?? 0)"
        },
        count("Up-to-date", "Pods of the current template.") { Int($0["status"]?["updatedReplicas"]?.integer ?? 0) },
        count("Available", "Pods that are available.") { Int($0["status"]?["availableReplicas"]?.integer ?? 0) },
        age,
        text("Containers", "Names of the containers.", priority: 1) { $0.containers("name") },
        text("Images", "Images of the containers.", priority: 1) { $0.containers("image") },
        text("Selector", "Which pods belong to it.", priority: 1) { $0.selectorText },
    ]

    private static let services: [Column] = [
        name, text("Type", "How the service is exposed.") { $0["spec"]?["type"]?.string },
        text("Cluster-IP", "The address inside the cluster.") { $0["spec"]?["clusterIP"]?.string ?? "<none>" },
        text("External-IP", "Addresses outside the cluster.") { _ in "<none>" },
        text("Port(s)", "The ports that are exposed.") { service in
            let ports = (service["spec"]?["ports"]?.array ?? []).map { port in
                "\(port["port"]?.integer ?? 0)/\(port["protocol"]?.string ?? "TCP")"
            }
            return ports.isEmpty ? "<none>" : ports.joined(separator: ",")
        },
        age,
        text("Selector", "Which pods belong to it.", priority: 1) { $0.selectorText },
    ]

    private static let pods: [Column] = [
        name,
        text("Ready", "Ready containers of all.") { pod in
            let ready = (pod["status"]?["containerStatuses"]?.array ?? []).filter { $0["ready"]?.bool == true }
            return "\(ready.count)/\(pod["spec"]?["containers"]?.array?.count ?? 0)"
        },
        text("Status", "The state of the pod.") { $0.isBeingDeleted ? "Terminating" : $0["status"]?["phase"]?.string },
        Column("Restarts", type: "integer", "How often containers were restarted.") { pod, _ in
            let statuses = pod["status"]?["containerStatuses"]?.array ?? []
            return .integer(statuses.reduce(0) { $0 + ($1["restartCount"]?.integer ?? 0) })
        },
        age,
        text("IP", "The pod's address.", priority: 1) { $0["status"]?["podIP"]?.string ?? "<none>" },
        text("Node", "Where the pod runs.", priority: 1) { $0["spec"]?["nodeName"]?.string ?? "<none>" },
    ]

    private static func text(
        _ title: String, _ description: String, priority: Int64 = 0, _ value: @escaping @Sendable (JSONValue) -> String?
    ) -> Column {
        Column(title, description, priority: priority) { object, _ in .string(value(object) ?? "") }
    }

    private static func count(
        _ title: String, _ description: String, priority: Int64 = 0, _ value: @escaping @Sendable (JSONValue) -> Int
    ) -> Column {
        // The server calls these columns texts, and sends numbers.
        Column(title, description, priority: priority) { object, _ in .integer(Int64(value(object))) }
    }
}

extension JSONValue {
    fileprivate func memberCount(_ name: String) -> Int { self[name]?.object?.count ?? 0 }

    fileprivate func containers(_ field: String) -> String {
        (self["spec"]?["template"]?["spec"]?["containers"]?.array ?? []).compactMap { $0[field]?.string }
            .joined(separator: ",")
    }

    /// A Deployment's selector is an object of two parts, a Service's a map.
    fileprivate var selectorText: String {
        guard let selector = self["spec"]?["selector"], case .object(let members) = selector, !members.isEmpty else {
            return "<none>"
        }
        let isMap = members.allSatisfy { $0.value.string != nil }
        return (try? LabelSelector(isMap ? ["matchLabels": selector] : selector))?.description ?? "<none>"
    }

    fileprivate var lastSeen: String? {
        self["series"]?["lastObservedTime"]?.string ?? self["lastTimestamp"]?.string ?? self["eventTime"]?.string
            ?? metadata["creationTimestamp"]?.string
    }

    fileprivate var firstSeen: String? {
        self["firstTimestamp"]?.string ?? self["eventTime"]?.string ?? metadata["creationTimestamp"]?.string
    }
}
