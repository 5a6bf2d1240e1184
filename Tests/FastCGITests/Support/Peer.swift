import Glibc

@testable import FastCGI

/// A web server's end of a connection. It blocks, but no call for longer than a minute.
final class Peer: Sendable {
    let descriptor: Int32

    struct Failure: Error {
        let call: String
        let error: Int32
    }

    struct Record {
        let type: UInt8
        let id: UInt16
        let content: [UInt8]
    }

    init(_ address: ListenAddress) throws {
        guard var socketAddress = SocketAddress(address) else { throw Failure(call: "address", error: 0) }
        descriptor = socket(socketAddress.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        // What is thrown here ends in `deinit`, which closes the descriptor.
        guard socketAddress.connect(descriptor) == 0 else { throw Failure(call: "connect", error: errno) }
    }

    deinit { close(descriptor) }

    func send(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(call: "send", error: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Bytes that were sent on a Unix socket, and that the other end has not read yet (unix(7), `SIOCOUTQ`).
    var unreadByteCount: Int32 {
        var count: Int32 = -1
        return unsafe ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 ? count : -1
    }

    /// Says that no more will be sent.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Waits until there is something to receive, and receives nothing.
    func waitForInput() -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&wanted, 1, 60_000) == 1
    }

    /// Up to `count` bytes, fewer only at the end of the stream.
    func receive(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var length = 0
        while length < count {
            let more = unsafe bytes.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress.map { unsafe $0 + length }, count - length, 0)
            }
            if more == 0 || (more < 0 && errno == ECONNRESET) { break }
            guard more > 0 else { throw Failure(call: "recv", error: errno) }
            length += more
        }
        return Array(bytes[..<length])
    }

    /// The next record; `nil` at the end of the stream.
    func record() throws -> Record? {
        let header = try receive(8)
        guard header.count == 8 else { return nil }
        let content = try receive(Int(header[4]) << 8 | Int(header[5]))
        _ = try receive(Int(header[6]))
        return Record(type: header[1], id: UInt16(header[2]) << 8 | UInt16(header[3]), content: content)
    }

    /// The next response; `nil` if the stream ends before it does.
    func response() throws -> FastCGIResponse? {
        var stdout: [UInt8] = []
        while let record = try record() {
            if record.type == 6 { stdout += record.content }
            if record.type == 3 {
                return FastCGIResponse(id: record.id, stdout: stdout, protocolStatus: record.content[4])
            }
        }
        return nil
    }

    /// Sends a request and waits for its response.
    func exchange(_ request: FastCGIRequest) throws -> FastCGIResponse? {
        try send(request.bytes)
        return try response()
    }

    /// The next thing that the server sends is that it is about to close a connection that it has answered on.
    func isToldToLeave() throws -> Bool {
        guard let record = try record() else { return false }
        return record.type == 7 && record.id == 1 && record.content.isEmpty
    }

    /// The server closes the connection and sends nothing more.
    func isClosed() throws -> Bool {
        try receive(1).isEmpty
    }
}
