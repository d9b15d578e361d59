import Glibc
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import Synchronization
import TestInputs
import Testing

@Suite("On a cluster in memory, when things go wrong", .serialized, .timeLimit(.minutes(30)))
struct FaultTests {
    /// How many runs go on at once.
    private static let lanes = 4

    /// The states that a run without faults leaves, and how many writes it takes.
    private static func reference() async throws -> (snapshots: [Snapshot], writes: Int) { try await unfaulted.value }

    private static let unfaulted = Task {
        let cluster = try await ModelCluster()
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        let snapshots = try await Scenario.run(cluster, transport: { _ in dog })
        #expect(dog.violations == [])
        #expect(snapshots.last?.managed == [], "something generated is left")
        return (snapshots: snapshots, writes: dog.checkedWrites)
    }

    /// Runs the scenario with faults and compares.
    private static func check(
        _ what: String, against expected: [Snapshot], retry: RetryPolicy = .standard,
        _ choose: @escaping @Sendable (Int, APIRequest) -> Fault?, isDead: () -> Bool = { false }
    ) async throws {
        let cluster = try await ModelCluster()
        let dog = Watchdog(FaultInjection(cluster.transport, choose: choose), watching: cluster.people)
        let snapshots = try await Scenario.run(
            cluster, retry: retry, expecting: expected, transport: { _ in dog }, isDead: isDead)
        for (phase, pair) in zip(snapshots, expected).enumerated() {
            #expect(pair.0.differences(from: pair.1) == [], "\(what), phase \(phase)")
        }
        #expect(dog.violations == [], "\(what)")
    }

    @Test("an operator that dies after the k-th write, for every k, is carried on by the next one to the same end")
    func crashes() async throws {
        let (expected, writes) = try await Self.reference()
        try await Self.inLanes(0..<writes) { limit in
            let death = Death(afterWrites: limit)
            try await Self.check(
                "dying after \(limit) writes", against: expected,
                { _, request in death.strikes(request) ? .requestLost : nil }, isDead: { death.hasStruck })
        }
        print("crashes: \(writes) points of \(writes) writes in \(Scenario.phases) phases")
    }

    @Test("whatever becomes of the k-th write, for every k, the end is the same")
    func singleFaults() async throws {
        let (expected, writes) = try await Self.reference()
        // One kind of fault for each write; another run has another one, and IDMON_EXHAUSTIVE has all.
        let kinds = WriteFault.allCases
        let seed = Int(Seed.value % UInt64(kinds.count))
        let isExhaustive = getenv("IDMON_EXHAUSTIVE") != nil
        try await Self.inLanes(0..<writes * (isExhaustive ? kinds.count : 1)) { number in
            let (index, fault) = (number % writes, kinds[(number / writes + number + seed) % kinds.count])
            let counter = Counter()
            // Without retries of the request, so that the whole reconcile has to cope.
            try await Self.check(
                "seed \(seed): \(fault) of write \(index)", against: expected, retry: .never,
                { _, request in request.method != .get && counter.next() == index ? fault.fault : nil })
        }
        print("single faults: \(writes) writes, seed \(seed)\(isExhaustive ? ", every kind of fault" : "")")
    }

    @Test("every request fails once, lists and watches too, and the end is the same", arguments: AnyFault.allCases)
    func everyRequest(fault: AnyFault) async throws {
        let (expected, _) = try await Self.reference()
        for retry in [RetryPolicy.standard, .never] {
            let seen = Seen()
            try await Self.check(
                "\(fault) of every request, \(retry.maximumAttempts) attempts", against: expected, retry: retry,
                { _, request in fault.applies(to: request) && seen.isNew(request) ? fault.fault : nil })
            print("\(fault): \(seen.count) requests failed once, \(retry.maximumAttempts) attempts")
        }
    }

    private static func inLanes(_ numbers: Range<Int>, _ body: @escaping @Sendable (Int) async throws -> Void)
        async throws
    {
        let turnstile = Turnstile(places: lanes)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in numbers { group.addTask { try await turnstile.pass { try await body(number) } } }
            try await group.waitForAll()
        }
    }
}

/// What can become of a write.
enum WriteFault: String, CaseIterable, Sendable {
    case conflict, serverError, requestLost, replyLost

    var fault: Fault {
        switch self {
        case .conflict: .answer(AnyFault.conflict.response)
        case .serverError: .answer(AnyFault.serverError.response)
        case .requestLost: .requestLost
        case .replyLost: .replyLost
        }
    }
}

/// What can become of any request.
enum AnyFault: String, CaseIterable, Sendable {
    case conflict, gone, throttled, serverError, gatewayTimeout, requestLost, replyLost

    var fault: Fault {
        switch self {
        case .requestLost: .requestLost
        case .replyLost: .replyLost
        case .conflict, .gone, .throttled, .serverError, .gatewayTimeout: .answer(response)
        }
    }

    /// Servers answer 409 to writes only, and 410 to lists and watches only.
    func applies(to request: APIRequest) -> Bool {
        switch self {
        case .conflict: request.method != .get
        case .gone: request.queryValue("watch") != nil || request.queryValue("limit") != nil
        case .throttled, .serverError, .gatewayTimeout, .requestLost, .replyLost: true
        }
    }

    var response: APIResponse {
        let (code, reason): (Int, APIStatus.Reason) =
            switch self {
            case .conflict: (409, .conflict)
            case .gone: (410, .expired)
            case .throttled: (429, .tooManyRequests)
            case .gatewayTimeout: (504, .timeout)
            case .serverError, .requestLost, .replyLost: (500, .internalError)
            }
        var details = APIStatus.Details()
        details.retryAfterSeconds = self == .throttled ? 1 : 0
        let status = APIStatus(code: code, reason: reason, message: "injected", details: details)
        return APIResponse(
            status: code, headers: self == .throttled ? ["retry-after": "1"] : [:], body: status.value.bytes)
    }
}

/// Counts.
final class Counter: Sendable {
    private let value = Mutex(0)

    /// 0 the first time.
    func next() -> Int {
        value.withLock { value in
            defer { value += 1 }
            return value
        }
    }
}

/// Which requests there were.
private final class Seen: Sendable {
    private struct Identity: Hashable {
        let method: String
        let path: [String]
        let query: [String]
    }

    private let requests = Mutex<Set<Identity>>([])

    var count: Int { requests.withLock { $0.count } }

    func isNew(_ request: APIRequest) -> Bool {
        // A watch goes on from another version each time, and is the same request all the same.
        let query = request.query.filter { !["resourceVersion", "timeoutSeconds"].contains($0.name) }
        let identity = Identity(
            method: request.method.rawValue, path: request.path, query: query.map { "\($0.name)=\($0.value)" })
        return requests.withLock { $0.insert(identity).inserted }
    }
}
