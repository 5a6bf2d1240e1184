import Dispatch
package import Testing

/// Lets a test block its thread: it runs on threads of its own, not on those of Swift's pool, which are few.
package struct BlockingTrait: SuiteTrait, TestTrait, TestScoping {
    package let isRecursive = true

    @concurrent package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        try await withTaskExecutorPreference(DispatchExecutor.shared) { try await function() }
    }
}

extension Trait where Self == BlockingTrait {
    package static var blocking: Self { Self() }
}

/// Runs each job on a thread of Dispatch's, of which there are more when some block.
package final class DispatchExecutor: TaskExecutor {
    package static let shared = DispatchExecutor()

    private let queue = DispatchQueue(label: "tests", attributes: .concurrent)

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
