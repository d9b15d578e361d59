import JSONTree

/// The names that a rule can use, with the types and values that Go's JSON decoder gives them.
struct RuleEnvironment {
    /// A name of the program itself: all claims as a map.
    static let wholeName = "$env"

    let values: JSONObject

    init(_ claims: JSONObject) throws(RuleFailure) {
        for claim in claims where RuleParser.functionNames.contains(claim.name) || claim.name == Self.wholeName {
            throw .unsupported("a claim that has the name of a function: \(claim.name)")
        }
        values = claims
    }

    /// The type of a claim; nil when there is no such claim.
    func nature(of name: String) -> RuleNature? {
        values[name].map { value in
            switch value {
            case .null: .null
            case .bool: .bool
            case .integer, .decimal: .decimal
            case .string: .string
            case .array: .array(.unknown)
            case .object: .map
            }
        }
    }
}
