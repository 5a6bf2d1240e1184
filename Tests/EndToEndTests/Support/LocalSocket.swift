import Dispatch
import Foundation
import Glibc

/// A blocking stream socket to this machine, for bytes that no HTTP client would send.
final class LocalSocket: Sendable {
    private let descriptor: Int32

    private init(_ family: Int32) throws {
        descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
    }

    deinit { close(descriptor) }

    convenience init(port: UInt16) throws {
        try self.init(AF_INET)
        var address = Self.loopback(port)
        try check(Self.withAddress(&address) { unsafe connect(descriptor, $0, $1) })
    }

    convenience init(path: String) throws {
        try self.init(AF_UNIX)
        var address = Self.unix(path)
        try check(Self.withAddress(&address) { unsafe connect(descriptor, $0, $1) })
    }

    func send(_ bytes: some Sequence<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL.rawValue))
            }
            try check(Int32(clamping: sent))
            rest = rest.dropFirst(sent)
        }
    }

    /// The next bytes; none at the end of the stream.
    func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        try check(Int32(clamping: count))
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

    private func check(_ result: Int32) throws {
        if result < 0 { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}

extension LocalSocket {
    /// Runs blocking work where it blocks nobody's task.
    static func blocking<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Swift.Result(catching: work)) }
        }
    }

    /// A loopback port on which nothing listens, outside the range that outgoing connections use.
    static func freePort() throws -> UInt16 {
        for _ in 0..<100 {
            let port = UInt16.random(in: 15000..<30000)
            let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(probe) }
            var address = loopback(port)
            if withAddress(&address, { unsafe bind(probe, $0, $1) }) == 0 { return port }
        }
        throw POSIXError(.EADDRINUSE)
    }

    /// A listener that nobody ever accepts from: a peer connects, and waits.
    static func silentListener(port: UInt16) throws -> LocalSocket {
        let listener = try LocalSocket(AF_INET)
        var address = loopback(port)
        try listener.check(withAddress(&address) { unsafe bind(listener.descriptor, $0, $1) })
        try listener.check(listen(listener.descriptor, 64))
        return listener
    }

    /// A Unix socket in the file `path`, as service managers listen on for notifications.
    static func datagramListener(path: String) throws -> DatagramListener { try DatagramListener(path: path) }

    fileprivate static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return address
    }

    fileprivate static func unix(_ path: String) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        return address
    }

    fileprivate static func withAddress<Address>(
        _ address: inout Address,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}

/// Receives the datagrams that reach a Unix socket in the file system.
final class DatagramListener: Sendable {
    private let descriptor: Int32

    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = LocalSocket.unix(path)
        guard LocalSocket.withAddress(&address, { unsafe bind(descriptor, $0, $1) }) == 0 else {
            throw POSIXError(.EADDRINUSE)
        }
    }

    deinit { close(descriptor) }

    func receive() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { throw POSIXError(.ETIMEDOUT) }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
