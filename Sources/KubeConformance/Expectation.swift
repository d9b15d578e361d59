package import JSONTree

/// Something that must be true of an answer; pointers are JSON pointers (RFC 6901).
package enum Expectation: Sendable {
    case status(Int)
    /// A header of the answer contains this; names are in lower case.
    case header(String, String)
    case equal(String, JSONValue)
    case present(String)
    case absent(String)
    /// The number of elements or members.
    case count(String, Int)
    /// The text at the pointer contains this; the whole answer where the pointer is empty.
    case contains(String, String)
    /// The text at the pointer begins with this.
    case begins(String, String)
    /// The value differs from a captured one.
    case differs(String, from: String)
    /// What is found at the second pointer in each element of the list at the first, in this order.
    case each(String, String, [JSONValue])
    /// The list at the pointer has an element with all of these members.
    case some(String, JSONObject)
    /// The list at the pointer has no element with all of these members.
    case none(String, JSONObject)
    /// The fields that a manager owns by an operation, `Apply` or `Update`, as `fieldsV1`; nil where there is no entry.
    case owns(String, String, subresource: String = "", JSONValue?)
}

extension Expectation {
    /// A failure as the API server words it.
    package static func failure(_ code: Int, _ reason: String, _ message: String) -> [Expectation] {
        [
            .status(code), .equal("/kind", "Status"), .equal("/apiVersion", "v1"), .equal("/status", "Failure"),
            .equal("/reason", .string(reason)), .equal("/code", .integer(Int64(code))),
            .equal("/message", .string(message)),
        ]
    }

    /// One of a failure's causes.
    package static func cause(_ reason: String, _ field: String, _ message: String) -> Expectation {
        .some("/details/causes", ["reason": .string(reason), "field": .string(field), "message": .string(message)])
    }
}
