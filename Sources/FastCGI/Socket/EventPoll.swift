import CFastCGI
import Glibc

/// An epoll set (epoll(7)), and what it has told last.
@safe
struct EventPoll: ~Copyable {
    /// Events that are fetched at a time.
    static let batch = 64

    private let descriptor: Descriptor
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: batch)

    init() throws(ListenError) {
        let number = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard number >= 0 else { throw .last("make an epoll set") }
        descriptor = Descriptor(owning: number)
    }

    /// Tells about `events` of a descriptor from now on, with `tag`.
    ///
    /// - Returns: `false` when there is no memory for it.
    @discardableResult
    func add(_ watched: Int32, _ events: UInt32, _ tag: UInt64) -> Bool {
        control(EPOLL_CTL_ADD, watched, events, tag)
    }

    /// Tells about other events. What has happened already is told anew.
    func change(_ watched: Int32, _ events: UInt32, _ tag: UInt64) {
        _ = control(EPOLL_CTL_MOD, watched, events, tag)
    }

    /// Forgets a descriptor that stays open.
    func remove(_ watched: Int32) {
        epoll_ctl(descriptor.number, EPOLL_CTL_DEL, watched, nil)
    }

    /// Waits for events, at most for `timeout` milliseconds, for ever if that is negative.
    ///
    /// - Returns: How many there are, for ``subscript(_:)``.
    mutating func wait(_ timeout: Int32) -> Int {
        max(Int(unsafe epoll_wait(descriptor.number, &events, Int32(Self.batch), timeout)), 0)
    }

    /// What happened, and the tag of where.
    subscript(index: Int) -> (tag: UInt64, events: UInt32) {
        unsafe (events[index].data.u64, events[index].events)
    }

    private func control(_ operation: Int32, _ watched: Int32, _ events: UInt32, _ tag: UInt64) -> Bool {
        var event = unsafe epoll_event()
        unsafe event.events = events
        unsafe event.data.u64 = tag
        return unsafe epoll_ctl(descriptor.number, operation, watched, &event) == 0
    }
}
