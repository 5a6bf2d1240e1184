import Glibc
import Synchronization
import Threads

/// A worker as other threads know it: they hand it jobs of suspended handlers, connections, and the word to stop.
///
/// What it does with them on its own thread is ``WorkerLoop``.
final class Worker: TaskExecutor, Sendable {
    /// Connections of this worker, those on their way to it included.
    let connectionCount = Atomic<Int>(0)
    private let wakeup: Wakeup
    private let inbox = Mutex(WorkerInbox())
    private let thread = Atomic<UInt>(0)

    init() throws(ListenError) {
        guard let wakeup = Wakeup() else { throw .last("make an event descriptor") }
        self.wakeup = wakeup
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        post { $0.add(job) }
    }

    /// Takes a connection over; returns `false` when this worker has left.
    func adopt(_ descriptor: Int32) -> Bool {
        post { $0.adopt(descriptor) }
    }

    /// Has it answer with another handler, once it looks.
    func take(_ change: HandlerChange) {
        // One that has left answers nothing any more.
        if !post({ $0.change(change) }) { change.take() }
    }

    func stop() {
        post { $0.stop() }
    }

    private func post<Result: Sendable>(_ change: (inout WorkerInbox) -> Result) -> Result {
        let (result, mustSignal) = inbox.withLock { (change(&$0), $0.mustSignal()) }
        if mustSignal { wakeup.signal() }
        return result
    }

    // MARK: On its own thread

    /// The calling thread is this worker's from now on.
    func start() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
    }

    /// Whether the calling thread is this worker's.
    var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Becomes readable when there is something in the inbox.
    var watched: Int32 { wakeup.descriptor }

    func clearWakeup() {
        wakeup.clear()
    }

    /// What others have handed over since.
    func takeInbox() -> WorkerInbox {
        inbox.withLock { $0.take() }
    }

    /// From now on nobody hands this worker a connection or a handler; `false` when somebody has just done so.
    func leave() -> Bool {
        inbox.withLock { $0.close() }
    }
}
