import AccessModel
import Glibc
import JSONTree
import KubeClient
import KubeModel
import ReconcileCore
import TestInputs
import Testing

@Suite("On a cluster in memory, when anybody changes anything", .serialized, .timeLimit(.minutes(30)))
struct RandomWalkTests {
    private static let seeds: [UInt64] = (0..<2).map { Seed.value % 10_000 + $0 }

    @Test(
        "after random changes of specs and of generated objects all is as the specs say, and then nothing is written",
        arguments: seeds)
    func walk(seed: UInt64) async throws {
        let cluster = try await ModelCluster(seed: seed)
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        let walker = Walker(cluster.story, seed: seed)
        var random = SplitMix64(seed: seed ^ .max)
        try await cluster.allowDelegation()
        try await cluster.story.write()
        // What no watch shows, such as a Secret that somebody deletes, is seen at the next verification.
        try await withOperator(cluster.process(dog, verificationInterval: .milliseconds(400))) { process in
            for round in 0..<6 {
                for _ in 0...random.next() % 6 {
                    try await dog.exclusively { try await walker.change() }
                    if random.next() % 3 == 0 { try await Task.sleep(for: .milliseconds(random.next() % 30)) }
                }
                let moment = "seed \(seed), round \(round), after \(await walker.log)"
                try await settle(cluster, process, moment)
                dog.forget()
                #expect(dog.violations == [], "\(moment)")
                if !dog.violations.isEmpty { return }
            }
            try await expectSilence(cluster, process, "seed \(seed)")
        }
        print("random walk: seed \(seed), \(await walker.log.count) changes, \(dog.checkedWrites) writes checked")
    }

    /// Waits until the RoleBindings and accounts are exactly those that the specs allow.
    private func settle(_ cluster: ModelCluster, _ process: OperatorProcess, _ moment: String) async throws {
        try await eventually("rest at \(moment)", pause: .milliseconds(50)) {
            let types = ClusterState.specTypes + Snapshot.generated
            return try await ClusterState(cluster.people, types).unrest
        }
        try await eventually("quiet at \(moment)") {
            let (writes, reconciles) = (process.writes, process.reconciles)
            try await eventually("two more reconciles") { process.reconciles >= reconciles + 2 ? nil : "none" }
            return process.writes == writes ? nil : "still writing"
        }
    }

    private func expectSilence(_ cluster: ModelCluster, _ process: OperatorProcess, _ what: String) async throws {
        let story = cluster.story
        guard let installation = try await story.read(story.installation),
            installation["metadata"]?["deletionTimestamp"] == nil
        else { return }
        try await eventually("a second without a write") {
            let before = process.writes
            try await Task.sleep(for: .seconds(1))
            return process.writes == before ? nil : "still writing"
        }
        let writes = process.writes
        for round in 0..<10 {
            let reconciles = process.reconciles
            try await story.label(story.installation, "round", "\(round)")
            try await eventually("reconcile \(round)") { process.reconciles > reconciles ? nil : "none" }
        }
        #expect(process.writes == writes, "\(what)")
    }
}

