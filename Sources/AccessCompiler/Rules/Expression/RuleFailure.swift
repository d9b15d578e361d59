/// Why an expression has no value.
enum RuleFailure: Error, Hashable {
    case compile(String)
    case run(String)
    case unsupported(String)
}
