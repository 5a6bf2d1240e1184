import Dispatch
import Glibc
import Synchronization

/// An HTTP server for one test: it reads a request and answers every one with the same bytes.
final class LoopbackServer: Sendable {
    /// What happens once the bytes of the answer are sent.
    enum Ending {
        case closes
        /// Keeps the connection open until the server goes.
        case hangs
    }

    let port: UInt16
    private let listener: Int32
    private let received = Mutex<[String]>([])
    private let connections = Mutex<[Int32]>([])
    private let accepted = Mutex(0)

    /// Listens on a free port of 127.0.0.1.
    init(answering answer: [UInt8], then ending: Ending = .closes) throws {
        (listener, port) = try Self.listen()
        DispatchQueue(label: "loopback-server").async { [weak self, listener] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                guard let self else { return _ = close(connection) }
                self.serve(connection, answer: answer, then: ending)
            }
            close(listener)
        }
    }

    convenience init(answering answer: String, then ending: Ending = .closes) throws {
        try self.init(answering: Array(answer.utf8), then: ending)
    }

    deinit {
        // Wakes the thread in accept, which then closes the descriptor.
        shutdown(listener, Int32(SHUT_RDWR))
        connections.withLock { $0.forEach { close($0) } }
    }

    var url: String { "http://127.0.0.1:\(port)/jwks" }
    /// The heads of the requests that came.
    var requests: [String] { received.withLock(\.self) }

    /// How many connections came, be it without a byte.
    var connectionCount: Int { accepted.withLock(\.self) }

    private func serve(_ connection: Int32, answer: [UInt8], then ending: Ending) {
        accepted.withLock { $0 += 1 }
        received.withLock { $0.append(Self.readHead(connection)) }
        var sent = 0
        while sent < answer.count {
            let count = unsafe answer[sent...].withUnsafeBytes {
                unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
        switch ending {
        case .closes: close(connection)
        case .hangs: connections.withLock { $0.append(connection) }
        }
    }

    private static func readHead(_ connection: Int32) -> String {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]), unsafe recv(connection, &byte, 1, 0) == 1 {
            head.append(byte)
        }
        let text = String(decoding: head, as: UTF8.self)
        // To close a connection with something unread on it would take the answer away.
        var left = text.firstMatch(of: /(?i)\r\ncontent-length: (\d+)\r\n/).flatMap { Int($0.1) } ?? 0
        while left > 0, unsafe recv(connection, &byte, 1, 0) == 1 { left -= 1 }
        return text
    }

    private static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, length) == 0 && Glibc.listen(descriptor, 16) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isListening else { throw CannotListen(errno: errno) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    struct CannotListen: Error {
        let errno: Int32
    }
}
