import CCurl
import Glibc

/// What other threads end the wait of the pool's thread with (eventfd(2)).
final class Wakeup: Sendable {
    let descriptor: Int32

    /// - Throws: ``HTTPClientError/transferFailed(reason:)`` when there is no descriptor left.
    init() throws(HTTPClientError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw CurlTransfer.failure(CURLE_OUT_OF_MEMORY) }
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
