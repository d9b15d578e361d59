import AccessCompiler
import AccessExplainer
import AccessModel
import Glibc
import JSONTree
import KubeModel
import KubeTesting
import ReconcileCore
import TestInputs
import Testing

/// Thousands of random questions, and each cell of an example, answered here and by a real API server.
@Suite(
    "The same answers here and on a real API server", .serialized, .timeLimit(.minutes(30)),
    .enabled(if: RealServer.isAvailable, "\(ControlPlane.absence)"))
struct RealExplanationTests {
    private static let seed = Seed.value
    private static let models = 8
    private static let wanted = 10_000
    /// Changes of what is there are tried one after the other, so not for all questions.
    private static let changes = 1_500

    @Test("random questions about random organisations")
    func random() async throws {
        try await ControlPlane.run { plane in
            let server = try RealServer(plane)
            try await server.installDefinitions()
            var models = (0..<Self.models).map {
                RandomModel(seed: Self.seed &+ UInt64($0), prefix: "m\($0)")
            }
            for model in models { try await server.install(model.resources) }
            try await server.settle()
            var tally = ExplanationTally()
            for index in models.indices {
                let explainer = Sample.explainer(models[index].resources)
                let goal = (index + 1) * Self.wanted / Self.models
                while tally.compared < goal, tally.differences < 20 {
                    let question = models[index].question()
                    let triesChanges = tally.changes < (index + 1) * Self.changes / Self.models
                    try await tally.compare(
                        question, explainer, server, home: models[index].home,
                        isDelegated: models[index].layout == .delegated, triesChanges: triesChanges, seed: Self.seed)
                }
            }
            print(
                "questions: IDMON_SEED=\(Self.seed), \(tally), \(await server.reviewed) reviews, \(await server.tried) tries"
            )
            #expect(tally.compared >= Self.wanted && tally.differences == 0)
            #expect(tally.yes > Self.wanted / 20 && tally.no > Self.wanted / 20)
        }
    }

    @Test("every cell of the three teams: everybody, every namespace, every action, every template")
    func threeTeams() async throws {
        try await ControlPlane.run { plane in
            let server = try RealServer(plane)
            try await server.installDefinitions()
            let resources = try Sample.threeTeams()
            try await server.install(resources)
            try await server.settle()
            let explainer = Sample.explainer(resources)
            var tally = ExplanationTally()
            for holder in explainer.snapshot.holders() {
                for namespace in ["payments", "data", "web"] {
                    for use in explainer.snapshot.templates(in: namespace) {
                        for action in PersonAction.allCases {
                            let question = AccessQuestion(
                                holder.person, action, in: namespace, on: .template(use.kind, use.name.text),
                                parameters: [])
                            try await tally.compare(
                                question, explainer, server, home: "argo", isDelegated: false, triesChanges: true,
                                seed: 0)
                        }
                    }
                }
            }
            print("questions: three teams, \(tally)")
            #expect(tally.differences == 0 && tally.left == 0)
        }
    }
}

/// What came out of comparing.
struct ExplanationTally: CustomStringConvertible {
    private(set) var yes = 0
    private(set) var no = 0
    /// Changes that were tried.
    private(set) var changes = 0
    /// Questions that were not compared: whether a change is let through was not tried.
    private(set) var left = 0
    private(set) var differences = 0

    var compared: Int { yes + no }

    mutating func compare(
        _ question: AccessQuestion, _ explainer: AccessExplainer, _ server: RealServer, home: String, isDelegated: Bool,
        triesChanges: Bool, seed: UInt64
    ) async throws {
        let verdict = explainer.verdict(question)
        var cronWorkflow: KubeObject?
        if case .template(.cronWorkflow, let name) = question.target {
            cronWorkflow = explainer.snapshot.template(.cronWorkflow, name, in: question.namespace)
        }
        let installation = explainer.snapshot.installations(serving: question.namespace).first
        let tried = await server.tried
        let answer = try await server.isAllowed(
            question, installation?.catalogue ?? RoleCatalogue(version: ArgoVersion(4, 1, 2)),
            cronWorkflow: cronWorkflow,
            home: home, isDelegated: isDelegated, triesChanges: triesChanges)
        guard let answer else {
            left += 1
            return
        }
        if await server.tried > tried { changes += 1 }
        if answer { yes += 1 } else { no += 1 }
        let isSame = verdict == (answer ? .yes : .no)
        if !isSame { differences += 1 }
        #expect(isSame, "IDMON_SEED=\(seed): \(question): \(verdict) here, \(answer) there")
    }

    var description: String { "\(compared) compared (\(yes) yes, \(no) no), \(left) left, \(differences) differences" }
}
