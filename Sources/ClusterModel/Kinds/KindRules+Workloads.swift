import JSONTree
import KubeModel
import KubeSchema

/// Pods, Services and Deployments, as data: with their main defaults, without the controllers that act on them.
///
/// Source: `k8s.io/kubernetes/pkg/apis/core/v1` and `pkg/apis/apps/v1`, defaults.
extension KindRules {
    static let pod: KindRules = {
        var rules = KindRules()
        rules.setDefaults = { object in object["spec"] = PodDefaults.spec(object["spec"] ?? [:]) }
        rules.prepareForCreate = { object in object["status"] = ["phase": "Pending", "qosClass": "BestEffort"] }
        rules.problems = { object in PodDefaults.problems(object["spec"] ?? [:], "spec") }
        return rules
    }()

    static let service: KindRules = {
        var rules = KindRules()
        rules.names = .label1035
        rules.setDefaults = { object in
            var spec = object["spec"]?.object ?? JSONObject()
            spec.setDefault("sessionAffinity", "None")
            spec.setDefault("type", "ClusterIP")
            spec.setDefault("internalTrafficPolicy", "Cluster")
            if case .array(let ports)? = spec["ports"] {
                spec["ports"] = .array(
                    ports.map { port in
                        var port = port.object ?? JSONObject()
                        port.setDefault("protocol", "TCP")
                        port.setDefault("targetPort", port["port"] ?? 0)
                        return .object(port)
                    })
            }
            object["spec"] = .object(spec)
        }
        rules.prepareForCreate = { object in object["status"] = ["loadBalancer": [:]] }
        rules.problems = { object in
            let ports = object["spec"]?["ports"]?.array ?? []
            let needsPorts =
                object["spec"]?["type"]?.string != "ExternalName" && object["spec"]?["clusterIP"]?.string != "None"
            return ports.isEmpty && needsPorts ? [.required("spec.ports")] : []
        }
        return rules
    }()

    static let deployment: KindRules = {
        var rules = KindRules()
        rules.hasGeneration = true
        rules.generationCountsAnnotations = true
        rules.setDefaults = { object in object["spec"] = deploymentSpec(object["spec"] ?? [:]) }
        rules.prepareForCreate = { object in object["status"] = [:] }
        rules.problems = { object in
            var causes: Problems = []
            let selector = object["spec"]?["selector"]
            let labels = object["spec"]?["template"]?["metadata"]?["labels"]
            if selector == nil { causes.append(.required("spec.selector")) }
            if let replicas = object["spec"]?["replicas"]?.integer, replicas < 0 {
                causes.append(.invalid("spec.replicas", .integer(replicas), "must be greater than or equal to 0"))
            }
            let isMatch = selector.flatMap { try? LabelSelector($0) }?.matches(labels?.object ?? [:]) ?? false
            if !isMatch {
                causes.append(
                    .invalid(
                        "spec.template.metadata.labels", labels ?? .null, "`selector` does not match template `labels`")
                )
            }
            causes += PodDefaults.problems(object["spec"]?["template"]?["spec"] ?? [:], "spec.template.spec")
            let strategy = object["spec"]?["strategy"]
            if strategy?["type"]?.string == "Recreate" && strategy?["rollingUpdate"] != nil {
                causes.append(
                    .forbidden(
                        "spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"))
            }
            return causes
        }
        rules.updateProblems = { new, old in
            let selector = new["spec"]?["selector"]
            return selector == old["spec"]?["selector"]
                ? [] : [.invalid("spec.selector", selector ?? .null, "field is immutable")]
        }
        return rules
    }()

    private static func deploymentSpec(_ value: JSONValue) -> JSONValue {
        var spec = value.object ?? JSONObject()
        spec.setDefault("replicas", 1)
        spec.setDefault("revisionHistoryLimit", 10)
        spec.setDefault("progressDeadlineSeconds", 600)
        var strategy = spec["strategy"]?.object ?? JSONObject()
        strategy.setDefault("type", "RollingUpdate")
        if strategy["type"] == "RollingUpdate" {
            var rolling = strategy["rollingUpdate"]?.object ?? JSONObject()
            rolling.setDefault("maxUnavailable", "25%")
            rolling.setDefault("maxSurge", "25%")
            strategy["rollingUpdate"] = .object(rolling)
        }
        spec["strategy"] = .object(strategy)
        var template = spec["template"]?.object ?? JSONObject()
        template["spec"] = PodDefaults.spec(template["spec"] ?? [:])
        spec["template"] = .object(template)
        return .object(spec)
    }
}

extension JSONObject {
    mutating func setDefault(_ name: String, _ value: JSONValue) {
        if self[name] == nil { self[name] = value }
    }
}
