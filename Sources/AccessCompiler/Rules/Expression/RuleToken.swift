/// A token of expr-lang.
enum RuleToken: Hashable {
    case identifier(String)
    /// An operator, whether sign or word.
    case sign(String)
    case bracket(Unicode.Scalar)
    case integer(Int64)
    case decimal(Double)
    case string(String)
    case end

    /// The token as an error shows it.
    var shown: String {
        switch self {
        case .identifier(let text), .sign(let text): text
        case .bracket(let scalar): String(scalar)
        case .integer(let number): String(number)
        case .decimal(let number): String(number)
        case .string: "a string"
        case .end: "the end"
        }
    }
}
