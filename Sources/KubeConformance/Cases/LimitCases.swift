import JSONTree

extension ConformanceSuite {
    /// What the real server does and the model does not, by the subject of the model's limit.
    ///
    /// Each holds on the real server. When one holds on the model too, the limit is none any more and leaves the list.
    package static let limits: [(subject: String, test: ConformanceCase)] = [
        (
            "kinds",
            ConformanceCase(
                "Jobs are served", .get("/apis/batch/v1/namespaces/{ns}/jobs", .status(200), .equal("/kind", "JobList"))
            )
        ),
        (
            "events.k8s.io",
            ConformanceCase(
                "Events are served in their own group",
                .get("/apis/events.k8s.io/v1/namespaces/{ns}/events", .status(200)))
        ),
        (
            "workloads",
            ConformanceCase(
                "a Deployment makes ReplicaSets",
                .post(Paths.deployments, deployment("a"), .status(201)),
                .eventually(
                    .get(
                        Paths.deployments + "/a", .present("/metadata/annotations/deployment.kubernetes.io~1revision")))
            )
        ),
        (
            "quantities",
            ConformanceCase(
                "quantities are brought into their canonical form",
                .post(
                    Paths.pods,
                    object(
                        "v1", "Pod", "a",
                        #""spec":{"containers":[{"name":"c","image":"x","resources":{"limits":{"cpu":"1000m"}}}]}"#),
                    .status(201), .equal("/spec/containers/0/resources/limits/cpu", "1")))
        ),
        (
            "validation of pods",
            ConformanceCase(
                "a pod's restart policy is one of three",
                .post(
                    Paths.pods,
                    object(
                        "v1", "Pod", "a",
                        #""spec":{"restartPolicy":"Sometimes","containers":[{"name":"c","image":"x"}]}"#),
                    .status(422)))
        ),
        (
            "CEL",
            ConformanceCase(
                "a rule in CEL refuses what breaks it",
                leavesBehind: [Paths.definitions + "/" + Widgets.definitionName],
                .post(
                    Paths.definitions,
                    Widgets.definition(
                        schema:
                            #"{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"}},"#
                            + #""x-kubernetes-validations":[{"rule":"self.size < 3"}]}}}"#),
                    .status(201)),
                .eventually(.get(Widgets.path, .status(200))),
                .eventually(.post(Widgets.path, Widgets.widget("a", #""size":5"#), .status(422))))
        ),
        (
            "admission policies and webhooks",
            ConformanceCase(
                "a policy that cannot be compiled is refused",
                .post(
                    "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies?dryRun=All",
                    #"{"metadata":{"name":"{ns}"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"#
                        + #""apiVersions":["v1"],"operations":["CREATE"],"resources":["pods"]}]},"#
                        + #""validations":[{"expression":"1 +"}]}}"#, .status(422)))
        ),
        (
            "admission of pods",
            ConformanceCase(
                "a pod gets a ServiceAccount",
                .eventually(
                    .post(
                        Paths.pods + "?dryRun=All",
                        object("v1", "Pod", "a", #""spec":{"containers":[{"name":"c","image":"x"}]}"#), .status(201),
                        .equal("/spec/serviceAccountName", "default"))))
        ),
        (
            "quotas and limits",
            ConformanceCase(
                "quotas are served", .get("/api/v1/namespaces/{ns}/resourcequotas", .status(200)))
        ),
        (
            "duplicate members",
            ConformanceCase(
                "strict field validation refuses a field that is there twice",
                .post(
                    Paths.configMaps + "?fieldValidation=Strict",
                    #"{"metadata":{"name":"a"},"data":{"k":"v"},"data":{"k":"w"}}"#, .status(400),
                    .contains("/message", #"duplicate field "data""#)))
        ),
        (
            "OpenAPI v2",
            ConformanceCase(
                "OpenAPI is served in version 2", .get("/openapi/v2", .status(200), .equal("/swagger", "2.0")))
        ),
    ]
}
