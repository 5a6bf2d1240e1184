import CFastCGI
import Glibc
public import HTTP
import HTTPTypes

/// A web server's side of FastCGI: sends one request to a running process over a connection of its own. For tests, and for
/// who asks a process at its socket.
public struct FastCGIClient: Sendable {
    /// The longest answer, in bytes.
    public static let maxAnswerBytes = 16_777_216

    /// Where the process listens.
    public let address: ListenAddress
    /// The longest wait for the next bytes.
    public let timeout: Duration

    /// A client of the process at this address.
    public init(_ address: ListenAddress, timeout: Duration = .seconds(10)) {
        self.address = address
        self.timeout = timeout
    }

    /// Sends a request and blocks the thread until its answer is there.
    ///
    /// - Parameters:
    ///   - request: Its method, target, header fields and content are sent.
    ///   - metaVariables: What a web server says besides (RFC 3875 §4.1), such as `REMOTE_ADDR`.
    /// - Returns: The answer, as the web server gets it.
    /// - Throws: ``FastCGIClientError``.
    public func send(
        _ request: Request,
        metaVariables: [String: String] = [:]
    ) throws(FastCGIClientError) -> Response {
        let connection = try connect()
        try write(FastCGIMessage(request, metaVariables).bytes, to: connection)
        return try FastCGIAnswer(receive(from: connection)).response()
    }

    private func connect() throws(FastCGIClientError) -> Descriptor {
        guard var socketAddress = SocketAddress(address) else { throw .failed("\(address) is not an address") }
        let number = socket(socketAddress.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw .last("socket") }
        let connection = Descriptor(owning: number)
        let (seconds, attoseconds) = timeout.components
        var wait = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(number, SOL_SOCKET, option, &wait, socklen_t(MemoryLayout<timeval>.size))
        }
        guard socketAddress.connect(number) == 0 else { throw .last("connect to \(address)") }
        return connection
    }

    private func write(_ bytes: [UInt8], to connection: borrowing Descriptor) throws(FastCGIClientError) {
        let number = connection.number
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
                return unsafe Glibc.send(number, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw .last("send to \(address)") }
            sent += count
        }
    }

    /// All that comes until the process closes the connection, which it was asked to.
    private func receive(from connection: borrowing Descriptor) throws(FastCGIClientError) -> [UInt8] {
        let number = connection.number
        var received: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe recv(number, $0.baseAddress, $0.count, 0) }
            if count == 0 { return received }
            guard count > 0 else { throw .last("receive from \(address)") }
            received += piece[..<count]
            guard received.count <= Self.maxAnswerBytes else { throw .failed("the answer is too long") }
        }
    }
}

/// Why there is no answer.
public enum FastCGIClientError: Error, Hashable, CustomStringConvertible {
    /// What was tried, and what the system said.
    case failed(String)
    /// The answer is not one of FastCGI 1.0.
    case malformed

    static func last(_ attempt: String) -> FastCGIClientError {
        .failed("\(attempt): \(unsafe String(cString: strerror(errno)))")
    }

    /// In one line.
    public var description: String {
        switch self {
        case .failed(let reason): reason
        case .malformed: "The answer is not one of FastCGI."
        }
    }
}
