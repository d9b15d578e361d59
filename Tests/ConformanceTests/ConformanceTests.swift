import ClusterModel
import KubeConformance
import KubeTesting
import Testing

/// The same statements, in three places; the model is right where the real server agrees.
@Suite("Conformance", SameCounts())
struct ConformanceTests {
    @Suite("In memory", InMemory())
    struct Memory {
        @Test("in memory", arguments: NumberedCase.all)
        func holds(_ test: NumberedCase) async throws { try await check(test) }

        @Test("a limit of the model is still one", arguments: NumberedCase.limits)
        func limit(_ test: NumberedCase) async throws {
            let place = try #require(Place.current)
            #expect(
                await !place.holds(test), "the model does this now: take the limit off its list, and make it a case")
        }
    }

    @Suite("Over the socket", OverTheSocket())
    struct Socket {
        @Test("over the socket", arguments: NumberedCase.all)
        func holds(_ test: NumberedCase) async throws { try await check(test) }
    }

    @Suite(
        "On the real server", .enabled(if: ControlPlane.isAvailable, Comment(rawValue: ControlPlane.absence)),
        OnTheRealServer())
    struct Real {
        @Test("on the real server", arguments: NumberedCase.all)
        func holds(_ test: NumberedCase) async throws { try await check(test) }

        @Test("what is a limit of the model, the real server does", arguments: NumberedCase.limits)
        func limit(_ test: NumberedCase) async throws {
            let place = try #require(Place.current)
            #expect(await place.holds(test))
        }
    }

    @Test("every limit that is tried is on the model's list")
    func limits() {
        let listed = Set(ModelLimit.all.map(\.subject))
        let tried = Set(ConformanceSuite.limits.map(\.subject))
        #expect(tried.subtracting(listed) == [])
        print("limits of the model: \(tried.count) of \(listed.count) are tried on both servers")
        print("limits that no case can state: \(listed.subtracting(tried).sorted().joined(separator: ", "))")
    }

    @Test("no two cases have the same name")
    func names() {
        let names = ConformanceSuite.all.map(\.name)
        #expect(Set(names).count == names.count)
    }
}

private func check(_ test: NumberedCase) async throws {
    let place = try #require(Place.current)
    if let failure = await place.run(test) { Issue.record(Comment(rawValue: failure)) }
}

/// After all places: the same number of cases held in each.
struct SameCounts: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    )
        async throws
    {
        try await function()
        let counts = Tally.all
        #expect(Set(counts.values).count <= 1, "the places do not agree: \(counts)")
        if !ControlPlane.isAvailable { print("conformance on the real server: not run: \(ControlPlane.absence)") }
    }
}