/// Somebody who changes this and that.
private actor Walker {
    private let story: Story
    private var random: SplitMix64
    private(set) var log: [String] = []

    init(_ story: Story, seed: UInt64) {
        self.story = story
        random = SplitMix64(seed: seed)
    }

    private func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    private static let groups = [Story.leads, Story.developers, "/sre", "/data/team a"]

    /// Changes one thing, of people's or behind Idmon's back.
    func change() async throws {
        do {
            switch below(16) {
            case 0...3: try await changeBinding()
            case 4, 5: try await changeScope()
            case 6: try await changeEnvironment()
            case 7:
                let layout: JSONValue = below(2) == 0 ? "Installation" : "Delegated"
                log.append("layout \(layout.text)")
                try await toggle(story.installation) {
                    try await $0.writeInstallation { $0["identities"] = ["layout": layout] }
                }
            case 8: try await toggle(story.binding("second")) { try await $0.writeBinding("second") }
            default: try await disturb()
            }
        } catch let error as KubeError {
            // What is changed may be gone by now, or be on its way.
            log.append("  refused: \(error.message)")
        }
    }

    private func toggle(_ key: ObjectKey, _ write: (Story) async throws -> Void) async throws {
        let exists = try await story.read(key) != nil
        if !exists || below(2) == 0 {
            log.append("write \(key)")
            try await write(story)
        } else {
            log.append("delete \(key)")
            try await story.delete(key)
        }
    }

    private static let roles = Role.allCases.map(\.rawValue)

    private func changeBinding() async throws {
        var grants: [JSONValue] = []
        for group in Self.groups where below(2) == 0 {
            grants.append(["group": .string(group), "role": .string(Self.roles[below(Self.roles.count)])])
        }
        log.append("grants \(JSONValue.array(grants).text)")
        try await story.writeBinding(below(3) == 0 ? "second" : "nightly-report") { $0["grants"] = .array(grants) }
    }

    private func changeScope() async throws {
        var groups: [JSONValue] = [["path": "/always", "maxRole": "viewer"]]
        for group in Self.groups where below(3) > 0 {
            groups.append(["path": .string(group), "maxRole": .string(Self.roles[below(Self.roles.count)])])
        }
        log.append("scope \(JSONValue.array(groups).text)")
        try await story.writeScope { $0["groups"] = .array(groups) }
    }

    private func changeEnvironment() async throws {
        let environment = below(2) == 0 ? "production" : "staging"
        log.append("environment \(environment)")
        let namespace = ObjectKey(.namespace, namespace: nil, name: story.team)
        try await story.label(namespace, WellKnown.Label.environment, environment)
    }

    /// Changes or deletes something that was generated.
    private func disturb() async throws {
        let type = Snapshot.generated[below(Snapshot.generated.count)]
        let objects = try await story.people.list(type).items.map(\.root.value).filter { ClusterState.isOurs($0) }
        guard !objects.isEmpty else { return }
        let object = objects[below(objects.count)]
        let key = KubeObject(type, content: object).key
        if below(2) == 0 {
            log.append("delete \(key)")
            _ = try await story.people.delete(key)
            return
        }
        log.append("disturb \(key)")
        _ = try await story.people.patch(key, .merge, body: disturbance(of: type))
    }

    private func disturbance(of type: ResourceType) -> JSONValue {
        switch type {
        case .role:
            return ["rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]]]]
        case .roleBinding:
            return ["subjects": [["kind": "ServiceAccount", "name": "mallory", "namespace": .string(story.team)]]]
        case .serviceAccount:
            let rule: JSONValue = below(2) == 0 ? .null : "true"
            return ["metadata": ["annotations": .object([WellKnown.Annotation.rule: rule])]]
        default:
            return ["metadata": ["labels": .object([WellKnown.Label.managedBy: "somebody"])]]
        }
    }
}

extension ClusterState {
    /// What is not yet as the specs say; nil at rest.
    fileprivate var unrest: String? {
        if let first = violations(allowing: [:]).sorted().first { return first }
        let allowed = allowedSubjects
        let given = Dictionary(
            uniqueKeysWithValues: all(.roleBinding).filter { Self.isOurs($0.value) }.map {
                ("\($0.key.namespace ?? "")/\($0.key.name)", Self.subjects($0.value))
            })
        for (name, subjects) in allowed.sorted(by: { $0.key < $1.key }) where given[name] != subjects {
            return "\(name) has \(given[name]?.sorted() ?? []) instead of \(subjects.sorted())"
        }
        for (name, subjects) in given.sorted(by: { $0.key < $1.key }) where allowed[name] != subjects {
            return "\(name) is left with \(subjects.sorted())"
        }
        let identities = Set(allowed.values.joined().filter { !$0.hasSuffix("-runner") })
        let accounts = all(.serviceAccount).filter { $0.key.name.hasPrefix("idmon-main-") }
        for (key, _) in accounts {
            let hasRule = annotation(WellKnown.Annotation.rule, of: key)?.contains(" in ($env?.groups ?? [])") == true
            if hasRule != identities.contains("\(key.namespace ?? "")/\(key.name)") {
                return "\(key) \(hasRule ? "still has a rule" : "has no rule")"
            }
        }
        let missing = identities.subtracting(accounts.map { "\($0.key.namespace ?? "")/\($0.key.name)" })
        return missing.first.map { "\($0) is missing" }
    }
}
