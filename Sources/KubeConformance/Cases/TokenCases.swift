import JSONTree

private let accounts = Paths.serviceAccounts
private let secrets = Paths.secrets

private let reviews = "/apis/authentication.k8s.io/v1/tokenreviews"

/// A request for a token that ends with a Secret.
private func bound(_ secret: String, uid: String) -> String {
    let reference = "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"name\":\"\(secret)\",\"uid\":\"\(uid)\"}"
    return "{\"spec\":{\"expirationSeconds\":600,\"boundObjectRef\":\(reference)}}"
}

private func tokenSecret(_ name: String, for account: String) -> String {
    object(
        "v1", "Secret", name, #""type":"kubernetes.io/service-account-token""#,
        meta: "\"annotations\":{\"kubernetes.io/service-account.name\":\"\(account)\"}")
}

extension ConformanceSuite {
    /// ServiceAccounts and their tokens.
    static let tokens: [ConformanceCase] = [
        ConformanceCase(
            "a token Secret of a ServiceAccount is filled with a token and the account's UID",
            .post(accounts, object("v1", "ServiceAccount", "sa"), capture: ["uid": "/metadata/uid"], .status(201)),
            .post(secrets, tokenSecret("t", for: "sa"), .status(201)),
            .eventually(
                .get(
                    secrets + "/t", .present("/data/token"),
                    .equal("/metadata/annotations/kubernetes.io~1service-account.uid", "{uid}")))),
        ConformanceCase(
            "a token Secret goes when its ServiceAccount goes",
            .post(accounts, object("v1", "ServiceAccount", "sa")), .post(secrets, tokenSecret("t", for: "sa")),
            .eventually(.get(secrets + "/t", .present("/data/token"))), .delete(accounts + "/sa", .status(200)),
            .eventually(.get(secrets + "/t", .status(404)))),
        ConformanceCase(
            "a token Secret of no ServiceAccount is removed",
            .post(secrets, tokenSecret("t", for: "none"), .status(201)),
            .eventually(.get(secrets + "/t", .status(404)))),
        ConformanceCase(
            "a token Secret needs the name of its ServiceAccount",
            .post(
                secrets, object("v1", "Secret", "t", #""type":"kubernetes.io/service-account-token""#), .status(422),
                .cause(
                    "FieldValueRequired", "metadata.annotations[kubernetes.io/service-account.name]", "Required value"))
        ),
        ConformanceCase(
            "a token is made on request, with the time of its end",
            .post(accounts, object("v1", "ServiceAccount", "sa")),
            .post(
                accounts + "/sa/token",
                #"{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}"#,
                .status(201), .equal("/kind", "TokenRequest"), .present("/status/token"),
                .present("/status/expirationTimestamp"), .equal("/spec/expirationSeconds", 3600),
                .equal("/spec/audiences", ["https://kubernetes.default.svc.cluster.local"]))),
        ConformanceCase(
            "a token lives an hour when nothing is said",
            .post(accounts, object("v1", "ServiceAccount", "sa")),
            .post(accounts + "/sa/token", "{}", .status(201), .equal("/spec/expirationSeconds", 3600))),
        ConformanceCase(
            "a token bound to a Secret lets its bearer in until the Secret is deleted, and stands for a Secret of that UID only",
            .post(accounts, object("v1", "ServiceAccount", "sa")),
            .post(secrets, object("v1", "Secret", "t"), capture: ["uid": "/metadata/uid"], .status(201)),
            .refused(
                .post(accounts + "/sa/token", bound("t", uid: "00000000-0000-0000-0000-000000000000")), 409, "Conflict",
                #"Operation cannot be fulfilled on Secret "t": the UID in the bound object reference "#
                    + "(00000000-0000-0000-0000-000000000000) does not match the UID in record. The object might have "
                    + "been deleted and then recreated"),
            .post(
                accounts + "/sa/token", bound("t", uid: "{uid}"), capture: ["token": "/status/token"], .status(201),
                .equal("/spec/boundObjectRef/uid", "{uid}"), .equal("/spec/expirationSeconds", 600)),
            .post(
                reviews, #"{"spec":{"token":"{token}"}}"#, .status(201), .equal("/status/authenticated", true),
                .equal("/status/user/username", "system:serviceaccount:{ns}:sa")),
            .delete(secrets + "/t", .status(200)),
            .eventually(
                .post(reviews, #"{"spec":{"token":"{token}"}}"#, .status(201), .absent("/status/authenticated")))),
        ConformanceCase(
            "a token of less than ten minutes is refused",
            .post(accounts, object("v1", "ServiceAccount", "sa")),
            .post(
                accounts + "/sa/token", #"{"spec":{"expirationSeconds":60}}"#, .status(422),
                .cause(
                    "FieldValueInvalid", "spec.expirationSeconds",
                    "Invalid value: 60: may not specify a duration less than 10 minutes"))),
        ConformanceCase(
            "a token of a ServiceAccount that does not exist is refused",
            .refused(
                .post(accounts + "/none/token", "{}"), 404, "NotFound", #"serviceaccounts "none" not found"#)),
        ConformanceCase(
            "a deleted ServiceAccount default comes back",
            .eventually(.get(accounts + "/default", capture: ["uid": "/metadata/uid"], .status(200))),
            .delete(accounts + "/default", .status(200)),
            .eventually(.get(accounts + "/default", .status(200), .differs("/metadata/uid", from: "uid")))),
    ]
}
