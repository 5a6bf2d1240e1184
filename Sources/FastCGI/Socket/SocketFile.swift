import Glibc
import Synchronization

/// The file of a Unix socket that this process has made.
final class SocketFile: Sendable {
    private let path: String
    private let isRemoved = Atomic<Bool>(false)

    init(_ path: String) {
        self.path = path
    }

    /// Takes it away, once: another process may then have one of its own there.
    func remove() {
        guard !isRemoved.exchange(true, ordering: .relaxed) else { return }
        unsafe unlink(path)
    }
}
