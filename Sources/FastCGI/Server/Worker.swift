import CFastCGI
import Glibc
import HTTP
import Synchronization

/// One thread, one epoll set, one run queue: serves its connections, and runs the handlers that were suspended on them.
///
/// What is `private var` is touched on the worker's own thread alone; what other threads may touch is behind `inbox` or
/// atomic. That is what `@unchecked` stands for.
@safe
final class Worker: TaskExecutor, @unchecked Sendable {
    /// Connections accepted in a row before others are served again.
    private static let acceptBatch = 16

    let configuration: ServerConfiguration
    /// Connections of this worker, those on their way to it included.
    let connectionCount = Atomic<Int>(0)
    private(set) var isStopping = false

    let pool: WorkerPool
    let buffer = TransferBuffer()
    private var peers: [Worker] = []
    private let epoll: Int32
    private let wakeup: Int32
    private let inbox = Mutex(WorkerInbox())
    private var connections = ConnectionTable<Connection>()
    private var postponed: [Connection] = []
    private var waiting = 0
    private var isAcceptingPaused = false
    private var nextSweep = ContinuousClock.now
    private var cutOffAt: ContinuousClock.Instant?
    private var leavesAt: ContinuousClock.Instant?
    /// What says for certain that a peer has left. Over TCP, leaving looks like having no more to send.
    let leavingEvents: UInt32

    private enum Tag {
        static let listener = UInt64.max
        static let wakeup = UInt64.max - 1
    }

    init(pool: WorkerPool, configuration: ServerConfiguration) throws(ListenError) {
        self.pool = pool
        self.configuration = configuration
        leavingEvents = EPOLLHUP.rawValue | EPOLLERR.rawValue | (pool.isTCP ? EPOLLRDHUP.rawValue : 0)
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeup = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard epoll >= 0, wakeup >= 0 else { throw .last("make an epoll set") }
        watch(wakeup, EPOLLIN.rawValue, Tag.wakeup)
    }

    deinit {
        close(epoll)
        close(wakeup)
    }

