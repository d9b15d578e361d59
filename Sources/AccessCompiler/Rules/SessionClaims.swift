package import AccessModel
package import JSONTree

/// What a rule can know of the person who makes a request.
///
/// Source: argo-server's claims: `iss` is always `argo-server`, and empty claims are left out.
package struct SessionClaims: Hashable, Sendable {
    package var subject: String
    package var groups: [GroupPath]
    package var email: String
    package var name: String
    package var preferredUsername: String
    /// When the session ends, in seconds since 1970.
    package var expiresAtSeconds: Int64

    package init(
        subject: String, groups: [GroupPath] = [], email: String = "", name: String = "",
        preferredUsername: String = "",
        expiresAtSeconds: Int64 = 0
    ) {
        self.subject = subject
        self.groups = groups
        self.email = email
        self.name = name
        self.preferredUsername = preferredUsername
        self.expiresAtSeconds = expiresAtSeconds
    }

    /// The claims as the environment of a rule.
    package var environment: JSONObject {
        var object: JSONObject = [
            "iss": "argo-server", "sub": .string(subject), "exp": .integer(expiresAtSeconds),
        ]
        if !groups.isEmpty { object["groups"] = .array(groups.map { .string($0.text) }) }
        for (claim, text) in [("email", email), ("name", name), ("preferred_username", preferredUsername)]
        where !text.isEmpty {
            object[claim] = .string(text)
        }
        return object
    }
}
