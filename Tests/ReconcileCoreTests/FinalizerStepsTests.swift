import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Finalizer patches")
struct FinalizerStepsTests {
    private func server(_ finalizers: [String]) -> LiveObject {
        live(role(), version: "7") { $0["metadata"]?["finalizers"] = .array(finalizers.map(JSONValue.string)) }
    }

    /// The finalizers after a server with the given version took the patch; nil when it refuses with 409.
    private func patched(_ patch: JSONValue?, _ object: LiveObject) -> [String]? {
        guard let patch, patch["metadata"]?["resourceVersion"]?.string == object.resourceVersion else { return nil }
        let result = JSONMergePatch.apply(patch, to: object.root.value)
        return result["metadata"]?["finalizers"]?.array?.compactMap(\.string) ?? []
    }

    @Test("adding and removing leave other people's finalizers where they are")
    func others() {
        let before = server(["theirs", "more"])
        #expect(patched(FinalizerSteps.adding("ours", to: before), before) == ["theirs", "more", "ours"])
        let after = server(["theirs", "ours", "more"])
        #expect(patched(FinalizerSteps.removing("ours", from: after), after) == ["theirs", "more"])
        let last = server(["ours"])
        #expect(patched(FinalizerSteps.removing("ours", from: last), last) == [])
    }

    @Test("what is there is not added, and what is not there is not removed")
    func nothingToDo() {
        #expect(FinalizerSteps.adding("ours", to: server(["ours"])) == nil)
        #expect(FinalizerSteps.removing("ours", from: server(["theirs"])) == nil)
        #expect(FinalizerSteps.removing("ours", from: live(role())) == nil)
    }

    @Test("a patch made from an old list is refused, so a finalizer added meanwhile is never lost")
    func guarded() {
        let patch = FinalizerSteps.removing("ours", from: server(["ours"]))
        let newer = live(role(), version: "8") { $0["metadata"]?["finalizers"] = ["ours", "theirs"] }
        #expect(patched(patch, newer) == nil)
        #expect(patch?["metadata"]?["uid"] == "u1")
    }
}