    // MARK: From any thread

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        post { $0.add(job) }
    }

    /// Takes a connection over; returns `false` when this worker has left.
    func adopt(_ descriptor: Int32) -> Bool {
        post { $0.adopt(descriptor) }
    }

    func stop() {
        post { $0.stop() }
    }

    private func post<Result: Sendable>(_ change: (inout WorkerInbox) -> Result) -> Result {
        let (result, mustSignal) = inbox.withLock { (change(&$0), $0.mustSignal()) }
        guard mustSignal else { return result }
        var one: UInt64 = 1
        _ = unsafe write(wakeup, &one, 8)
        return result
    }

    // MARK: The loop

    /// Serves until the worker has stopped and its last connection is gone.
    func run(among peers: [Worker]) {
        self.peers = peers
        watchListener()
        ProcessorTurn.shortenTimeSlice()
        var turn = ProcessorTurn(at: .now)
        var events = unsafe [epoll_event](repeating: epoll_event(), count: 64)
        while !isDone || !inbox.withLock({ $0.close() }) {
            let count = Int(unsafe epoll_wait(epoll, &events, Int32(events.count), timeout))
            turn.resume(at: .now)
            for index in 0..<max(count, 0) { unsafe serve(events[index].data.u64, events[index].events) }
            servePostponed()
            emptyInbox()
            let now = ContinuousClock.now
            if needsSweep { sweep(at: now) }
            // Not before: an event of this batch may be meant for the connection that was there.
            connections.recycle()
            if turn.isOver(at: now) { sched_yield() }
        }
        self.peers = []
    }

    private func serve(_ tag: UInt64, _ events: UInt32) {
        switch tag {
        case Tag.listener: acceptConnections()
        case Tag.wakeup:
            var value: UInt64 = 0
            _ = unsafe read(wakeup, &value, 8)
        default:
            connections[Int(tag)]?.ready(events)
        }
    }

    private func servePostponed() {
        guard !postponed.isEmpty else { return }
        let connections = postponed
        postponed = []
        for connection in connections { connection.takeTurn() }
    }

    private func emptyInbox() {
        let inbox = inbox.withLock { $0.take() }
        for descriptor in inbox.descriptors { open(descriptor) }
        if inbox.stops { beginStopping() }
        for job in inbox.jobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private var needsSweep: Bool { waiting > 0 || isAcceptingPaused || isStopping }

    /// Milliseconds between two looks at the clock.
    private var sweepInterval: Int {
        let quarter = Int(configuration.ioTimeout / .milliseconds(4))
        return min(max(quarter, 5), isStopping ? 20 : 100)
    }

    /// In milliseconds: for ever, unless somebody's time may run out.
    private var timeout: Int32 {
        guard postponed.isEmpty else { return 0 }
        return needsSweep ? Int32(sweepInterval) : -1
    }

    private func sweep(at now: ContinuousClock.Instant) {
        guard nextSweep <= now else { return }
        nextSweep = now + .milliseconds(sweepInterval)
        if isAcceptingPaused { resumeAccepting() }
        if waiting > 0 { for connection in connections.open { connection.expire(at: now) } }
        if let cutOffAt, cutOffAt <= now { cutOffRequests(at: now) }
    }

    private var isDone: Bool {
        guard isStopping else { return false }
        if let leavesAt { return leavesAt <= .now }
        return connectionCount.load(ordering: .relaxed) == 0
    }

    // MARK: Connections

    /// - Returns: There may be more.
    @discardableResult
    private func acceptConnections() -> Bool {
        for _ in 0..<Self.acceptBatch {
            guard totalConnections < configuration.maxConnections else {
                pauseAccepting()
                return false
            }
            let descriptor = accept4(
                pool.listener,
                nil,
                nil,
                Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            )
            guard descriptor >= 0 else {
                // Out of descriptors or memory: the connection stays in the backlog, and trying at once would spin.
                if errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM {
                    report(.outOfDescriptors)
                    pauseAccepting()
                }
                return false
            }
            disableNagle(descriptor)
            distribute(descriptor)
        }
        return true
    }

    private func distribute(_ descriptor: Int32) {
        let worker = leastBusy
        worker.connectionCount.add(1, ordering: .relaxed)
        if worker === self { return open(descriptor) }
        if worker.adopt(descriptor) { return }
        worker.connectionCount.subtract(1, ordering: .relaxed)
        connectionCount.add(1, ordering: .relaxed)
        open(descriptor)
    }

    private func pauseAccepting() {
        guard !isAcceptingPaused else { return }
        isAcceptingPaused = true
        epoll_ctl(epoll, EPOLL_CTL_DEL, pool.listener, nil)
        nextSweep = .now + .milliseconds(sweepInterval)
    }

    private func resumeAccepting() {
        isAcceptingPaused = false
        watchListener()
    }

    private func disableNagle(_ descriptor: Int32) {
        guard pool.isTCP else { return }
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    private var totalConnections: Int {
        peers.reduce(0) { $0 + $1.connectionCount.load(ordering: .relaxed) }
    }

    private var leastBusy: Worker {
        peers.min { $0.connectionCount.load(ordering: .relaxed) < $1.connectionCount.load(ordering: .relaxed) } ?? self
    }

    private func open(_ descriptor: Int32) {
        let connection = connections.insert { Connection(descriptor: descriptor, slot: $0, worker: self) }
        guard
            watch(descriptor, EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue, UInt64(connection.slot))
        else { return connection.close() }
        if isStopping { connection.takeLeave() }
    }

    /// Forgets a connection that is closed.
    func remove(_ connection: Connection) {
        connections.remove(connection.slot)
        connectionCount.subtract(1, ordering: .relaxed)
    }

    /// Gives a connection that could go on at once another turn, after all others had theirs.
    func postpone(_ connection: Connection) {
        postponed.append(connection)
    }

    func countWaiting(_ change: Int) {
        waiting += change
    }

    // MARK: Stopping

    private func beginStopping() {
        guard !isStopping else { return }
        isStopping = true
        cutOffAt = .now + configuration.shutdownGrace
        nextSweep = .now
        if !pool.isInherited { acceptBacklog() }
        if !isAcceptingPaused { epoll_ctl(epoll, EPOLL_CTL_DEL, pool.listener, nil) }
        isAcceptingPaused = false
        for connection in connections.open { connection.takeLeave() }
    }

    /// What waits there would be lost with the socket; one that was handed over goes to whoever serves it next.
    private func acceptBacklog() {
        for _ in 0..<Listener.backlog / Int32(Self.acceptBatch) where !acceptConnections() { return }
    }

    private func cutOffRequests(at now: ContinuousClock.Instant) {
        cutOffAt = nil
        let handling = connections.open.count(where: \.isHandling)
        for connection in connections.open { connection.cutOff() }
        guard handling > 0 else { return }
        report(.cutOff(requests: handling))
        // Cancelled handlers may yet clean up after themselves, on this thread.
        leavesAt = now + .milliseconds(200)
    }

    // MARK: What connections ask for

    func response(to request: Request) async -> Response {
        do {
            return try await pool.handler.respond(to: request)
        } catch {
            // Its peer has left, the server is about to, or there was no room to wait in.
            guard !Task.isCancelled else { return .serviceUnavailable }
            report(.handlerFailed(error))
            return .internalServerError
        }
    }

    func report(_ event: ServerEvent) {
        pool.onEvent(event)
    }

    func watchWrites(_ descriptor: Int32, _ slot: Int, _ isWanted: Bool) {
        var event = unsafe epoll_event()
        unsafe event.events =
            EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue | (isWanted ? EPOLLOUT.rawValue : 0)
        unsafe event.data.u64 = UInt64(slot)
        unsafe epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event)
    }

    @discardableResult
    private func watch(_ descriptor: Int32, _ events: UInt32, _ tag: UInt64) -> Bool {
        var event = unsafe epoll_event()
        unsafe event.events = events
        unsafe event.data.u64 = tag
        return unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    private func watchListener() {
        // One worker is woken for a new connection, not all.
        watch(pool.listener, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue, Tag.listener)
    }
}
