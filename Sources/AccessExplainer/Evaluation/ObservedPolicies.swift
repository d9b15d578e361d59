import AccessCompiler
import JSONTree
import KubeModel

/// The ValidatingAdmissionPolicies of a cluster, and where they are in effect.
package struct ObservedPolicies: Sendable {
    private let policies: [String: KubeObject]
    private let bindings: [String: [KubeObject]]
    /// The labels of namespaces, by name.
    private let namespaces: [String: JSONObject]
    private let unread: UnreadPart?

    /// - Parameter objects: policies, their bindings and Namespaces; others are passed over.
    init(_ objects: some Sequence<KubeObject>, unread: [UnreadPart]) {
        var policies: [String: KubeObject] = [:]
        var bindings: [String: [KubeObject]] = [:]
        var namespaces: [String: JSONObject] = [:]
        for object in objects {
            switch object.type {
            case .validatingAdmissionPolicy: policies[object.name] = object
            case .validatingAdmissionPolicyBinding:
                bindings[object.content["spec"]?["policyName"]?.string ?? "", default: []].append(object)
            case .namespace: namespaces[object.name] = object.content["metadata"]?["labels"]?.object ?? [:]
            default: break
            }
        }
        self.policies = policies
        self.bindings = bindings
        self.namespaces = namespaces
        self.unread = unread.first {
            [.validatingAdmissionPolicy, .validatingAdmissionPolicyBinding].contains($0.type)
        }
    }

    /// The members by which a policy decides; what the API server fills in is left aside.
    private static let deciding = ["failurePolicy", "matchConditions", "validations", "variables"]

    /// What a policy is asked about, with what the API server fills in.
    ///
    /// Source: `k8s.io/kubernetes/pkg/apis/admissionregistration/v1/defaults.go`.
    private static func matching(_ constraints: JSONValue?) -> JSONObject {
        var filled = constraints?.object ?? [:]
        filled["matchPolicy"] = filled["matchPolicy"] ?? "Equivalent"
        for selector in ["namespaceSelector", "objectSelector"] { filled[selector] = filled[selector] ?? [:] }
        for list in ["resourceRules", "excludeResourceRules"] {
            filled[list] = .array(
                (filled[list]?.array ?? []).map { rule in
                    var rule = rule
                    rule["scope"] = rule["scope"] ?? "*"
                    return rule
                })
        }
        return filled
    }

    func standing(of policy: AdmissionPolicy, in namespace: String) -> PolicyStand.Standing {
        if let unread { return .uncertain("not read: \(unread)") }
        guard let live = policies[policy.name] else { return .absent }
        let wanted = policy.document(labels: [:]).content["spec"]
        let seen = live.content["spec"]
        guard Self.deciding.allSatisfy({ wanted?[$0] == seen?[$0] }), live.content["spec"]?["paramKind"] == nil,
            Self.matching(wanted?["matchConstraints"]) == Self.matching(seen?["matchConstraints"])
        else { return .uncertain("ValidatingAdmissionPolicy \(policy.name) is not the one that Idmon would write now") }
        var isAudited = false
        for binding in bindings[policy.name] ?? [] {
            guard let isAbout = isAbout(binding, namespace) else {
                return .uncertain("it is not known where \(binding.key) puts the policy into effect")
            }
            guard isAbout else { continue }
            let actions = (binding.content["spec"]?["validationActions"]?.array ?? []).compactMap(\.string)
            if actions.contains("Deny") { return .enforced }
            isAudited = true
        }
        return isAudited ? .audited : .absent
    }

    /// The policies of Idmon's names that refuse in the namespace of a request and are about its resource, sorted.
    func names(on request: AdmissionRequest) -> [String] {
        policies.values.filter { policy in
            policy.name.hasPrefix("idmon-") && Self.concerns(policy, request)
                && (bindings[policy.name] ?? []).contains { binding in
                    let actions = (binding.content["spec"]?["validationActions"]?.array ?? []).compactMap(\.string)
                    return actions.contains("Deny") && isAbout(binding, request.namespace) != false
                }
        }.map(\.name).sorted()
    }

    private static func concerns(_ policy: KubeObject, _ request: AdmissionRequest) -> Bool {
        (policy.content["spec"]?["matchConstraints"]?["resourceRules"]?.array ?? []).contains { rule in
            func lists(_ field: String, _ text: String) -> Bool {
                (rule[field]?.array ?? []).contains { $0.string == text || $0.string == "*" }
            }
            return lists("apiGroups", request.group) && lists("resources", request.resource)
                && lists("operations", request.operation.rawValue)
        }
    }

    /// Whether a binding puts its policy into effect in a namespace; nil when it cannot be told.
    private func isAbout(_ binding: KubeObject, _ namespace: String) -> Bool? {
        guard let match = binding.content["spec"]?["matchResources"] else { return true }
        let isPlain =
            match["resourceRules"] == nil && match["excludeResourceRules"] == nil
            && (match["objectSelector"]?.object?.isEmpty ?? true)
        guard isPlain else { return nil }
        guard let selector = match["namespaceSelector"] else { return true }
        guard let parsed = try? LabelSelector(selector) else { return nil }
        var labels = namespaces[namespace] ?? [:]
        labels["kubernetes.io/metadata.name"] = .string(namespace)
        return parsed.matches(labels)
    }
}
