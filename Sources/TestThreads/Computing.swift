import Foundation
package import Testing

/// Runs tests that only compute, or stand still until another program ends, on two threads of their own.
///
/// The threads on which all asynchronous code runs are as few as the machine has processors; two tests that hold one for
/// a minute would otherwise stop every other one for that minute, those that have a deadline too.
package struct Computing: TestTrait, SuiteTrait, TestScoping {
    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(ComputingThreads.shared) { try await function() }
    }
}

extension Trait where Self == Computing {
    /// On threads of its own.
    package static var computing: Computing { Computing() }
}

private final class ComputingThreads: TaskExecutor {
    static let shared = ComputingThreads()

    private let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 2
        // Each quality of service has its own threads; asynchronous code has those of the default one.
        queue.qualityOfService = .utility
        return queue
    }()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
