import Foundation
import Glibc
import Synchronization

/// A named pipe that somebody holds open, so that it can be written to, and reads only when a test wants it.
final class UnreadPipe: Sendable {
    private let descriptor = Mutex<Int32>(-1)

    deinit { leave() }

    /// Makes the pipe, and holds it open.
    func make(_ path: String) throws {
        guard unsafe mkfifo(path, 0o600) == 0 else { throw POSIXError(.EIO) }
        try hold(path)
    }

    /// Holds it open again.
    func hold(_ path: String) throws {
        let opened = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else { throw POSIXError(.EIO) }
        descriptor.withLock { $0 = opened }
    }

    /// Holds it no longer: who writes to it is told that nobody reads.
    func leave() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }

    /// What is in the pipe now.
    func read() -> [UInt8] {
        descriptor.withLock { descriptor in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            return Array(buffer.prefix(max(count, 0)))
        }
    }
}
