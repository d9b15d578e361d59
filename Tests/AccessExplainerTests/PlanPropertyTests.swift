import AccessCompiler
import AccessExplainer
import AccessModel
import Glibc
import JSONTree
import KubeModel
import TestInputs
import TestThreads
import Testing

@Suite("A plan is the difference of all that can be asked", .computing)
struct PlanPropertyTests {
    private static let seed = Seed.value
    private static let seeds = (0..<10).map { seed &+ $0 &* 0x9e37_79b9_7f4a_7c15 }
    /// For each of the seeds; `IDMON_PAIRS=100` compares a thousand in all.
    private static let pairs = getenv("IDMON_PAIRS").flatMap { Int(String(cString: $0)) } ?? 30

    @Test("random changes of random resources change exactly what the difference says", arguments: seeds)
    func difference(seed: UInt64) {
        if seed == Self.seed { print("plans of \(Self.pairs * Self.seeds.count) random changes: IDMON_SEED=\(seed)") }
        var random = RandomAccess(seed: seed)
        var resources = random.resources()
        guard var before = AskedSide(resources) else {
            Issue.record("no installation")
            return
        }
        for step in 0..<Self.pairs {
            resources = random.below(5) == 0 ? random.resources() : random.changed(resources)
            guard var after = AskedSide(resources) else {
                Issue.record("IDMON_SEED=\(Self.seed), seed \(seed), step \(step): no installation")
                return
            }
            let found = AskedSide.disagreements(&before, &after)
            #expect(found.isEmpty, "IDMON_SEED=\(Self.seed), seed \(seed), step \(step): \(found.prefix(5))")
            if !found.isEmpty { return }
            before = after
        }
    }

    @Test("nothing is gained or lost between a set of resources and itself", arguments: seeds)
    func identity(seed: UInt64) {
        var random = RandomAccess(seed: seed)
        for _ in 0..<10 {
            let resources = random.resources()
            let table = AccessTable(rendering: resources, now: Sample.now)
            let other = AccessTable(rendering: resources.reversed(), now: Sample.now)
            #expect(AccessDifference(from: table, to: other).isEmpty, "IDMON_SEED=\(Self.seed), seed \(seed)")
            #expect(
                ObjectChange.changes(from: table.generated, to: other.generated).isEmpty,
                "IDMON_SEED=\(Self.seed), seed \(seed)")
        }
    }

    @Test("what one change gives its reverse takes", arguments: seeds)
    func reverse(seed: UInt64) {
        var random = RandomAccess(seed: seed)
        for _ in 0..<10 {
            let resources = random.resources()
            let (before, after) = (
                AccessTable(rendering: resources, now: Sample.now),
                AccessTable(rendering: random.changed(resources), now: Sample.now)
            )
            func texts(_ difference: AccessDifference, _ direction: AccessChange.Direction) -> [String] {
                difference.changes.filter { $0.direction == direction }
                    .map { "\($0.holder) \($0.namespace ?? "") \($0.words)" }.sorted()
            }
            let there = AccessDifference(from: before, to: after)
            let back = AccessDifference(from: after, to: before)
            #expect(texts(there, .gain) == texts(back, .loss), "IDMON_SEED=\(Self.seed), seed \(seed)")
            #expect(texts(there, .loss) == texts(back, .gain), "IDMON_SEED=\(Self.seed), seed \(seed)")
        }
    }
}

/// A set of resources with what asking and what the table says of it.
private struct AskedSide {
    private let resources: [KubeObject]
    private var asked: AskedAccess
    private let table: AccessTable

    init?(_ resources: [KubeObject]) {
        guard let asked = AskedAccess(resources) else { return nil }
        self.resources = resources
        self.asked = asked
        table = AccessTable(rendering: resources, now: Sample.now)
    }

    private struct Somebody {
        let holder: AccessHolder
        let subject: String
        let groups: (before: [String], after: [String])
    }

