import CFastCGI
import Glibc
import HTTP
import Synchronization

/// What a worker does on its thread: one epoll set, one run queue. It serves its connections, and runs the handlers that were
/// suspended on them.
///
/// It is not `Sendable`: made by whoever starts the thread, handed over once, and from then on nobody else's.
final class WorkerLoop {
    let worker: Worker
    let context: ServerContext
    /// Answers requests that begin now. It changes between two requests only, on this thread: nobody locks for it.
    private(set) var handler: any Handler
    let buffer = TransferBuffer()
    /// Memory that every request needs for a moment; empty in between.
    var scratch = Scratch()
    private(set) var isStopping = false
    /// What says for certain that a peer has left. Over TCP, leaving looks like having no more to send.
    let leavingEvents: UInt32

    private var poll: EventPoll
    private var file: RequestFile?
    private var acceptor: Acceptor
    private var connections = ConnectionTable<Connection>()
    private var postponed: [Connection] = []
    private var sweep: Sweep
    private var cutOffAt: ContinuousClock.Instant?
    private var leavesAt: ContinuousClock.Instant?

    private enum Tag {
        static let listener = UInt64.max
        static let wakeup = UInt64.max - 1
    }

    init(_ context: ServerContext, _ handler: any Handler) throws(ListenError) {
        self.context = context
        self.handler = handler
        worker = try Worker()
        poll = try EventPoll()
        file = try RequestFile()
        acceptor = Acceptor(context: context, worker: worker, peers: [])
        sweep = Sweep(ioTimeout: context.configuration.ioTimeout)
        leavingEvents = EPOLLHUP.rawValue | EPOLLERR.rawValue | (context.isTCP ? EPOLLRDHUP.rawValue : 0)
        poll.add(worker.watched, EPOLLIN.rawValue, Tag.wakeup)
    }

    /// Serves until the worker has stopped and its last connection is gone.
    func run(among peers: [Worker]) {
        worker.start()
        emptyInbox()
        acceptor = Acceptor(context: context, worker: worker, peers: peers)
        watchListener()
        ProcessorTurn.shortenTimeSlice()
        var turn = ProcessorTurn(at: .now)
        while !isDone || !worker.leave() {
            let count = poll.wait(postponed.isEmpty ? sweep.timeout : 0)
            turn.resume(at: .now)
            for index in 0..<count {
                let event = poll[index]
                serve(event.tag, event.events)
            }
            servePostponed()
            emptyInbox()
            let now = ContinuousClock.now
            if sweep.isDue(at: now) { sweepConnections(at: now) }
            // Not before: an event of this batch may be meant for the connection that was there.
            connections.recycle()
            if turn.isOver(at: now) { sched_yield() }
        }
    }

    private func serve(_ tag: UInt64, _ events: UInt32) {
        switch tag {
        case Tag.listener: acceptConnections()
        case Tag.wakeup: worker.clearWakeup()
        default: connections[Int(tag)]?.ready(events)
        }
    }

    private func servePostponed() {
        guard !postponed.isEmpty else { return }
        let connections = postponed
        postponed = []
        for connection in connections { connection.takeTurn() }
    }

    private func emptyInbox() {
        let inbox = worker.takeInbox()
        for change in inbox.changes {
            handler = change.handler
            change.take()
        }
        for descriptor in inbox.descriptors { open(descriptor) }
        if inbox.stops { beginStopping() }
        for job in inbox.jobs { unsafe job.runSynchronously(on: worker.asUnownedTaskExecutor()) }
    }

    private func sweepConnections(at now: ContinuousClock.Instant) {
        if sweep.isAcceptingPaused { resumeAccepting() }
        if sweep.waiting > 0 { for connection in connections.open { connection.expire(at: now) } }
        if let cutOffAt, cutOffAt <= now { cutOffRequests(at: now) }
    }

    private var isDone: Bool {
        guard isStopping else { return false }
        if let leavesAt { return leavesAt <= .now }
        return worker.connectionCount.load(ordering: .relaxed) == 0
    }

