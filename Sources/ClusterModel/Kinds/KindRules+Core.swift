import JSONTree
import KubeModel
import KubeSchema

/// Namespaces, ServiceAccounts, Secrets, ConfigMaps, Events, Leases, admission policies.
///
/// Source: `k8s.io/kubernetes/pkg/registry/core` and `pkg/apis/core/validation`.
extension KindRules {
    static let namespace: KindRules = {
        var rules = KindRules()
        rules.names = .label
        rules.setDefaults = { object in
            // The label that network policies and admission policies select by.
            if let name = object.metadata["name"]?.string, !name.isEmpty {
                object.setLabel("kubernetes.io/metadata.name", name)
            }
        }
        rules.prepareForCreate = { object in
            var finalizers = (object["spec"]?["finalizers"]?.array ?? [])
            if !finalizers.contains("kubernetes") { finalizers.append("kubernetes") }
            object["spec"] = ["finalizers": .array(finalizers)]
            object["status"] = ["phase": "Active"]
        }
        rules.prepareForUpdate = { new, old in
            new["spec"] = old["spec"]
        }
        return rules
    }()

    static let serviceAccount = KindRules()

    static let configMap: KindRules = {
        var rules = KindRules()
        rules.problems = { object in
            keyProblems(object["data"], "data") + keyProblems(object["binaryData"], "binaryData")
        }
        rules.updateProblems = { new, old in immutableProblems(new, old, ["data", "binaryData"]) }
        return rules
    }()

    static let secret: KindRules = {
        var rules = KindRules()
        rules.setDefaults = { object in
            if (object["type"]?.string ?? "").isEmpty { object["type"] = "Opaque" }
            guard case .object(let texts)? = object["stringData"] else { return }
            var data = object["data"]?.object ?? JSONObject()
            for member in texts { data[member.name] = .string(Base64.text((member.value.string ?? "").utf8)) }
            object["data"] = .object(data)
            object["stringData"] = nil
        }
        rules.problems = { object in keyProblems(object["data"], "data") + typedSecretProblems(object) }
        rules.updateProblems = { new, old in
            var causes: Problems = []
            if new["type"] != old["type"] { causes.append(.invalid("type", new["type"] ?? "", "field is immutable")) }
            return causes + immutableProblems(new, old, ["data"])
        }
        return rules
    }()

    static let event: KindRules = {
        var rules = KindRules()
        rules.allowsCreateOnUpdate = true
        // These are printed even where they are empty.
        rules.setDefaults = { object in
            var event = object.object ?? JSONObject()
            for name in ["firstTimestamp", "lastTimestamp", "eventTime"] { event.setDefault(name, .null) }
            for name in ["reportingComponent", "reportingInstance"] { event.setDefault(name, "") }
            event.setDefault("source", [:])
            object = .object(event)
        }
        rules.problems = { object in
            let involved = object["involvedObject"]?["namespace"]?.string ?? ""
            let own = object.objectName.namespace
            let isRight = involved.isEmpty ? own == "default" : involved == own
            return isRight
                ? [] : [.invalid("involvedObject.namespace", .string(involved), "does not match event.namespace")]
        }
        return rules
    }()

    /// Policies and what puts them into effect: stored, and never evaluated.
    static let admissionPolicy: KindRules = {
        var rules = KindRules()
        rules.hasGeneration = true
        return rules
    }()

    static let lease: KindRules = {
        var rules = KindRules()
        rules.allowsUnconditionalUpdate = false
        rules.allowsCreateOnUpdate = true
        rules.problems = { object in
            var causes: Problems = []
            if let seconds = object["spec"]?["leaseDurationSeconds"]?.integer, seconds <= 0 {
                causes.append(.invalid("spec.leaseDurationSeconds", .integer(seconds), "must be greater than 0"))
            }
            if let count = object["spec"]?["leaseTransitions"]?.integer, count < 0 {
                causes.append(.invalid("spec.leaseTransitions", .integer(count), "must be greater than or equal to 0"))
            }
            if let holder = object["spec"]?["holderIdentity"]?.string, holder.isEmpty {
                causes.append(.invalid("spec.holderIdentity", "", "must not be empty"))
            }
            return causes
        }
        return rules
    }()
}

// MARK: - Data

extension KindRules {
    static let tokenSecretType = "kubernetes.io/service-account-token"
    static let tokenAccountAnnotation = "kubernetes.io/service-account.name"

    private static func keyProblems(_ data: JSONValue?, _ field: String) -> Problems {
        (data?.object?.sorted.members ?? []).compactMap { member in
            guard !isConfigKey(member.name) else { return nil }
            return .invalid(
                "\(field)[\(member.name)]", .string(member.name),
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
                    + "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")
        }
    }

    private static func isConfigKey(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 253 && name != "." && name != ".."
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || [0x2d, 0x2e, 0x5f].contains(byte)
            }
    }

    private static func immutableProblems(_ new: JSONValue, _ old: JSONValue, _ fields: [String]) -> Problems {
        guard old["immutable"]?.bool == true else { return [] }
        var causes: Problems = []
        if new["immutable"]?.bool != true {
            causes.append(.forbidden("immutable", "field is immutable when `immutable` is set"))
        }
        for field in fields where new[field] != old[field] {
            causes.append(.forbidden(field, "field is immutable when `immutable` is set"))
        }
        return causes
    }

    private static func typedSecretProblems(_ object: JSONValue) -> Problems {
        let required: [String]
        switch object["type"]?.string {
        case tokenSecretType:
            let account = object.metadata["annotations"]?[tokenAccountAnnotation]?.string ?? ""
            return account.isEmpty ? [.required("metadata.annotations[\(tokenAccountAnnotation)]")] : []
        case "kubernetes.io/tls": required = ["tls.crt", "tls.key"]
        case "kubernetes.io/dockerconfigjson": required = [".dockerconfigjson"]
        case "kubernetes.io/dockercfg": required = [".dockercfg"]
        case "kubernetes.io/ssh-auth": required = ["ssh-privatekey"]
        default: required = []
        }
        return required.filter { object["data"]?[$0] == nil }.map { .required("data[\($0)]") }
    }
}

extension JSONValue {
    mutating func setLabel(_ name: String, _ value: String) {
        var labels = self.labels
        labels[name] = .string(value)
        metadata["labels"] = .object(labels)
    }

    func annotation(_ name: String) -> String? { self["metadata"]?["annotations"]?[name]?.string }

    mutating func setAnnotation(_ name: String, _ value: String) {
        var annotations = self["metadata"]?["annotations"]?.object ?? JSONObject()
        annotations[name] = .string(value)
        metadata["annotations"] = .object(annotations)
    }
}
