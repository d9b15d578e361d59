import AccessCompiler
import Testing

/// Whether the corpus would notice if a policy said something else.
@Suite("Every condition of the policies matters to the corpus") struct MutationTests {
    private struct Judged {
        let request: AdmissionRequest
        let authorizer: RoleAuthorizer
        let code: String?
    }

    /// The per cent of mutants that are noticed, at least.
    private static let floor = 80

    @Test("each condition that is dropped or turned round changes the answer to some case")
    func conditions() throws {
        let world = try World()
        let cases = try CorpusCase.all("attacks") + CorpusCase.all("legitimate")
        var count = 0
        var survivors: [String] = []
        for policy in world.policies.policies {
            let judged = try cases.map { example -> Judged in
                let request = try example.request(world)
                let authorizer = try world.authorizer(for: example.persona)
                return Judged(
                    request: request, authorizer: authorizer,
                    code: policy.objection(to: request, authorizer: authorizer)?.code)
            }
            for (name, mutant) in Self.mutants(of: policy) {
                count += 1
                let isNoticed = judged.contains {
                    mutant.objection(to: $0.request, authorizer: $0.authorizer)?.code != $0.code
                }
                if !isNoticed { survivors.append("\(policy.name): \(name)") }
            }
        }
        print("policies: \(count - survivors.count) of \(count) mutants are noticed")
        for survivor in survivors { print("survives: \(survivor.prefix(700))") }
        // What survives is printed; there may be less of it, not more.
        #expect((count - survivors.count) * 100 >= count * Self.floor)
    }

    private static func mutants(of policy: AdmissionPolicy) -> [(name: String, policy: AdmissionPolicy)] {
        var mutants: [(String, AdmissionPolicy)] = []
        for (index, validation) in policy.validations.enumerated() {
            var dropped = policy
            dropped.validations.remove(at: index)
            mutants.append(("\(validation.code) is dropped", dropped))
            for condition in validation.condition.mutants {
                var changed = policy
                changed.validations[index] = .init(validation.code, condition, validation.message)
                mutants.append(("\(validation.code) is \(condition.cel)", changed))
            }
        }
        for (index, condition) in policy.conditions.enumerated() {
            for mutant in condition.expression.mutants {
                var changed = policy
                changed.conditions[index] = .init(condition.name, mutant)
                mutants.append(("\(condition.name) is \(mutant.cel)", changed))
            }
        }
        for (index, variable) in policy.variables.enumerated() {
            for mutant in variable.expression.mutants {
                var changed = policy
                changed.variables[index] = .init(variable.name, mutant)
                mutants.append(("\(variable.name) is \(mutant.cel)", changed))
            }
        }
        return mutants
    }
}
