import JSONTree
import KubeModel
import Testing

@testable import KubeClient

@Suite struct KubeErrorTests {
    private func error(_ status: Int, _ body: String, headers: [String: String] = [:]) -> KubeError {
        KubeError(.json(body, status: status, headers: headers), call: "GET /api/v1/pods")
    }

    private static func status(_ code: Int, _ reason: String, _ more: String = "") -> String {
        """
        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"the message","reason":"\(reason)",\
        "code":\(code)\(more)}
        """
    }

    @Test(
        "each status has its code",
        arguments: [
            (400, "BadRequest", KubeError.Code.badRequest), (401, "Unauthorized", .unauthorized),
            (403, "Forbidden", .forbidden), (404, "NotFound", .notFound), (409, "Conflict", .conflict),
            (409, "AlreadyExists", .alreadyExists), (410, "Expired", .expired), (410, "Gone", .expired),
            (422, "Invalid", .invalid), (429, "TooManyRequests", .throttled), (500, "InternalError", .server),
            (500, "ServerTimeout", .unavailable), (503, "ServiceUnavailable", .unavailable),
            (504, "Timeout", .unavailable), (405, "MethodNotAllowed", .badRequest), (418, "", .badRequest),
        ])
    func codes(status: Int, reason: String, code: KubeError.Code) {
        let error = error(status, Self.status(status, reason))
        #expect(error.code == code)
        #expect(error.status == status)
        #expect(error.message.contains("GET /api/v1/pods") && error.message.contains("the message"))
    }

    @Test("causes are kept and shown where the message does not name them")
    func causes() {
        let details = #","details":{"causes":[{"reason":"FieldValueInvalid","message":"too long","field":"spec.a"}]}"#
        let error = error(422, Self.status(422, "Invalid", details))
        #expect(error.causes == [APIStatus.Cause(reason: "FieldValueInvalid", message: "too long", field: "spec.a")])
        #expect(error.description.contains("spec.a: too long"))
    }

    @Test("a version that the server has not reached is told from other time-outs")
    func versionNotReached() {
        let details =
            #","details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"x"}],"retryAfterSeconds":1}"#
        let error = error(504, Self.status(504, "Timeout", details))
        #expect(error.code == .versionNotReached)
        #expect(error.retryAfter == .seconds(1))
    }

    @Test("the longer of the two waits counts, and none is longer than a day")
    func retryAfter() {
        let details = #","details":{"retryAfterSeconds":3}"#
        let body = Self.status(429, "TooManyRequests", details)
        #expect(error(429, body, headers: ["retry-after": "7"]).retryAfter == .seconds(7))
        #expect(error(429, body, headers: ["retry-after": "1"]).retryAfter == .seconds(3))
        #expect(error(429, body, headers: ["retry-after": "99999999999999"]).retryAfter == .seconds(86_400))
        #expect(error(503, "{}", headers: ["retry-after": "-1"]).retryAfter == nil)
        #expect(error(503, "{}", headers: ["retry-after": "Fri, 31 Dec 1999 23:59:59 GMT"]).retryAfter == nil)
    }

    @Test("an answer that is no Status still explains itself", arguments: ["", "{", "[]", #"{"kind":"Pod"}"#])
    func noStatus(body: String) {
        let error = error(503, body)
        #expect(error.code == .unavailable)
        #expect(error.reason == nil)
    }

    @Test("the plain text of a server that is no API server is shown in one line")
    func plainText() {
        let response = APIResponse(
            status: 404, contentType: "text/plain; charset=utf-8", body: Array("404 page\nnot found\n".utf8))
        let error = KubeError(response, call: "GET /apis/x")
        #expect(error.message.contains("404 page not found"))
        #expect(error.message.contains("Check the server's address"))
    }

    @Test("a secret is never printed, however it is printed")
    func redacted() {
        let secret = Redacted("s3cret")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in [
            "\(secret)", String(reflecting: secret), String(describing: [secret]), dumped, "\(Optional(secret) as Any)",
        ] {
            #expect(!text.contains("s3cret"))
        }
        #expect(secret.reveal() == "s3cret")
    }

    @Test(
        "warnings are read as the server quotes them",
        arguments: [
            (#"299 - "old API""#, ["old API"]), (#"299 - "a", 299 - "b, c""#, ["a", "b, c"]),
            (#"299 - "say \"no\" \\ now""#, [#"say "no" \ now"#]), (#"199 - "not this", 299 - "this""#, ["this"]),
            (#"299 - "unfinished"#, []), ("", []), ("299", []),
        ])
    func warnings(header: String, texts: [String]) { #expect(WarningHeader.texts(header) == texts) }
}
