import Dispatch

/// A value that only one serial queue touches.
///
/// Each access checks that it is on that queue, in every build, and Swift that it is not within another one: that, and
/// no lock, is what `@unchecked` stands for.
final class QueueConfined<Value: Sendable>: @unchecked Sendable {
    private let queue: DispatchQueue
    private var value: Value

    init(_ value: Value, to queue: DispatchQueue) {
        self.value = value
        self.queue = queue
    }

    /// What `body` makes of the value. On the queue.
    func withValue<Result>(_ body: (inout Value) -> Result) -> Result {
        dispatchPrecondition(condition: .onQueue(queue))
        return body(&value)
    }
}
