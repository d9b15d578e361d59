import JSONTree

private let path = Paths.deployments

extension ConformanceSuite {
    /// Deployments, Services, Pods and Events as data.
    static let workloads: [ConformanceCase] = [
        ConformanceCase(
            "a Deployment gets its defaults",
            .post(
                path, deployment("a"), .status(201), .equal("/spec/replicas", 1),
                .equal(
                    "/spec/strategy",
                    [
                        "type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": "25%", "maxSurge": "25%"],
                    ]), .equal("/spec/revisionHistoryLimit", 10), .equal("/spec/progressDeadlineSeconds", 600),
                .equal("/spec/template/spec/restartPolicy", "Always"),
                .equal("/spec/template/spec/dnsPolicy", "ClusterFirst"),
                .equal("/spec/template/spec/terminationGracePeriodSeconds", 30),
                .equal("/spec/template/spec/containers/0/imagePullPolicy", "IfNotPresent"))),
        ConformanceCase(
            "an image without a version is pulled always",
            .post(
                path, deployment("a", image: "example.com/a"), .status(201),
                .equal("/spec/template/spec/containers/0/imagePullPolicy", "Always"))),
        ConformanceCase(
            "a Deployment's selector must select its template",
            .post(
                path,
                object(
                    "apps/v1", "Deployment", "a",
                    #""spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"c"}},"#
                        + #""spec":{"containers":[{"name":"c","image":"x"}]}}}"#),
                .status(422),
                .cause(
                    "FieldValueInvalid", "spec.template.metadata.labels",
                    #"Invalid value: {"a":"c"}: `selector` does not match template `labels`"#))),
        ConformanceCase(
            "a Deployment's selector does not change",
            .post(path, deployment("a")),
            .mergePatch(
                path + "/a",
                #"{"spec":{"selector":{"matchLabels":{"app":"b"}},"template":{"metadata":{"labels":{"app":"b"}}}}}"#,
                .status(422), .contains("/message", "spec.selector"), .contains("/message", "field is immutable"))),
        ConformanceCase(
            "a Deployment needs a selector",
            .post(
                path,
                object(
                    "apps/v1", "Deployment", "a",
                    #""spec":{"template":{"metadata":{"labels":{"a":"c"}},"spec":{"containers":[{"name":"c","image":"x"}]}}}"#
                ),
                .status(422), .some("/details/causes", ["reason": "FieldValueRequired", "field": "spec.selector"]))),
        ConformanceCase(
            "replicas below zero are refused",
            .post(
                path, deployment("a", #""replicas":-1"#), .status(422),
                .cause(
                    "FieldValueInvalid", "spec.replicas", "Invalid value: -1: must be greater than or equal to 0"))),
        ConformanceCase(
            "the scale of a Deployment is read and set apart",
            .post(path, deployment("a", #""replicas":0"#)),
            .get(
                path + "/a/scale", .status(200), .equal("/kind", "Scale"), .equal("/apiVersion", "autoscaling/v1"),
                .equal("/status/selector", "app=a")),
            .mergePatch(path + "/a/scale", #"{"spec":{"replicas":2}}"#, .status(200), .equal("/spec/replicas", 2)),
            .get(path + "/a", .equal("/spec/replicas", 2))),
        ConformanceCase(
            "a Service's ports get protocol and target",
            .post(
                Paths.services, object("v1", "Service", "a", #""spec":{"ports":[{"port":80}],"selector":{"a":"b"}}"#),
                .status(201), .equal("/spec/ports", [["protocol": "TCP", "port": 80, "targetPort": 80]]),
                .equal("/spec/type", "ClusterIP"), .equal("/spec/sessionAffinity", "None"))),
        ConformanceCase(
            "an Event is stored as it is",
            .post(
                Paths.events,
                object(
                    "v1", "Event", "a",
                    """
                    "involvedObject":{"kind":"ConfigMap","name":"x","namespace":"{ns}"},"reason":"Tested","message":"m",\
                    "type":"Normal","count":1,"firstTimestamp":"2026-01-02T03:04:05Z","lastTimestamp":"2026-01-02T03:04:05Z",\
                    "source":{"component":"tests"}
                    """),
                .status(201), .equal("/reason", "Tested"), .equal("/lastTimestamp", "2026-01-02T03:04:05Z")),
            .get(
                Paths.events + "?fieldSelector=involvedObject.name=x,reason=Tested",
                .each("/items", "/metadata/name", ["a"])),
            .get(Paths.events + "?fieldSelector=involvedObject.name=y", .count("/items", 0))),
        ConformanceCase(
            "an Event must be in the namespace of its object",
            .post(
                Paths.events,
                object("v1", "Event", "a", #""involvedObject":{"kind":"ConfigMap","name":"x","namespace":"default"}"#),
                .status(422), .contains("/message", "involvedObject.namespace"))),
        ConformanceCase(
            "a container needs a name",
            .post(
                path,
                object(
                    "apps/v1", "Deployment", "a",
                    #""spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"#
                        + #""spec":{"containers":[{"image":"x"}]}}}"#),
                .status(422),
                .some(
                    "/details/causes",
                    ["reason": "FieldValueRequired", "field": "spec.template.spec.containers[0].name"]))),
        ConformanceCase(
            "a ServiceAccount says whether its token is mounted",
            .post(
                Paths.serviceAccounts, object("v1", "ServiceAccount", "a", #""automountServiceAccountToken":false"#),
                .status(201), .equal("/automountServiceAccountToken", false))),
    ]
}
