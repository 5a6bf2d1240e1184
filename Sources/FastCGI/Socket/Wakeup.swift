import CFastCGI
import Glibc

/// What another thread ends a worker's wait with (eventfd(2)).
struct Wakeup: ~Copyable, Sendable {
    private let descriptor: Descriptor

    init() throws(ListenError) {
        let number = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard number >= 0 else { throw .last("make an event descriptor") }
        descriptor = Descriptor(owning: number)
    }

    /// What to watch for EPOLLIN.
    var watched: Int32 { descriptor.number }

    func signal() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor.number, &one, 8)
    }

    /// Until the next signal there is nothing to read again.
    func clear() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor.number, &count, 8)
    }
}