    // MARK: Accepting

    /// - Returns: There may be more.
    @discardableResult
    private func acceptConnections() -> Bool {
        switch acceptor.accept(open) {
        case .drained: return false
        case .turn: return true
        case .full: pauseAccepting()
        case .outOfDescriptors:
            context.report(.outOfDescriptors)
            pauseAccepting()
        }
        return false
    }

    private func pauseAccepting() {
        guard !sweep.isAcceptingPaused else { return }
        sweep.isAcceptingPaused = true
        poll.remove(context.listener)
    }

    private func resumeAccepting() {
        sweep.isAcceptingPaused = false
        watchListener()
    }

    private func watchListener() {
        // One worker is woken for a new connection, not all.
        poll.add(context.listener, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue, Tag.listener)
    }

    private func open(_ number: Int32) {
        let connection = connections.insert {
            Connection(descriptor: Descriptor(owning: number), slot: $0, loop: self)
        }
        // Its request is on its way or there. A connection that carried one request, and is closed by now, need not be watched.
        connection.takeTurn()
        guard connections[connection.slot] != nil else { return }
        let writes = connection.isSending ? EPOLLOUT.rawValue : 0
        connection.isWatched = poll.add(number, Self.wanted | writes, UInt64(connection.slot))
        if !connection.isWatched { connection.cutOff() }
    }

    private static var wanted: UInt32 { EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue }

    // MARK: Stopping

    private func beginStopping() {
        guard !isStopping else { return }
        isStopping = true
        cutOffAt = .now + context.configuration.shutdownGrace
        if !context.isInherited { acceptBacklog() }
        if !sweep.isAcceptingPaused { poll.remove(context.listener) }
        sweep.isAcceptingPaused = false
        sweep.isStopping = true
        for connection in connections.open { connection.takeLeave() }
    }

    /// What waits there would be lost with the socket; one that was handed over goes to whoever serves it next.
    private func acceptBacklog() {
        for _ in 0..<Int(Listener.backlog) / Acceptor.batch where !acceptConnections() { return }
    }

    private func cutOffRequests(at now: ContinuousClock.Instant) {
        cutOffAt = nil
        let handling = connections.open.count(where: \.isHandling)
        for connection in connections.open { connection.cutOff() }
        guard handling > 0 else { return }
        context.report(.cutOff(requests: handling))
        // Cancelled handlers may yet clean up after themselves, on this thread.
        leavesAt = now + .milliseconds(200)
    }

    // MARK: What connections ask for

    /// Has libfcgi read these parameters; `nil` when it refused them.
    func accept(_ id: UInt16, _ role: UInt16, _ parameters: [UInt8]) -> FCGXRequest? {
        do throws(ListenError) {
            let file = if let kept = file.take() { kept } else { try RequestFile() }
            Record.appendRequest(id: id, role: role, parameters: parameters, to: &scratch.records)
            defer { Scratch.empty(&scratch.records) }
            guard file.put(scratch.records) else { return nil }
            guard let request = FCGXRequest(from: file) else {
                file.forgetDescriptor()
                return nil
            }
            self.file = consume file
            return request
        } catch {
            return nil
        }
    }

    /// Gives a connection that could go on at once another turn, after all others had theirs.
    func postpone(_ connection: Connection) {
        postponed.append(connection)
    }

    /// More connections wait for their peers, or fewer.
    func countWaiting(_ change: Int) {
        sweep.waiting += change
    }

    /// Tells a connection also that its peer has made room. What has arrived meanwhile is told anew.
    func watchWrites(of connection: Connection, _ number: Int32, _ isWanted: Bool) {
        guard connection.isWatched else { return }
        poll.change(number, Self.wanted | (isWanted ? EPOLLOUT.rawValue : 0), UInt64(connection.slot))
    }

    /// Forgets a connection that is closed.
    func remove(_ connection: Connection) {
        connections.remove(connection.slot)
        worker.connectionCount.subtract(1, ordering: .relaxed)
    }
}
