/// Something that the API server does with schemas and that this module does not.
///
/// The list is the whole of it: whoever relies on the checks here can see what remains to be proven on a real server.
package struct SchemaOmission: Sendable {
    package let subject: String
    /// What happens instead.
    package let consequence: String

    private init(_ subject: String, _ consequence: String) {
        self.subject = subject
        self.consequence = consequence
    }

    package static let all: [SchemaOmission] = [
        SchemaOmission(
            "CEL rules (x-kubernetes-validations)",
            "They are read, printed and published, never evaluated: what only a rule refuses is accepted."),
        SchemaOmission(
            "cost and types of CEL rules", "A definition with a rule that is too costly or wrong is accepted."),
        SchemaOmission(
            "ratcheting",
            "An update is refused for an invalid field even if the update does not touch it (Kubernetes 1.30 lets it pass)."
        ),
        SchemaOmission(
            "the formats bsonobjectid, creditcard, isbn, isbn10, isbn13 and rgbcolor", "Any text is accepted for them."),
        SchemaOmission("quotes and comments in the format email", "Such addresses are refused."),
        SchemaOmission(
            "the Unicode classes, \\Q…\\E and the flag m of regular expressions",
            "A definition that uses them is refused with a message that says so."),
        SchemaOmission("conversion webhooks", "They are passed over; objects are the same in every version."),
    ]
}
