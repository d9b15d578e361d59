import JSONTree

private let path = Paths.configMaps
private let three: [ConformanceStep] = [
    .post(path, configMap("a", meta: #""labels":{"set":"t","n":"1"}"#), .status(201)),
    .post(path, configMap("b", meta: #""labels":{"set":"t","n":"2"}"#), .status(201)),
    .post(path, configMap("c", meta: #""labels":{"set":"t","other":"x"}"#), .status(201)),
]

private func select(_ sentence: String, _ selector: String, _ names: String...) -> ConformanceCase {
    ConformanceCase(
        sentence,
        steps: three + [
            .get(
                path + "?labelSelector=set=t,\(selector)", .status(200),
                .each("/items", "/metadata/name", names.map { .string($0) }))
        ])
}

extension ConformanceSuite {
    /// Lists: selection and paging.
    static let lists: [ConformanceCase] = [
        select("a label selector with = takes the equal ones", "n=1", "a"),
        select("a label selector with == takes the equal ones", "n==1", "a"),
        select("a label selector with != takes the others and those without the label", "n!=1", "b", "c"),
        select("a label selector with in takes the listed values", "n in (1,2)", "a", "b"),
        select("a label selector with notin takes the others and those without the label", "n notin (1)", "b", "c"),
        select("a label selector with a name takes those that have the label", "n", "a", "b"),
        select("a label selector with ! takes those that lack the label", "!n", "c"),
        ConformanceCase(
            "a label selector that cannot be read is refused",
            .get(
                path + "?labelSelector=a in (", .status(400), .equal("/reason", "BadRequest"),
                .contains("/message", "unable to parse requirement"))),
        ConformanceCase(
            "a field selector takes one name",
            steps: three + [
                .get(path + "?fieldSelector=metadata.name=b", .status(200), .each("/items", "/metadata/name", ["b"]))
            ]),
        ConformanceCase(
            "a field selector on a field that a kind cannot be selected by is refused",
            .refused(
                .get(path + "?fieldSelector=data.x=1"), 400, "BadRequest",
                #""data.x" is not a known field selector: only "metadata.name", "metadata.namespace""#)),
        ConformanceCase(
            "Secrets are selected by their type",
            .post(Paths.secrets, object("v1", "Secret", "a", #""type":"example.com/a""#)),
            .post(Paths.secrets, object("v1", "Secret", "b", #""type":"example.com/b""#)),
            .get(
                Paths.secrets + "?fieldSelector=type=example.com/b", .status(200),
                .each("/items", "/metadata/name", ["b"]))),
        ConformanceCase(
            "a list has the kind of lists, a version, and items without kind",
            steps: three + [
                .get(
                    path + "?labelSelector=set=t", .equal("/kind", "ConfigMapList"), .equal("/apiVersion", "v1"),
                    .present("/metadata/resourceVersion"), .absent("/items/0/kind"), .count("/items", 3))
            ]),
        ConformanceCase(
            "a list across namespaces holds objects with their namespaces",
            .post(path, configMap("a", meta: #""labels":{"case":"{ns}"}"#)),
            .get(
                "/api/v1/configmaps?labelSelector=case={ns}", .status(200),
                .each("/items", "/metadata/namespace", ["{ns}"]))),
        ConformanceCase(
            "the pages of a list follow each other by their continue tokens",
            .post(Paths.leases, lease("a", holder: "me")), .post(Paths.leases, lease("b", holder: "me")),
            .post(Paths.leases, lease("c", holder: "me")),
            .get(
                Paths.leases + "?limit=2",
                capture: ["next": "/metadata/continue", "version": "/metadata/resourceVersion"], .status(200),
                .each("/items", "/metadata/name", ["a", "b"]), .equal("/metadata/remainingItemCount", 1)),
            .get(
                Paths.leases + "?limit=2&continue={next}", .status(200), .each("/items", "/metadata/name", ["c"]),
                .absent("/metadata/continue"), .absent("/metadata/remainingItemCount"),
                .equal("/metadata/resourceVersion", "{version}"))),
        ConformanceCase(
            "a later page is of the same moment as the first",
            .post(Paths.leases, lease("a", holder: "me")), .post(Paths.leases, lease("b", holder: "me")),
            .post(Paths.leases, lease("c", holder: "me")),
            .get(Paths.leases + "?limit=1", capture: ["next": "/metadata/continue"], .status(200)),
            .delete(Paths.leases + "/c", .status(200)), .post(Paths.leases, lease("d", holder: "me"), .status(201)),
            .get(
                Paths.leases + "?limit=5&continue={next}", .status(200),
                .each("/items", "/metadata/name", ["b", "c"]))),
        ConformanceCase(
            "a continue token that makes no sense is refused",
            .get(
                Paths.leases + "?limit=1&continue=nonsense", .status(400), .equal("/reason", "BadRequest"),
                .contains("/message", "continue key is not valid"))),
        ConformanceCase(
            "a page of a selection does not say how many remain",
            .post(Paths.leases, lease("a", holder: "me", meta: #""labels":{"x":"y"}"#)),
            .post(Paths.leases, lease("b", holder: "me", meta: #""labels":{"x":"y"}"#)),
            .get(
                Paths.leases + "?limit=1&labelSelector=x=y", .count("/items", 1), .present("/metadata/continue"),
                .absent("/metadata/remainingItemCount"))),
        ConformanceCase(
            "a list is in the order of names",
            .post(Paths.leases, lease("b", holder: "me")), .post(Paths.leases, lease("a", holder: "me")),
            .post(Paths.leases, lease("a-b", holder: "me")),
            .get(Paths.leases, .each("/items", "/metadata/name", ["a", "a-b", "b"]))),
        ConformanceCase(
            "a list of a version that is to come is refused with a time-out",
            .get(
                Paths.leases + "?resourceVersion=999999999999&resourceVersionMatch=NotOlderThan", .status(504),
                .equal("/reason", "Timeout"), .some("/details/causes", ["reason": "ResourceVersionTooLarge"]))),
        ConformanceCase(
            "a resource version that is no number is refused",
            .get(Paths.leases + "?resourceVersion=abc", .status(400))),
    ]
}
