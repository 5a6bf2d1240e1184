import Dispatch
import Foundation
import Glibc
import Synchronization

/// A blocking socket on this machine, for bytes that no HTTP client would send. No call waits longer than 60 s.
final class LocalSocket: Sendable {
    private let descriptor: Int32

    private init(_ type: __socket_type, _ address: SocketAddress) throws {
        descriptor = socket(address.family, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try Self.check(Int(descriptor))
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
    }

    deinit { close(descriptor) }

    private init(accepted descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// A connection to a port of the loopback interface.
    convenience init(port: UInt16) throws {
        try self.init(connectedTo: .loopback(port: port))
    }

    /// A connection to the Unix socket in the file `path`.
    convenience init(path: String) throws {
        try self.init(connectedTo: .file(path))
    }

    private convenience init(connectedTo address: SocketAddress) throws {
        try self.init(SOCK_STREAM, address)
        try Self.check(Int(address.connect(descriptor)))
    }

    /// A listener on a loopback port that nobody accepts from: a peer connects, and waits.
    ///
    /// No port is tried twice, for tests run beside each other, and each is outside the range of outgoing connections.
    static func silentListener() throws -> (listener: LocalSocket, port: UInt16) {
        for _ in 0..<100 {
            let port = nextPort.withLock { port in
                defer { port += 1 }
                return port
            }
            if let listener = try? LocalSocket(listeningOn: .loopback(port: port)) { return (listener, port) }
        }
        throw POSIXError(.EADDRINUSE)
    }

    /// A loopback port on which nothing listens.
    static func freePort() throws -> UInt16 {
        try silentListener().port
    }

    private static let nextPort = Mutex(UInt16.random(in: 15000..<30000))

    /// A listener on the Unix socket in the file `path`.
    static func listener(path: String) throws -> LocalSocket {
        try LocalSocket(listeningOn: .file(path))
    }

    private convenience init(listeningOn address: SocketAddress) throws {
        try self.init(SOCK_STREAM, address)
        try Self.check(Int(address.bind(descriptor)))
        try Self.check(Int(listen(descriptor, 64)))
    }

    /// The next connection to a listener.
    func accept() throws -> LocalSocket {
        let accepted = Glibc.accept(descriptor, nil, nil)
        try Self.check(Int(accepted))
        return LocalSocket(accepted: accepted)
    }

    /// The next connection of a listener, however long it takes; `nil` once the listener is shut down.
    func acceptUnlessShutDown() -> LocalSocket? {
        var timeout = timeval(tv_sec: 0, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let accepted = Glibc.accept(descriptor, nil, nil)
        return accepted < 0 ? nil : LocalSocket(accepted: accepted)
    }

    /// Nothing more is sent or received, and nobody waits any longer.
    func shutDown() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Receives the datagrams that are sent to the file `path`, one at a time.
    static func datagramListener(path: String) throws -> LocalSocket {
        let address = SocketAddress.file(path)
        let listener = try LocalSocket(SOCK_DGRAM, address)
        try check(Int(address.bind(listener.descriptor)))
        return listener
    }

    func send(_ bytes: some Sequence<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let flags = Int32(MSG_NOSIGNAL)
            let sent = unsafe rest.withUnsafeBytes { unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
            try Self.check(sent)
            rest = rest.dropFirst(sent)
        }
    }

    /// The next bytes, or the next datagram; none at the end of the stream.
    func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        try Self.check(count)
        return Array(buffer.prefix(count))
    }

    /// Everything until the peer closes.
    func receiveAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = try receive()
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    private static func check(_ result: Int) throws {
        if result < 0 { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}

/// Runs blocking work where it holds up nobody's task.
func blocking<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Swift.Result(catching: work)) }
    }
}
