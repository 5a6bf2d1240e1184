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
    /// How much of a request is looked at in one piece, in bytes.
    private static let bufferLength = 65_536
    /// Bytes of requests that are kept at one time, in multiples of the longest request.
    private static let heldRequests = 64
    /// Connections accepted in a row before others are served again.
    private static let acceptBatch = 16

    let configuration: ServerConfiguration
    /// Connections of this worker, those on their way to it included.
    let connectionCount = Atomic<Int>(0)
    private(set) var isStopping = false

    private let pool: WorkerPool
    private var peers: [Worker] = []
    private let epoll: Int32
    private let wakeup: Int32
    private let inbox = Mutex(Inbox())
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferLength, alignment: 16)
    private var connections: [Connection?] = []
    private var freeSlots: [Int] = []
    private var closedSlots: [Int] = []
    private var postponed: [Connection] = []
    private var waiting = 0
    private var isAcceptingPaused = false
    private var nextSweep = ContinuousClock.now
    private var cutOffAt: ContinuousClock.Instant?
    private var leavesAt: ContinuousClock.Instant?
    /// What says for certain that a peer has left. Over TCP, leaving looks like having no more to send.
    let leavingEvents: UInt32
    /// Bytes of requests whose rest is still to come, and of bodies whose handler has not answered.
    var heldBytes = 0
    var maxHeldBytes: Int {
        Self.heldRequests * (configuration.maxBodyBytes + RequestAssembler.maxParametersLength)
    }

    private struct Inbox {
        var jobs: [UnownedJob] = []
        var descriptors: [Int32] = []
        var stops = false
        var isSignalled = false
        var isClosed = false
    }

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
        unsafe buffer.deallocate()
    }

    // MARK: From any thread

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        post { $0.jobs.append(job) }
    }

    /// Takes a connection over; returns `false` when this worker has left.
    func adopt(_ descriptor: Int32) -> Bool {
        var isTaken = false
        post { inbox in
            guard !inbox.isClosed else { return }
            inbox.descriptors.append(descriptor)
            isTaken = true
        }
        return isTaken
    }

    func stop() {
        post { $0.stops = true }
    }

    private func post(_ change: (inout Inbox) -> Void) {
        let mustSignal = inbox.withLock { inbox in
            change(&inbox)
            defer { inbox.isSignalled = true }
            return !inbox.isSignalled
        }
        guard mustSignal else { return }
        var one: UInt64 = 1
        _ = unsafe write(wakeup, &one, 8)
    }

    // MARK: The loop

    /// Serves until the worker has stopped and its last connection is gone.
    func run(among peers: [Worker]) {
        self.peers = peers
        watchListener()
        ProcessorTurn.shortenTimeSlice()
        var turn = ProcessorTurn(at: .now)
        var events = unsafe [epoll_event](repeating: epoll_event(), count: 64)
        while !isDone || !closeInbox() {
            let count = Int(unsafe epoll_wait(epoll, &events, Int32(events.count), timeout))
            turn.resume(at: .now)
            for index in 0..<max(count, 0) { unsafe serve(events[index].data.u64, events[index].events) }
            servePostponed()
            emptyInbox()
            let now = ContinuousClock.now
            if needsSweep { sweep(at: now) }
            // Not before: an event of this batch may be meant for the connection that was there.
            freeSlots += closedSlots
            closedSlots.removeAll(keepingCapacity: true)
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
        let inbox = inbox.withLock { inbox in
            defer { inbox = Inbox(isClosed: inbox.isClosed) }
            return inbox
        }
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
        if waiting > 0 { for connection in connections { connection?.expire(at: now) } }
        if let cutOffAt, cutOffAt <= now { cutOffRequests(at: now) }
    }

    private var isDone: Bool {
        guard isStopping else { return false }
        if let leavesAt { return leavesAt <= .now }
        return connectionCount.load(ordering: .relaxed) == 0
    }

    /// From now on nobody hands this worker a connection.
    ///
    /// - Returns: `false` when somebody has just done so.
    private func closeInbox() -> Bool {
        inbox.withLock { inbox in
            inbox.isClosed = inbox.descriptors.isEmpty
            return inbox.isClosed
        }
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
        let slot = freeSlots.popLast() ?? connections.count
        if slot == connections.count { connections.append(nil) }
        let connection = Connection(descriptor: descriptor, slot: slot, worker: self)
        connections[slot] = connection
        guard watch(descriptor, EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue, UInt64(slot)) else {
            return connection.close()
        }
        if isStopping { closeIfIdle(connection) }
    }

    /// Forgets a connection that is closed.
    func remove(_ connection: Connection) {
        connections[connection.slot] = nil
        closedSlots.append(connection.slot)
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
        for connection in connections { if let connection { closeIfIdle(connection) } }
    }

    /// What waits there would be lost with the socket; one that was handed over goes to whoever serves it next.
    private func acceptBacklog() {
        for _ in 0..<Listener.backlog / Int32(Self.acceptBatch) where !acceptConnections() { return }
    }

    private func closeIfIdle(_ connection: Connection) {
        // A request may have arrived that has not been announced yet: it is served.
        if connection.isIdle { connection.takeTurn() }
        if connection.isIdle { connection.close() }
    }

    private func cutOffRequests(at now: ContinuousClock.Instant) {
        cutOffAt = nil
        let handling = connections.count { $0?.isHandling ?? false }
        for connection in connections { connection?.cutOff() }
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
            if !Task.isCancelled { report(.handlerFailed(error)) }
            return .internalServerError
        }
    }

    func report(_ event: ServerEvent) {
        pool.onEvent(event)
    }

    /// Reads into the buffer of this worker; ``withReceived(_:_:)`` has the bytes until the next call.
    func receive(_ descriptor: Int32, peek: Bool, limit: Int = bufferLength) -> (count: Int, error: Int32) {
        let flags = Int32(MSG_DONTWAIT) | Int32(peek ? MSG_PEEK : 0)
        while true {
            let count = unsafe recv(descriptor, buffer.baseAddress, limit, flags)
            if count >= 0 || errno != EINTR { return (count, errno) }
        }
    }

    func withReceived<Result>(_ count: Int, _ body: (RawSpan) -> Result) -> Result {
        body(unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes)
    }

    /// Sends a few bytes for which there must be room.
    func send(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
        return count == bytes.count
    }

    /// Sends the next bytes of a file.
    func send(_ descriptor: Int32, file: Int32, offset: Int) -> (count: Int, error: Int32) {
        let length = unsafe pread(file, buffer.baseAddress, buffer.count, offset)
        guard length > 0 else { return (-1, EIO) }
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        let count = unsafe Glibc.send(descriptor, buffer.baseAddress, length, flags)
        return (count, errno)
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
