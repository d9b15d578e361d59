import KubeClient
import KubeConformance
import KubeTesting
import Synchronization
import Testing

/// Where the cases run, and how many held.
final class Place: Sendable {
    let name: String
    /// Leads to the server as an administrator.
    let administrator: any Transport
    private let runner: ConformanceRunner
    /// More cases at a time would only wait for the server.
    private let turnstile = Turnstile(places: 8)
    private let count = Mutex((held: 0, run: 0))

    /// The place of the suite that is running.
    @TaskLocal static var current: Place?

    init(_ name: String, _ runner: ConformanceRunner, administrator: any Transport) {
        self.name = name
        self.administrator = administrator
        self.runner = runner
    }

    /// Runs a case.
    ///
    /// - Returns: what did not hold, in words.
    func run(_ test: NumberedCase) async -> String? {
        let failure = await turnstile.pass { [runner] in await runner.run(test.value, number: test.number) }
        count.withLock { count in
            count.run += 1
            if failure == nil { count.held += 1 }
        }
        return failure?.description
    }

    /// Runs a case that is not counted: one that states a limit of the model.
    func holds(_ test: NumberedCase) async -> Bool {
        await turnstile.pass { [runner] in await runner.run(test.value, number: test.number) } == nil
    }

    /// Prints how many cases held, and leaves nothing behind on the server.
    func finish() async {
        let (held, run) = count.withLock { $0 }
        print("conformance \(name): \(held) of \(run) cases hold")
        Tally.record(name, held)
        await runner.removeNamespaces((NumberedCase.all + NumberedCase.limits).map(\.number))
    }
}
