import AccessCompiler
import JSONTree
import KubeModel
import KubeTesting
import TestInputs
import Testing

/// Thousands of requests, decided here and by a real API server.
@Suite(
    "The same decisions here and on a real API server", .serialized, .timeLimit(.minutes(30)),
    .enabled(if: RealWorld.isAvailable, "\(ControlPlane.absence)"))
struct DifferentialTests {
    private static let seed = Seed.value
    /// How many decisions of policies are compared.
    private static let wanted = 5_000

    @Test("random changes of the corpus are decided alike")
    func alike() async throws {
        try await ControlPlane.run { plane in
            let real = try await RealWorld(plane)
            var mutator = RequestMutator(seed: Self.seed)
            let seeds = try (CorpusCase.all("attacks") + CorpusCase.all("legitimate")).filter(Self.canBeChanged)
            var tally = Tally()
            var differences = 0
            while tally.allowed + tally.refused < Self.wanted, differences < 20 {
                let example = mutator.pick(seeds)
                // The base of an update is stored once for several changes of it.
                let requests = (0..<(example.base == nil ? 1 : 12)).map { _ in Self.changed(example, &mutator) }
                for (request, answer) in zip(requests, try await real.answers(requests)) {
                    tally.count(answer)
                    let denials = try Self.denials(of: request, after: answer, in: real.world)
                    let isSame: Bool
                    switch answer {
                    case .allowed: isSame = denials.isEmpty
                    case .refused: isSame = !denials.isEmpty
                    case .stopped: isSame = true
                    }
                    if !isSame { differences += 1 }
                    #expect(
                        isSame,
                        "IDMON_SEED=\(Self.seed), from \(request.name) as \(request.persona): \(answer) there, \(denials.map(\.code)) here: \(request.object.text)"
                    )
                }
            }
            print("policies: IDMON_SEED=\(Self.seed), \(tally), \(differences) differences")
        }
    }

    /// What the policies say here of the request as the API server showed it to its own.
    private static func denials(
        of request: CorpusCase, after answer: RealWorld.Answer, in world: World
    ) throws -> [AdmissionDenial] {
        var shown = request
        if case .allowed(let stored) = answer {
            for member in ["spec", "status"] { shown.object[member] = stored[member] }
        }
        return world.policies.denials(
            of: try shown.request(world), authorizer: try world.authorizer(for: shown.persona))
    }

    /// People's accounts and what they write; tokens and pods are defaulted by the server before it asks policies.
    private static func canBeChanged(_ example: CorpusCase) -> Bool {
        example.type.group == "argoproj.io" && example.operation != .apply && World.people.contains(example.persona)
    }

    private static func changed(_ example: CorpusCase, _ mutator: inout RequestMutator) -> CorpusCase {
        var changed = example
        let members =
            example.object["status"] == nil ? ["spec", "spec", "metadata"] : ["spec", "status", "status", "metadata"]
        changed.object = mutator.mutated(example.object, members: members)
        changed.asUpdate()
        if mutator.below(3) == 0 { changed.persona = mutator.pick(World.people) }
        return changed
    }
}
