import CFastCGI
import Glibc

/// Sends datagrams to a Unix socket, such as that of journald, and never waits.
package final class DatagramSocket: Sendable {
    private let path: String
    private let descriptor: Int32

    /// A socket for what listens at `path`, now or later.
    ///
    /// - Returns: `nil` where there can be no socket, or no socket at such a path.
    package init?(path: String) {
        guard path.hasPrefix("/"), SocketAddress(notifyPath: path) != nil else { return nil }
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { return nil }
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Looks whether anybody listens.
    ///
    /// - Returns: Why not, as an `errno`.
    package func look() -> Int32? {
        guard var address = SocketAddress(notifyPath: path) else { return ENAMETOOLONG }
        return address.connect(descriptor) == 0 ? nil : errno
    }

    /// Sends one datagram.
    ///
    /// - Returns: Why not, as an `errno`; `nil` when it was taken. Who listens may be another process by now, and so the
    ///   way is looked for each time.
    package func send(_ bytes: [UInt8]) -> Int32? {
        guard var address = SocketAddress(notifyPath: path) else { return ENAMETOOLONG }
        return address.send(bytes, over: descriptor)
    }
}

extension SocketAddress {
    /// Sends one datagram to it.
    ///
    /// - Returns: Why not, as an `errno`; `nil` when it was taken.
    mutating func send(_ bytes: [UInt8], over descriptor: Int32) -> Int32? {
        guard connect(descriptor) == 0 else { return errno }
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        return count == bytes.count ? nil : errno
    }
}
