import CThreads
import Glibc

/// What other threads end the wait of one with (eventfd(2)).
package final class Wakeup: Sendable {
    /// What to watch: it can be read from after a signal.
    package let descriptor: Int32

    /// `nil` when there is no descriptor left, for the reason in `errno`.
    package init?() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        if descriptor < 0 { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Ends the wait, or the next one.
    package func signal() {
        eventfd_write(descriptor, 1)
    }

    /// Until the next signal there is nothing to read again.
    package func clear() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor, &count)
    }
}
