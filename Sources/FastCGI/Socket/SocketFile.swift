import Glibc
import Synchronization

/// The file of a Unix socket that this process has bound, as long as it is ours to remove.
final class SocketFile: Sendable {
    private let path: Mutex<String?>

    init(_ path: String) {
        self.path = Mutex(path)
    }

    /// Removes the file, once: another process may have put one of its own there since.
    func remove() {
        guard let path = path.withLock({ $0.take() }) else { return }
        unsafe unlink(path)
    }
}
