import JSONTree
import KubeModel

/// The defaults of a pod's spec and what is checked of it.
enum PodDefaults {
    static func spec(_ value: JSONValue) -> JSONValue {
        var spec = value.object ?? JSONObject()
        spec.setDefault("restartPolicy", "Always")
        spec.setDefault("terminationGracePeriodSeconds", 30)
        spec.setDefault("dnsPolicy", "ClusterFirst")
        spec.setDefault("securityContext", [:])
        spec.setDefault("schedulerName", "default-scheduler")
        if let account = spec["serviceAccountName"] { spec.setDefault("serviceAccount", account) }
        if let account = spec["serviceAccount"] { spec.setDefault("serviceAccountName", account) }
        for name in ["containers", "initContainers"] {
            if case .array(let containers)? = spec[name] { spec[name] = .array(containers.map(container)) }
        }
        if case .array(let volumes)? = spec["volumes"] { spec["volumes"] = .array(volumes.map(volume)) }
        return .object(spec)
    }

    private static func container(_ value: JSONValue) -> JSONValue {
        var container = value.object ?? JSONObject()
        container.setDefault("resources", [:])
        container.setDefault("terminationMessagePath", "/dev/termination-log")
        container.setDefault("terminationMessagePolicy", "File")
        if let image = container["image"]?.string {
            container.setDefault("imagePullPolicy", isLatest(image) ? "Always" : "IfNotPresent")
        }
        if case .array(let ports)? = container["ports"] {
            container["ports"] = .array(
                ports.map { port in
                    var port = port.object ?? JSONObject()
                    port.setDefault("protocol", "TCP")
                    return .object(port)
                })
        }
        for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
            if case .object(let probe)? = container[name] { container[name] = .object(self.probe(probe)) }
        }
        if case .array(let variables)? = container["env"] { container["env"] = .array(variables.map(variable)) }
        return .object(container)
    }

    /// Without a tag and a digest an image is its latest.
    private static func isLatest(_ image: String) -> Bool {
        guard !image.contains("@") else { return false }
        let last = image.split(separator: "/").last ?? ""
        return !last.contains(":") || last.hasSuffix(":latest")
    }

    private static func probe(_ value: JSONObject) -> JSONObject {
        var probe = value
        probe.setDefault("timeoutSeconds", 1)
        probe.setDefault("periodSeconds", 10)
        probe.setDefault("successThreshold", 1)
        probe.setDefault("failureThreshold", 3)
        if case .object(var get)? = probe["httpGet"] {
            get.setDefault("path", "/")
            get.setDefault("scheme", "HTTP")
            probe["httpGet"] = .object(get)
        }
        return probe
    }

    private static func variable(_ value: JSONValue) -> JSONValue {
        guard case .object(var source)? = value["valueFrom"], case .object(var field)? = source["fieldRef"] else {
            return value
        }
        field.setDefault("apiVersion", "v1")
        source["fieldRef"] = .object(field)
        var variable = value
        variable["valueFrom"] = .object(source)
        return variable
    }

    private static func volume(_ value: JSONValue) -> JSONValue {
        var volume = value
        for name in ["secret", "configMap", "projected", "downwardAPI"] {
            guard case .object(var source)? = volume[name] else { continue }
            source.setDefault("defaultMode", 420)
            volume[name] = .object(source)
        }
        return volume
    }

    static func problems(_ spec: JSONValue, _ field: String) -> [APIStatus.Cause] {
        let containers = spec["containers"]?.array ?? []
        guard !containers.isEmpty else { return [.required("\(field).containers")] }
        return containers.enumerated().flatMap { index, container in
            ["name", "image"].filter { (container[$0]?.string ?? "").isEmpty }
                .map { APIStatus.Cause.required("\(field).containers[\(index)].\($0)") }
        }
    }
}
