import JSONTree
import KubeModel
import KubeSchema

/// Roles and bindings.
///
/// Source: `k8s.io/kubernetes/pkg/apis/rbac`, defaults and validation.
extension KindRules {
    static let role: KindRules = {
        var rules = KindRules()
        rules.names = .pathSegment
        // `rules` is printed even where there are none.
        rules.setDefaults = { object in if object["rules"] == nil { object["rules"] = .null } }
        rules.problems = { object in
            (object["rules"]?.array ?? []).enumerated().flatMap { index, rule in
                ruleProblems(rule, "rules[\(index)]", isNamespaced: object["kind"]?.string == "Role")
            }
        }
        return rules
    }()

    static let roleBinding: KindRules = {
        var rules = KindRules()
        rules.names = .pathSegment
        rules.setDefaults = { object in
            if case .object(var roleRef)? = object["roleRef"], (roleRef["apiGroup"]?.string ?? "").isEmpty {
                roleRef["apiGroup"] = .string(rbacGroup)
                object["roleRef"] = .object(roleRef)
            }
            guard case .array(let subjects)? = object["subjects"] else { return }
            object["subjects"] = .array(subjects.map(defaulted))
        }
        rules.problems = { object in
            let isNamespaced = object["kind"]?.string == "RoleBinding"
            return roleRefProblems(object["roleRef"] ?? [:], isNamespaced: isNamespaced)
                + (object["subjects"]?.array ?? []).enumerated().flatMap { index, subject in
                    subjectProblems(subject, "subjects[\(index)]", isNamespaced: isNamespaced)
                }
        }
        rules.updateProblems = { new, old in
            new["roleRef"] == old["roleRef"]
                ? [] : [.invalid("roleRef", new["roleRef"] ?? [:], "cannot change roleRef")]
        }
        return rules
    }()

    private static let rbacGroup = "rbac.authorization.k8s.io"

    private static func defaulted(_ subject: JSONValue) -> JSONValue {
        guard case .object(var object) = subject, (object["apiGroup"]?.string ?? "").isEmpty,
            ["User", "Group"].contains(object["kind"]?.string)
        else { return subject }
        object["apiGroup"] = .string(rbacGroup)
        return .object(object)
    }

    private static func ruleProblems(_ rule: JSONValue, _ field: String, isNamespaced: Bool) -> Problems {
        var causes: Problems = []
        let isEmpty = { (name: String) in (rule[name]?.array ?? []).isEmpty }
        if isEmpty("verbs") { causes.append(.required("\(field).verbs", "verbs must contain at least one value")) }
        if !isEmpty("nonResourceURLs") {
            let urls = JSONValue.array(rule["nonResourceURLs"]?.array ?? [])
            if isNamespaced {
                causes.append(
                    .invalid("\(field).nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs"))
            }
            if !isEmpty("apiGroups") || !isEmpty("resources") || !isEmpty("resourceNames") {
                causes.append(
                    .invalid(
                        "\(field).nonResourceURLs", urls,
                        "rules cannot apply to both regular resources and non-resource URLs"))
            }
            return causes
        }
        if isEmpty("apiGroups") {
            causes.append(.required("\(field).apiGroups", "resource rules must supply at least one api group"))
        }
        if isEmpty("resources") {
            causes.append(.required("\(field).resources", "resource rules must supply at least one resource"))
        }
        return causes
    }

    private static func roleRefProblems(_ roleRef: JSONValue, isNamespaced: Bool) -> Problems {
        var causes: Problems = []
        if let group = roleRef["apiGroup"]?.string, group != rbacGroup {
            causes.append(.notSupported("roleRef.apiGroup", .string(group), supported: [rbacGroup]))
        }
        let kinds = isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]
        let kind = roleRef["kind"]?.string ?? ""
        if !kinds.contains(kind) { causes.append(.notSupported("roleRef.kind", .string(kind), supported: kinds)) }
        let name = roleRef["name"]?.string ?? ""
        if name.isEmpty {
            causes.append(.required("roleRef.name"))
        } else if let problem = DNSName.pathSegmentProblem(name) {
            causes.append(.invalid("roleRef.name", .string(name), problem))
        }
        return causes
    }

    private static func subjectProblems(_ subject: JSONValue, _ field: String, isNamespaced: Bool) -> Problems {
        var causes: Problems = []
        let name = subject["name"]?.string ?? ""
        let group = subject["apiGroup"]?.string ?? ""
        if name.isEmpty { causes.append(.required("\(field).name")) }
        switch subject["kind"]?.string {
        case "ServiceAccount":
            if !name.isEmpty, let problem = DNSName.subdomainProblem(name) {
                causes.append(.invalid("\(field).name", .string(name), problem))
            }
            if !group.isEmpty { causes.append(.notSupported("\(field).apiGroup", .string(group), supported: [""])) }
            if (subject["namespace"]?.string ?? "").isEmpty && !isNamespaced {
                causes.append(.required("\(field).namespace"))
            }
        case "User", "Group":
            if group != rbacGroup {
                causes.append(.notSupported("\(field).apiGroup", .string(group), supported: [rbacGroup]))
            }
        case let kind:
            causes.append(
                .notSupported("\(field).kind", .string(kind ?? ""), supported: ["ServiceAccount", "User", "Group"]))
        }
        return causes
    }
}
