import JSONTree
import KubeTesting
import TestInputs
import Testing

/// What others do with Argo, beside the people for whom the policies are.
@Suite(
    "Argo's own examples on a real API server", .serialized, .timeLimit(.minutes(30)),
    .enabled(if: RealWorld.isAvailable && SharedFolder.has("argo/examples"), "\(ControlPlane.absence)"))
struct ExampleTests {
    @Test("whoever is no person of Argo's creates every example, beside argo-server too, as if there were no policies")
    func examples() async throws {
        let folder = SharedFolder.path + "/argo/examples"
        let documents = try TextFile.names(in: folder).filter { $0.hasSuffix(".yaml") }.flatMap { file in
            try World.documents("\(folder)/\(file)").filter { !$0.isNull }.map { (file: file, document: $0) }
        }
        #expect(Set(documents.map(\.file)).count >= 100)
        try await ControlPlane.run { plane in
            let real = try await RealWorld(plane)
            var guarded: [RealWorld.Answer] = []
            for namespace in ["payments", "argo"] {
                for (_, document) in documents {
                    guarded.append(try await real.creation(of: document, in: namespace, by: "platform"))
                }
            }
            try await real.removePolicies()
            var tally = Tally()
            var position = 0
            for namespace in ["payments", "argo"] {
                for (file, document) in documents {
                    let answer = guarded[position]
                    position += 1
                    tally.count(answer)
                    switch (answer, try await real.creation(of: document, in: namespace, by: "platform")) {
                    case (.allowed, .allowed), (.stopped, .stopped): break
                    case (_, let free): Issue.record("\(file) in \(namespace): \(answer), without policies \(free)")
                    }
                }
            }
            print("examples: \(tally)")
            #expect(tally.refused == 0 && tally.allowed >= 200)
        }
    }
}
