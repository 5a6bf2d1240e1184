import CFastCGI
import Glibc
import Synchronization

/// Accepts connections on the thread of one worker, and hands each to the worker that has the fewest.
struct Acceptor {
    /// Connections accepted in a row before others are served again: as many as there are events of others at a time. With fewer,
    /// new connections would wait for kept ones that come back meanwhile.
    static let batch = EventPoll.batch

    /// Why no more were accepted.
    enum Pause {
        /// None is waiting.
        case drained
        /// There may be more, but it is others' turn.
        case turn
        /// There are as many as there may be.
        case full
        /// There is no descriptor or no memory for one: it stays in the backlog, and trying at once would spin.
        case outOfDescriptors
    }

    let context: ServerContext
    let worker: Worker
    let peers: [Worker]

    /// Accepts some, and opens those that are this worker's own, which has counted them.
    func accept(_ open: (Int32) -> Void) -> Pause {
        for _ in 0..<Self.batch {
            guard connectionCount < context.configuration.maxConnections else { return .full }
            let descriptor = accept4(
                context.listener,
                nil,
                nil,
                Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            )
            guard descriptor >= 0 else {
                let isShort = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM
                return isShort ? .outOfDescriptors : .drained
            }
            if context.isTCP { Self.disableNagle(descriptor) }
            if isOwn(descriptor) { open(descriptor) }
        }
        return .turn
    }

    private var connectionCount: Int {
        peers.reduce(0) { $0 + $1.connectionCount.load(ordering: .relaxed) }
    }

    private var leastBusy: Worker {
        peers.min { $0.connectionCount.load(ordering: .relaxed) < $1.connectionCount.load(ordering: .relaxed) }
            ?? worker
    }

    /// Counts the connection for the worker that gets it; `true` if that is this one.
    private func isOwn(_ descriptor: Int32) -> Bool {
        let chosen = leastBusy
        chosen.connectionCount.add(1, ordering: .relaxed)
        if chosen === worker { return true }
        if chosen.adopt(descriptor) { return false }
        // It has left.
        chosen.connectionCount.subtract(1, ordering: .relaxed)
        worker.connectionCount.add(1, ordering: .relaxed)
        return true
    }

    private static func disableNagle(_ descriptor: Int32) {
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }
}
