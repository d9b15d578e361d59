/// Which claims of a session a rule asks for, as far as its text tells.
package enum RuleClaims: Hashable, Sendable {
    case named(Set<String>)
    /// It asks for the session as a whole, and so for any of them.
    case any

    /// - Parameter rule: of a malformed one no claim matters, since it fails for everybody.
    package init(askedBy rule: String) {
        do throws(RuleFailure) {
            var parser = RuleParser(tokens: try RuleLexer.tokens(of: rule))
            self = Self.asked(by: try parser.parse())
        } catch {
            self = .named([])
        }
    }

    /// Those of some claims that are asked for, in their order.
    package func among(_ claims: [String]) -> [String] {
        switch self {
        case .any: claims
        case .named(let names): claims.filter(names.contains)
        }
    }

    private static func asked(by node: RuleNode) -> RuleClaims {
        switch node {
        case .identifier(RuleEnvironment.wholeName): return .any
        case .identifier(let name), .call(let name),
            .member(.identifier(RuleEnvironment.wholeName), property: .string(let name), _),
            .binary("in", .string(let name), .identifier(RuleEnvironment.wholeName)):
            return .named([name])
        case .builtin("get", let arguments) where arguments.first == .identifier(RuleEnvironment.wholeName):
            guard arguments.count == 2, case .string(let name) = arguments[1] else { return .any }
            return .named([name])
        default:
            return node.children.reduce(.named([])) { found, child in
                guard case .named(let names) = found, case .named(let more) = asked(by: child) else { return .any }
                return .named(names.union(more))
            }
        }
    }
}
