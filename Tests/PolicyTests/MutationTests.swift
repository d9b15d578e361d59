import AccessCompiler
import TestThreads
import Testing

/// Whether the corpus would notice if a policy said something else.
@Suite("Every condition of the policies matters to the corpus", .computing) struct MutationTests {
    private struct Judged {
        let request: AdmissionRequest
        let authorizer: RoleAuthorizer
        let answer: Answer
    }

    /// What a policy says of a request: why it refuses it, and what the audit log is told.
    private struct Answer: Equatable {
        let code: String?
        let annotations: [String: String]

        init(_ policy: AdmissionPolicy, _ request: AdmissionRequest, _ authorizer: RoleAuthorizer) {
            code = policy.objection(to: request, authorizer: authorizer)?.code
            annotations = policy.annotations(of: request, authorizer: authorizer)
        }
    }

    @Test("each condition that is dropped or turned round changes the answer to some case")
    func conditions() throws {
        let cases = try CorpusCase.all("attacks") + CorpusCase.all("legitimate")
        let world = try World()
        try Self.expectNotice(of: world.policies.policies, by: cases, in: world)
        // What more is said where people have accounts of their own stands in the policies of namespaces.
        let people = try World.amongPeople()
        let personas = Set(people.personas)
        try Self.expectNotice(
            of: people.policies.policies.filter(\.sortsNamespaces),
            by: cases.filter { personas.contains($0.persona) } + CorpusCase.all("people"), in: people)
    }

    private static func expectNotice(
        of policies: [AdmissionPolicy], by cases: [CorpusCase], in world: World
    ) throws {
        var count = 0
        var survivors: [String] = []
        for policy in policies {
            let judged = try cases.compactMap { try Self.judged($0, by: policy, in: world) }
            for (name, mutant) in Self.mutants(of: policy) {
                count += 1
                let isNoticed = judged.contains {
                    Answer(mutant, $0.request, $0.authorizer) != $0.answer
                }
                if !isNoticed { survivors.append("\(policy.name): \(name)") }
            }
        }
        print("policies: \(count - survivors.count) of \(count) mutants are noticed")
        for survivor in survivors { print("survives: \(survivor)") }
        #expect(survivors.isEmpty, "the corpus does not notice: add a case, or delete the condition")
    }

    /// A case that the policy is shown, with what it says of it; nil for others.
    private static func judged(_ example: CorpusCase, by policy: AdmissionPolicy, in world: World) throws -> Judged? {
        let request = try example.request(world)
        guard policy.sortsNamespaces || policy.namespaces?.contains(request.namespace) != false,
            policy.targets.contains(where: { $0.group == request.group && $0.resources.contains(request.resource) })
        else { return nil }
        let authorizer = try world.authorizer(for: example.persona)
        return Judged(
            request: request, authorizer: authorizer, answer: Answer(policy, request, authorizer))
    }

    /// A policy with one thing wrong, each under a name of its own.
    private static func mutants(of policy: AdmissionPolicy) -> [(name: String, policy: AdmissionPolicy)] {
        var mutants: [(String, AdmissionPolicy)] = []
        var names: [String: Int] = [:]
        func add(_ place: String, _ change: String, _ mutant: AdmissionPolicy) {
            let name = "\(place): \(change)"
            names[name, default: 0] += 1
            let number = names[name] ?? 1
            mutants.append((number == 1 ? name : "\(name) (\(number))", mutant))
        }
        for (index, validation) in policy.validations.enumerated() {
            var dropped = policy
            dropped.validations.remove(at: index)
            add(validation.code, "dropped", dropped)
            for mutant in validation.condition.mutants {
                var changed = policy
                changed.validations[index] = .init(validation.code, mutant.expression, validation.message)
                add(validation.code, mutant.change, changed)
            }
        }
        for (index, condition) in policy.conditions.enumerated() {
            for mutant in condition.expression.mutants {
                var changed = policy
                changed.conditions[index] = .init(condition.name, mutant.expression)
                add(condition.name, mutant.change, changed)
            }
        }
        for (index, variable) in policy.variables.enumerated() {
            for mutant in variable.expression.mutants {
                var changed = policy
                changed.variables[index] = .init(variable.name, mutant.expression)
                add(variable.name, mutant.change, changed)
            }
        }
        return mutants
    }
}
