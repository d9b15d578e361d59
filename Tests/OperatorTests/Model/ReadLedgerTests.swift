import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import KubeTesting
import Logging
import Testing

@testable import IdmonOperator

@Suite("What was read one by one")
struct ReadLedgerTests {
    @Test("an object that nobody asks for any more is forgotten, with what was read of it")
    func forgets() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.writeNamespaces()
        let keys = (0..<50).map { ObjectKey(.configMap, namespace: story.team, name: "object-\($0)") }
        for key in keys { try await story.write(KubeObject(.configMap, namespace: story.team, name: key.name)) }
        let store = ObjectStore(.configMap)
        let ledger = ReadLedger(
            client: story.people, store: store, interval: .milliseconds(1), logger: Logger(label: "test"))
        try await ledger.refresh(keys) { _, _ in .interval }
        #expect(ledger.count == 50)
        #expect(store.count == 50)
        let kept = Array(keys.prefix(2))
        try await eventually("the end of what is not asked for") {
            try await ledger.refresh(kept) { _, _ in .once }
            return ledger.count == 2 && store.count == 2 ? nil : "\(ledger.count) and \(store.count)"
        }
        #expect(store.object(kept[0]) != nil)
        // What was forgotten is read when it is asked for again.
        #expect(try await ledger.read(keys[9]) { _ in .once } != nil)
    }
}
