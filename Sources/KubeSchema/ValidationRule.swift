package import JSONTree

/// A rule in CEL beside a schema (`x-kubernetes-validations`), as data.
///
/// Only a real API server evaluates it; ``SchemaOmission`` says so.
package struct ValidationRule: Sendable, Hashable {
    /// The expression; `self` is the value that the schema describes.
    package var rule: String
    /// What a user reads when it does not hold.
    package var message: String
    /// An expression that computes the message.
    package var messageExpression: String
    /// `FieldValueInvalid` and its like; empty for the default.
    package var reason: String
    /// Which field to name; empty for the one the schema describes.
    package var fieldPath: String
    package var optionalOldSelf: Bool?

    package init(
        _ rule: String, message: String = "", messageExpression: String = "", reason: String = "",
        fieldPath: String = "",
        optionalOldSelf: Bool? = nil
    ) {
        self.rule = rule
        self.message = message
        self.messageExpression = messageExpression
        self.reason = reason
        self.fieldPath = fieldPath
        self.optionalOldSelf = optionalOldSelf
    }

    /// The rule as JSON.
    package var value: JSONValue {
        var object: JSONObject = ["rule": .string(rule)]
        let texts = [
            ("message", message), ("messageExpression", messageExpression), ("reason", reason),
            ("fieldPath", fieldPath),
        ]
        for (name, text) in texts where !text.isEmpty { object[name] = .string(text) }
        if let optionalOldSelf { object["optionalOldSelf"] = .bool(optionalOldSelf) }
        return .object(object)
    }
}
