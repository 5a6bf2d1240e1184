import Foundation
import Synchronization

/// An application behind nginx that keeps what it receives, and answers with it.
final class RecordingUpstream: Sendable {
    /// A request as it arrived.
    struct Received: Sendable {
        let head: String
        let body: [UInt8]

        var requestLine: String { head.components(separatedBy: "\r\n")[0] }
        var method: String { String(requestLine.split(separator: " ")[0]) }
        var target: String { String(requestLine.split(separator: " ")[1]) }

        /// The values of all lines whose name an application might take for `name`: in any case, with `_` as `-`.
        func values(like name: String) -> [String] {
            head.components(separatedBy: "\r\n").dropFirst().compactMap { line in
                guard let colon = line.firstIndex(of: ":") else { return nil }
                let spelling = line[..<colon].lowercased().replacing("_", with: "-")
                guard spelling == name.lowercased() else { return nil }
                return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            }
        }
    }

    let port: UInt16
    private let listener: LocalSocket
    private let record = Record()

    init() throws {
        let (listener, port) = try LocalSocket.silentListener()
        self.listener = listener
        self.port = port
        let record = record
        Thread.detachNewThread {
            while let connection = listener.acceptUnlessShutDown() {
                // A thread of its own: the clients' may all be waiting for answers.
                Thread.detachNewThread { try? record.serve(connection) }
            }
        }
    }

    deinit { listener.shutDown() }

    /// Everything that arrived so far.
    var received: [Received] { record.requests.withLock(\.self) }

    /// What `body` caused to arrive.
    func receives(_ body: () async throws -> Void) async throws -> [Received] {
        let before = received.count
        try await body()
        return Array(received[before...])
    }

    fileprivate final class Record: Sendable {
        let requests = Mutex<[Received]>([])
    }
}

extension RecordingUpstream.Record {
    fileprivate func serve(_ connection: LocalSocket) throws {
        var bytes: [UInt8] = []
        var end: Int?
        while end == nil {
            let more = try connection.receive()
            if more.isEmpty { return }
            bytes += more
            end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
        }
        guard let end else { return }
        let head = String(decoding: bytes[..<(end - 4)], as: UTF8.self)
        let length =
            RecordingUpstream.Received(head: head, body: []).values(like: "Content-Length").first.flatMap { Int($0) }
            ?? 0
        while bytes.count < end + length {
            let more = try connection.receive()
            if more.isEmpty { return }
            bytes += more
        }
        let request = RecordingUpstream.Received(head: head, body: Array(bytes[end...]))
        requests.withLock { $0.append(request) }
        if request.values(like: "Upgrade") == ["websocket"] {
            try echo(over: connection)
        } else {
            let answer =
                "HTTP/1.1 200 OK\r\nConnection: close\r\nX-Upstream: here\r\nContent-Length: \(head.utf8.count)\r\n\r\n"
            try connection.send(Array((answer + (request.method == "HEAD" ? "" : head)).utf8))
        }
    }

    private func echo(over connection: LocalSocket) throws {
        try connection.send(
            Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n".utf8)
        )
        while case let bytes = try connection.receive(), !bytes.isEmpty { try connection.send(bytes) }
    }
}
