import JSONTree
import KubeModel

/// The built-in kinds, in the order of discovery.
extension ServedResource {
    static let builtIn: [ServedResource] = [
        make(.configMap, shortNames: ["cm"], rules: .configMap),
        make(.event, shortNames: ["ev"], fields: eventFields, rules: .event),
        make(
            .namespace, shortNames: ["ns"], hasStatus: true, others: ["finalize"], fields: ["status.phase"],
            rules: .namespace),
        make(.pod, shortNames: ["po"], categories: ["all"], hasStatus: true, fields: podFields, rules: .pod),
        make(.secret, fields: ["type"], rules: .secret),
        make(.serviceAccount, shortNames: ["sa"], others: ["token"], rules: .serviceAccount),
        make(
            .service, shortNames: ["svc"], categories: ["all"], hasStatus: true,
            fields: ["spec.clusterIP", "spec.type"],
            rules: .service),
        make(
            .customResourceDefinition, shortNames: ["crd", "crds"], categories: ["api-extensions"], hasStatus: true,
            rules: .definition),
        make(
            .deployment, shortNames: ["deploy"], categories: ["all"], hasStatus: true, scale: deploymentScale,
            rules: .deployment),
        review(.tokenReview), review(.selfSubjectReview),
        review(.localSubjectAccessReview), review(.selfSubjectAccessReview), review(.selfSubjectRulesReview),
        review(.subjectAccessReview),
        make(.lease, rules: .lease),
        make(.clusterRoleBinding, rules: .roleBinding), make(.clusterRole, rules: .role),
        make(.roleBinding, rules: .roleBinding), make(.role, rules: .role),
        make(.validatingAdmissionPolicy, hasStatus: true, rules: .admissionPolicy),
        make(.validatingAdmissionPolicyBinding, rules: .admissionPolicy),
    ]

    private static let eventFields = [
        "involvedObject.apiVersion", "involvedObject.fieldPath", "involvedObject.kind", "involvedObject.name",
        "involvedObject.namespace", "involvedObject.resourceVersion", "involvedObject.uid", "reason",
        "reportingComponent", "source", "type",
    ]
    private static let podFields = [
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
        "status.phase", "status.podIP", "status.nominatedNodeName",
    ]
    private static let deploymentScale = ScalePaths(
        specReplicas: ".spec.replicas", statusReplicas: ".status.replicas", labelSelector: ".spec.selector")

    private static func make(
        _ type: ResourceType, shortNames: [String] = [], categories: [String] = [], hasStatus: Bool = false,
        scale: ScalePaths? = nil, others: [String] = [], fields: [String] = [], rules: KindRules
    ) -> ServedResource {
        var served = ServedResource(
            type: type, singular: type.kind.lowercased(), format: .builtIn(type.kind), shape: FieldShape(type.kind))
        served.shortNames = shortNames
        served.categories = categories
        served.hasStatus = hasStatus
        served.scale = scale
        served.otherSubresources = others
        served.selectableFields = fields
        served.rules = rules
        served.listKind = "\(type.kind)List"
        served.blank = blanks[type.kind] ?? ["metadata": [:]]
        return served
    }

    /// The members that objects of a kind have whatever is said: Go structs that are no pointers.
    private static let blanks: [String: JSONValue] = {
        let podSpec: JSONValue = ["containers": .null]
        return [
            "Namespace": ["metadata": [:], "spec": [:], "status": [:]], "Lease": ["metadata": [:], "spec": [:]],
            "ValidatingAdmissionPolicy": ["metadata": [:], "spec": [:], "status": [:]],
            "ValidatingAdmissionPolicyBinding": ["metadata": [:], "spec": [:]],
            "Role": ["metadata": [:], "rules": .null], "ClusterRole": ["metadata": [:], "rules": .null],
            "Event": [
                "metadata": [:], "involvedObject": [:], "source": [:], "firstTimestamp": .null, "lastTimestamp": .null,
                "eventTime": .null, "reportingComponent": "", "reportingInstance": "",
            ],
            "Pod": ["metadata": [:], "spec": podSpec, "status": [:]],
            "Service": ["metadata": [:], "spec": [:], "status": ["loadBalancer": [:]]],
            "Deployment": [
                "metadata": [:], "status": [:],
                "spec": ["selector": .null, "strategy": [:], "template": ["metadata": [:], "spec": podSpec]],
            ],
            "CustomResourceDefinition": [
                "metadata": [:],
                "spec": ["group": "", "names": ["plural": "", "kind": ""], "scope": "", "versions": .null],
                "status": ["conditions": .null, "acceptedNames": ["plural": "", "kind": ""], "storedVersions": .null],
            ],
        ]
    }()

    private static func review(_ type: ResourceType) -> ServedResource {
        var served = ServedResource(
            type: type, singular: type.kind.lowercased(), format: .builtIn(type.kind), shape: FieldShape(type.kind))
        served.use = .review
        served.blank = ["metadata": [:], "spec": [:], "status": [:]]
        return served
    }
}

extension ResourceType {
    static let localSubjectAccessReview = authorization("LocalSubjectAccessReview", isNamespaced: true)
    static let selfSubjectRulesReview = authorization("SelfSubjectRulesReview", isNamespaced: false)
    static let selfSubjectReview = ResourceType(
        group: "authentication.k8s.io", version: "v1", plural: "selfsubjectreviews", kind: "SelfSubjectReview",
        isNamespaced: false)
    static let tokenReview = ResourceType(
        group: "authentication.k8s.io", version: "v1", plural: "tokenreviews", kind: "TokenReview", isNamespaced: false)

    private static func authorization(_ kind: String, isNamespaced: Bool) -> ResourceType {
        ResourceType(
            group: "authorization.k8s.io", version: "v1", plural: kind.lowercased() + "s", kind: kind,
            isNamespaced: isNamespaced)
    }
}
