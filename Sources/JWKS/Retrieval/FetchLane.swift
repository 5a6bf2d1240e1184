import Dispatch

/// Where one fetch at a time does what blocks a thread: it reads and writes files.
///
/// A serial queue of its own: a thread that blocks in one lane never takes that of another, nor one on which handlers run.
struct FetchLane: Sendable {
    private let queue: DispatchQueue

    init(number: Int) {
        queue = DispatchQueue(label: "bearerd.jwks.fetch-\(number)")
    }

    func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