    /// What the difference of the tables says otherwise than questions do.
    static func disagreements(_ before: inout AskedSide, _ after: inout AskedSide) -> [String] {
        let difference = AccessDifference(from: before.table, to: after.table)
        let changes = Dictionary(grouping: difference.changes) { $0.holder }
        var found: [String] = difference.undecided.map { "undecided: \($0)" }
        for person in people(before, after) {
            let own = changes[person.holder] ?? []
            for namespace in RandomAccess.namespaces {
                let first = before.asked.account(
                    subject: person.subject, groups: person.groups.before, in: namespace)
                let second = after.asked.account(subject: person.subject, groups: person.groups.after, in: namespace)
                let here = own.filter { $0.namespace == namespace }
                let reading = Reading(
                    here, before.asked.answers(first, in: namespace), after.asked.answers(second, in: namespace))
                found += reading.disagreements.map { "\(person.holder) in \(namespace): \($0)" }
            }
        }
        return found
    }

    /// Everybody whom a table knows, with what their token would say.
    private static func people(_ before: AskedSide, _ after: AskedSide) -> [Somebody] {
        let known = Set([before, after].flatMap { $0.table.installations.values.flatMap(\.holders) })
        return known.sorted().compactMap { holder in
            switch holder {
            case .everybody: return Somebody(holder: holder, subject: "somebody", groups: ([], []))
            case .groups(let groups):
                let names = groups.map(\.text)
                return Somebody(holder: holder, subject: "somebody", groups: (names, names))
            case .person(let subject):
                let (first, second) = (before.groups(of: subject.text), after.groups(of: subject.text))
                return Somebody(
                    holder: holder, subject: subject.text,
                    groups: (first ?? second ?? [], second ?? first ?? []))
            case .matching, .pods: return nil
            }
        }
    }

    private func groups(of subject: String) -> [String]? {
        let realm = resources.first { $0.type == .keycloakRealm }
        let member = realm?.content["spec"]?["members"]?.array?.first { $0["subject"]?.string == subject }
        return member.map { ($0["groups"]?.array ?? []).compactMap(\.string) }
    }
}

/// What changes for somebody in a namespace, and what asking says of it.
private struct Reading {
    private(set) var disagreements: [String] = []
    private let changes: [AccessChange]

    init(_ changes: [AccessChange], _ before: [Bool], _ after: [Bool]) {
        self.changes = changes
        if before == after, changes.isEmpty { return }
        var index = 0
        for wishes in AskedAccess.Wish.groups {
            let answers = zip(before[index..<index + wishes.count], after[index..<index + wishes.count])
            index += wishes.count
            let (action, template) = (wishes[0].action, wishes[0].template)
            let own = changes.filter { $0.subject == .action(action) && $0.template == template }
            expect(
                action, template, own, gain: answers.contains { !$0 && $1 }, loss: answers.contains { $0 && !$1 },
                isExact: own.allSatisfy(\.isSimple))
        }
    }

    /// - Parameter isExact: whether limits can be compared exactly; otherwise the table may tell of more.
    private mutating func expect(
        _ action: AccessAction, _ template: TemplateTarget?, _ own: [AccessChange], gain: Bool, loss: Bool,
        isExact: Bool
    ) {
        for (direction, wanted) in [(AccessChange.Direction.gain, gain), (.loss, loss)] {
            // What holds for anything holds for each template that no binding names.
            let anything: AccessAction? =
                action == .submit ? .submitAnything : action == .approve ? .approveAnything : nil
            let isAnything = changes.contains {
                $0.direction == direction && $0.subject == anything.map { .action($0) }
            }
            let told = own.contains { $0.direction == direction } || own.isEmpty && isAnything
            if told != wanted, isExact && !isAnything || wanted {
                disagreements.append(
                    "\(direction) of \(action.rawValue) \(template?.description ?? ""): asked \(wanted), told \(told) \(own)"
                )
            }
        }
    }
}

extension AccessChange {
    /// Whether its limits are compared exactly: each side has one, no pattern is compared with another, and no limit with
    /// none, which lets through more than is asked.
    fileprivate var isSimple: Bool {
        if let before, let after, (before == .whole) != (after == .whole) { return false }
        return [before, after].allSatisfy { extent in
            guard case .runs(let limits)? = extent else { return true }
            return limits.count == 1 && limits.allSatisfy { $0.parameters?.allSatisfy { $0.pattern == nil } ?? true }
        }
    }
}
