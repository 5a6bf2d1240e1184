/// What other threads hand a worker, until it looks.
struct WorkerInbox {
    private(set) var jobs: [UnownedJob] = []
    private(set) var descriptors: [Int32] = []
    private(set) var changes: [HandlerChange] = []
    private(set) var stops = false
    private var isSignalled = false
    private var isClosed = false

    mutating func add(_ job: UnownedJob) {
        jobs.append(job)
    }

    /// Takes a connection over; returns `false` when the worker has left.
    mutating func adopt(_ descriptor: Int32) -> Bool {
        guard !isClosed else { return false }
        descriptors.append(descriptor)
        return true
    }

    /// Has it answer with another handler; returns `false` when the worker has left.
    mutating func change(_ change: HandlerChange) -> Bool {
        guard !isClosed else { return false }
        changes.append(change)
        return true
    }

    mutating func stop() {
        stops = true
    }

    /// Whether the worker must be woken: nobody has done so since it looked.
    mutating func mustSignal() -> Bool {
        defer { isSignalled = true }
        return !isSignalled
    }

    /// Everything in it, which is the worker's from now on.
    mutating func take() -> WorkerInbox {
        defer {
            let isClosed = isClosed
            self = WorkerInbox()
            self.isClosed = isClosed
        }
        return self
    }

    /// From now on nobody hands this worker a connection or a handler.
    ///
    /// - Returns: `false` when somebody has just done so: the worker cannot leave yet.
    mutating func close() -> Bool {
        isClosed = descriptors.isEmpty && changes.isEmpty
        return isClosed
    }
}
