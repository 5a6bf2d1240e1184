public import HTTP
import Synchronization
import Threads

/// A FastCGI server: accepts connections from a web server and answers its requests with a handler.
///
/// It serves on threads of its own, ``ServerConfiguration/workers`` of them. A handler starts on the worker that read its
/// request and, when it suspends, resumes there. Nothing a web server does or leaves undone keeps a worker from serving
/// its other connections.
public final class Server: Sendable {
    private let listener: Listener
    private let context: ServerContext
    private let state: Mutex<State>

    private struct State {
        var handler: any Handler
        var workers: [Worker] = []
        var left = 0
        var isStopping = false
        var whenLeft: CheckedContinuation<Void, Never>?
    }

    /// A server on `listener`. It accepts nothing before ``run()``.
    ///
    /// The process ignores SIGPIPE from now on, as a web server may leave before its answer. No other signal is touched.
    /// - Parameters:
    ///   - listener: Where web servers connect.
    ///   - configuration: The bounds.
    ///   - handler: Answers every request.
    ///   - onEvent: Is told what an operator may want to know, on a worker's thread.
    public init(
        listener: consuming Listener,
        configuration: ServerConfiguration = ServerConfiguration(),
        handler: any Handler,
        onEvent: @escaping @Sendable (ServerEvent) -> Void = { _ in }
    ) {
        FCGXRequest.initialiseLibrary()
        context = ServerContext(
            configuration: configuration,
            listener: listener.descriptor,
            isTCP: listener.isTCP,
            isInherited: listener.isInherited,
            budget: MemoryBudget(limit: configuration.effectiveMaxKeptBytes),
            report: onEvent
        )
        self.listener = listener
        state = Mutex(State(handler: handler))
    }

    /// Serves until ``stop()``, or until the task is cancelled. It can be called once.
    ///
    /// - Throws: ``ListenError`` when a thread or its epoll set cannot be had.
    public func run() async throws {
        // Not left to the listener's end: a worker's thread may still hold it when the process ends.
        defer { listener.file?.remove() }
        let handovers = try makeLoops()
        let workers = handovers.map(\.worker)
        do {
            for (index, handover) in handovers.enumerated() {
                let thread = Thread(name: "worker-\(index)") { [self] in
                    WorkerNumber.set(index + 1)
                    handover.take()?.run(among: workers)
                    left()
                }
                do throws(NoThread) { try thread.start() } catch { throw ListenError(error) }
            }
        } catch {
            for worker in workers { worker.stop() }
            throw error
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { wait($0) }
        } onCancel: {
            stop()
        }
    }

    /// Accepts no more connections, lets requests in flight finish within the grace, then closes every connection.
    ///
    /// A request that is on its way is one in flight: a connection without one is told that it is going to be closed, and
    /// has ``ServerConfiguration/leave`` for a request that crossed the notice.
    public func stop() {
        let workers = state.withLock { state in
            state.isStopping = true
            return state.workers
        }
        for worker in workers { worker.stop() }
    }

    /// Has another handler answer all requests from now on: settings that were read anew, say.
    ///
    /// A request that is being handled is finished by the handler that began it, and so is one whose body that handler was
    /// asked about. Connections stay as they are, and nobody waits for the change but the caller.
    ///
    /// - Parameter handler: Answers every request that begins after this has returned.
    public func replaceHandler(with handler: any Handler) async {
        await hand { $0 = handler }
    }

    /// Returns when every worker has come to look at what others hand it: never, when a handler blocks one of them.
    package func visitWorkers() async {
        await hand { _ in }
    }

    /// Hands every worker the handler that there is after `change`, and returns when all have taken it.
    private func hand(_ change: @Sendable (inout any Handler) -> Void) async {
        let change = state.withLock { state in
            change(&state.handler)
            let change = HandlerChange(to: state.handler, takers: state.workers.count)
            // Under the lock, so that of two changes all workers take the same one last.
            for worker in state.workers { worker.take(change) }
            return change
        }
        await change.wait()
    }

    /// Open connections, those included that wait for their next request.
    package var connectionCount: Int { connectionCounts.reduce(0, +) }

    private var handler: any Handler { state.withLock { $0.handler } }

    /// Open connections, worker by worker.
    package var connectionCounts: [Int] {
        state.withLock { $0.workers }.map { $0.connectionCount.load(ordering: .relaxed) }
    }

    /// Bytes that requests keep now.
    package var keptBytes: Int { context.budget.keptBytes }

    private func makeLoops() throws(ListenError) -> [Handover] {
        let handler = handler
        var handovers: [Handover] = []
        for _ in 0..<max(context.configuration.workers, 1) {
            handovers.append(Handover(try WorkerLoop(context, handler)))
        }
        let workers = handovers.map(\.worker)
        let isStopping = state.withLock { state in
            state.workers = workers
            // It may have changed meanwhile.
            let change = HandlerChange(to: state.handler, takers: workers.count)
            for worker in workers { worker.take(change) }
            return state.isStopping
        }
        if isStopping { for worker in workers { worker.stop() } }
        return handovers
    }

    private func wait(_ continuation: CheckedContinuation<Void, Never>) {
        let haveLeft = state.withLock { state in
            if state.left < state.workers.count { state.whenLeft = continuation }
            return state.left == state.workers.count
        }
        if haveLeft { continuation.resume() }
    }

    private func left() {
        let continuation = state.withLock { state in
            state.left += 1
            return state.left == state.workers.count ? state.whenLeft.take() : nil
        }
        continuation?.resume()
    }
}

/// A loop on its way to its thread.
private final class Handover: Sendable {
    let worker: Worker
    private let loop: Mutex<WorkerLoop?>

    init(_ loop: sending WorkerLoop) {
        worker = loop.worker
        self.loop = Mutex(loop)
    }

    func take() -> sending WorkerLoop? {
        loop.withLock { $0.take() }
    }
}
