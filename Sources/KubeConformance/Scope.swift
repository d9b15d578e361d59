import JSONTree

/// The values that a case has at hand: its namespace and what it captured.
struct Scope: Sendable {
    var values: [String: JSONValue]

    /// The text with every `{name}` that is known replaced.
    func filled(_ text: String) -> String {
        guard text.contains("{") else { return text }
        var result = text
        for (name, value) in values {
            result = result.replacing("{\(name)}", with: value.string ?? value.text)
        }
        return result
    }

    /// The value with every text in it filled, names of members included.
    func filled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): return .string(filled(text))
        case .array(let elements): return .array(elements.map { filled($0) })
        case .object(let members):
            var result = JSONObject()
            for member in members { result[filled(member.name)] = filled(member.value) }
            return .object(result)
        case .null, .bool, .integer, .decimal: return value
        }
    }

    func filled(_ persona: Persona) -> Persona {
        Persona(filled(persona.name), groups: persona.groups.map { filled($0) })
    }

    mutating func capture(_ captures: [String: String], from document: JSONValue) {
        for (name, pointer) in captures { values[name] = document.value(at: pointer) }
    }
}
