import AccessCompiler
import JSONTree
import Testing

/// What people must not be able to do, and what they must, decided by the policies as they are written in Swift.
@Suite("The corpus of requests") struct CorpusTests {
    private static let world = Result { try World() }
    private static let people = Result { try World.amongPeople() }

    @Test("every attack is refused, for its own reason", arguments: try CorpusCase.all("attacks"))
    func attacks(_ attack: CorpusCase) throws {
        let denial = try Self.decision(attack)
        #expect(denial?.code == attack.refused, "\(denial?.policy ?? "allowed"): \(denial?.message ?? "")")
    }

    @Test("everything that is work is allowed", arguments: try CorpusCase.all("legitimate"))
    func legitimate(_ work: CorpusCase) throws {
        let denial = try Self.decision(work)
        #expect(denial == nil, "\(denial?.policy ?? ""): \(denial?.code ?? ""): \(denial?.message ?? "")")
    }

    @Test(
        "where people have accounts of their own, nobody approves what they submitted",
        arguments: try CorpusCase.all("people"))
    func people(_ example: CorpusCase) throws {
        let denial = try Self.decision(example, in: Self.people.get())
        #expect(denial?.code == example.refused, "\(denial?.policy ?? "allowed"): \(denial?.message ?? "")")
    }

    private static func decision(_ example: CorpusCase) throws -> AdmissionDenial? {
        try decision(example, in: try world.get())
    }

    private static func decision(_ example: CorpusCase, in world: World) throws -> AdmissionDenial? {
        world.policies.decide(
            try example.request(world), authorizer: try world.authorizer(for: example.persona))
    }
}
