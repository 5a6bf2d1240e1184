import CHiredis
import Glibc

/// What other threads end the wait of the store's thread with (eventfd(2)).
struct Wakeup: ~Copyable, Sendable {
    let descriptor: Int32

    /// `nil` when there is no descriptor left.
    init?() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    func signal() {
        eventfd_write(descriptor, 1)
    }

    /// Until the next signal there is nothing to read again.
    func clear() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor, &count)
    }
}
