import CFastCGI
import Glibc

/// A listening socket that the server owns.
public struct Listener: ~Copyable, Sendable {
    /// Where it listens, for the log.
    public let description: String
    let descriptor: Int32
    /// Somebody handed it over, and goes on listening when this process has left.
    let isInherited: Bool
    /// That of a Unix socket of our own.
    let file: SocketFile?
    var isTCP: Bool { Self.isTCP(descriptor) }

    /// Connections that may wait to be accepted; the system's `net.core.somaxconn` may lower it.
    public static let backlog: Int32 = 4096

    /// Binds `address` and listens.
    ///
    /// The file of a Unix socket whose process is gone is replaced; one on which a process still listens is not.
    /// - Parameters:
    ///   - address: Where to listen.
    ///   - socketMode: The permissions of a Unix socket's file, such as `0o660`.
    /// - Throws: ``ListenError``.
    public init(_ address: ListenAddress, socketMode: UInt16 = 0o660) throws(ListenError) {
        guard var socketAddress = SocketAddress(address) else { throw ListenError("\(address) is not an address") }
        if case .unix(let path) = address { try Self.removeStaleSocket(path, &socketAddress) }
        let descriptor = try Self.bound(address, &socketAddress, mode: socketMode)
        guard Glibc.listen(descriptor, Self.backlog) == 0 else {
            defer { close(descriptor) }
            throw .last("listen on \(address)")
        }
        self.descriptor = descriptor
        self.description = address.description
        isInherited = false
        if case .unix(let path) = address { file = SocketFile(path) } else { file = nil }
    }

    private init(inherited descriptor: Int32, description: String) throws(ListenError) {
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0,
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else { throw .last("use the socket on descriptor \(descriptor)") }
        self.descriptor = descriptor
        self.description = description
        isInherited = true
        file = nil
    }

    deinit {
        // The file goes first: once nobody listens, the next process may put a socket of its own there.
        file?.remove()
        close(descriptor)
    }

    /// The socket that systemd handed over (`LISTEN_FDS`, sd_listen_fds(3)), or one that a spawner left on descriptor 0 as
    /// FastCGI 1.0 §2.2 has it; `nil` if there is none.
    ///
    /// - Throws: ``ListenError`` when more than one socket was handed over, or what was is not a listening stream socket.
    public static func inherited() throws(ListenError) -> Listener? {
        try inherited(bySystemdOn: 3, bySpawnerOn: 0)
    }

    static func inherited(
        bySystemdOn first: Int32,
        bySpawnerOn input: Int32
    ) throws(ListenError) -> Listener? {
        if let count = ServiceManager.environment("LISTEN_FDS"),
            ServiceManager.environment("LISTEN_PID") == String(getpid())
        {
            guard count == "1" else { throw ListenError("LISTEN_FDS is \(count): expected one socket") }
            guard isListening(first) else {
                throw ListenError("descriptor \(first) is not a listening stream socket")
            }
            return try Listener(inherited: first, description: "socket handed over by systemd")
        }
        guard isListening(input) else { return nil }
        return try Listener(inherited: input, description: "socket on descriptor \(input)")
    }

    private static func isListening(_ descriptor: Int32) -> Bool {
        option(SO_ACCEPTCONN, of: descriptor) == 1 && option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue)
    }

    private static func isTCP(_ descriptor: Int32) -> Bool {
        option(SO_PROTOCOL, of: descriptor) == Int32(IPPROTO_TCP)
    }

    private static func option(_ option: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
    }

    private static func streamSocket(_ family: Int32) -> Int32 {
        socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    }

    private static func bound(
        _ address: ListenAddress,
        _ socketAddress: inout SocketAddress,
        mode: UInt16
    ) throws(ListenError) -> Int32 {
        let descriptor = streamSocket(socketAddress.family)
        guard descriptor >= 0 else { throw .last("make a socket for \(address)") }
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard socketAddress.bind(descriptor) == 0 else {
            defer { close(descriptor) }
            throw .lastBinding(address)
        }
        // Before listen(2), so that nobody can connect under another mode.
        if case .unix(let path) = address, unsafe chmod(path, mode_t(mode)) != 0 {
            defer { close(descriptor) }
            throw .last("change the mode of \(path)")
        }
        return descriptor
    }

    private static func removeStaleSocket(_ path: String, _ address: inout SocketAddress) throws(ListenError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ListenError(binding: .unix(path), "a file that is no socket")
        }
        let descriptor = streamSocket(AF_UNIX)
        guard descriptor >= 0 else { throw .last("make a socket for unix:\(path)") }
        defer { close(descriptor) }
        if address.connect(descriptor) == 0 || errno == EAGAIN {
            throw ListenError(binding: .unix(path), "another process listens on it")
        }
        guard errno == ECONNREFUSED else { throw .last("bind unix:\(path): ask whether a process listens on it") }
        guard unsafe unlink(path) == 0 else { throw .last("remove the socket of a process that is gone, \(path)") }
    }
}
