import AccessModel
import DevCluster
import IdmonOperator
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import ReconcileCore
import Testing

@Suite("Identities delegated to namespaces, on a cluster in memory", .timeLimit(.minutes(30)))
struct DelegationModelTests {
    private static func delegate(_ spec: inout JSONValue) { spec["identities"] = ["layout": "Delegated"] }

    /// What the API server answers to an identity of the team's namespace.
    private func may(_ verb: String, in namespace: String, as account: JSONValue, _ story: Story) async throws -> Bool {
        let name = account["metadata"]?["name"]?.string ?? ""
        var review = AccessReview(verb: verb, group: "argoproj.io", resource: "workflows", namespace: namespace)
        review.user = "system:serviceaccount:\(story.team):\(name)"
        return try await story.people.subjectAccessReview(review).isAllowed
    }

    private func accounts(_ story: Story, in namespace: String) async throws -> [JSONValue] {
        try await story.all(.serviceAccount, in: namespace).filter {
            $0["metadata"]?["annotations"]?[WellKnown.Annotation.rule] != nil
        }
    }

    private func account(of group: String, _ story: Story) async throws -> JSONValue {
        let groups = JSONValue.array([.string(group)]).text
        return try #require(
            try await accounts(story, in: story.team).first {
                $0["metadata"]?["annotations"]?[WellKnown.Annotation.groups]?.string == groups
            })
    }

    @Test("they converge, may do what was granted in their namespace and nothing elsewhere, and are uninstalled")
    func course() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await cluster.allowDelegation()
        try await story.write(KubeObject(.namespace, namespace: nil, name: "other"))
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        try await story.write()
        try await story.writeInstallation {
            Self.delegate(&$0)
            $0["safety"] = ["maxRemovedPercent": 30]
        }
        try await withOperator(cluster.process(dog)) { process in
            try await story.waitUntilReady()
            try await process.waitUntilQuiet()
            let writes = process.writes
            try await story.label(story.installation, "round", "1")
            try await process.waitUntilQuiet()
            #expect(process.writes == writes)
            let names = try await accounts(story, in: story.argo).map { $0["metadata"]?["name"] }
            #expect(names == ["idmon-main-login"])
            let leads = try await account(of: Story.leads, story)
            let developers = try await account(of: Story.developers, story)
            for namespace in [story.team, story.argo, "other"] {
                let isHome = namespace == story.team
                #expect(try await may("create", in: namespace, as: leads, story) == isHome)
                #expect(try await may("list", in: namespace, as: developers, story) == isHome)
                #expect(try await !may("create", in: namespace, as: developers, story))
            }
            let condition = try await story.condition("IdentitiesProtected", of: story.installation)
            #expect(condition.status == "False")
        }
        #expect(dog.violations == [])
        let client = KubeClient(transport: story.people.transport, options: .init(fieldManager: "idmon"))
        let uninstaller = Uninstaller(
            client: client, leaseNamespace: "idmon-system", identity: "uninstall-1", patience: .seconds(60),
            logger: cluster.log.logger, now: { [clock = cluster.clock] in clock.now })
        let left = try await uninstaller.run(.everything) { _ in }
        #expect(left.isEmpty)
        #expect(try await story.snapshot().managed == [])
        for namespace in [story.argo, story.team] { #expect(try await story.all(.secret, in: namespace).isEmpty) }
    }

    @Test("in a namespace where Idmon may not make tokens nobody gets anything, it says so, and others get theirs")
    func missingRights() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        let second = Story(story.people, argo: story.argo, team: "data")
        try await second.writeNamespaces()
        try await cluster.allowDelegation()
        try await story.write()
        try await story.writeInstallation(Self.delegate)
        try await second.writeScope()
        try await second.writeBinding()
        try await withOperator(cluster.process()) { process in
            try await story.waitUntilReady([story.binding()])
            try await process.waitUntilQuiet()
            #expect(try await second.grant(Story.leads, of: second.binding()).reason == "TokenPending")
            #expect(try await accounts(second, in: second.team).isEmpty)
            let told = try await story.condition("Ready", of: story.installation)
            #expect(told.status == "False" && told.message.contains("deploy/workload-namespace"), "\(told)")
            try await cluster.allowDelegation(in: second.team)
            try await second.label(second.installation, "round", "1")
            try await second.waitUntilReady([second.binding(), story.installation])
        }
    }

    @Test("a layout that is changed while the operator runs leaves nothing of the old one, in both directions")
    func change() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await cluster.allowDelegation()
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        try await story.write()
        try await withOperator(cluster.process(dog)) { process in
            try await story.waitUntilReady()
            for (home, other, layout) in [
                (story.team, story.argo, "Delegated"), (story.argo, story.team, "Installation"),
            ] {
                try await dog.exclusively {
                    try await story.writeInstallation { $0["identities"] = ["layout": .string(layout)] }
                }
                try await eventually("accounts in \(home) only") {
                    let mine = try await accounts(story, in: home).count
                    let theirs = try await accounts(story, in: other).count
                    return (mine, theirs) == (home == story.argo ? (3, 0) : (2, 1)) ? nil : "\(mine), \(theirs)"
                }
                try await story.waitUntilReady()
                try await process.waitUntilQuiet()
                dog.forget()
            }
        }
        #expect(dog.violations == [])
    }
}
