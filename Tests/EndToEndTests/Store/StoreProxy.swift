import Foundation
import Synchronization

/// What stands between bearerd and a Redis, and can hold its answers up or cut them off.
final class StoreProxy: Sendable {
    private struct Manner {
        var delay: TimeInterval = 0
        var isCutting = false
        var cuts = 0
    }

    let port: UInt16
    private let listener: LocalSocket
    private let target: UInt16
    private let manner = Mutex(Manner())

    /// Runs `body` with a proxy in front of a server's port.
    static func with(to target: Int, _ body: @Sendable (StoreProxy) async throws -> Void) async throws {
        let proxy = try StoreProxy(to: UInt16(target))
        defer { proxy.listener.shutDown() }
        try await body(proxy)
    }

    private init(to target: UInt16) throws {
        (listener, port) = try LocalSocket.silentListener()
        self.target = target
        Thread.detachNewThread { [self] in
            while let client = listener.acceptUnlessShutDown() { connect(client) }
        }
    }

    var url: String { "redis://127.0.0.1:\(port)/0" }

    /// How much later answers arrive from now on.
    func delay(_ time: TimeInterval) {
        manner.withLock { $0.delay = time }
    }

    /// Whether the answer to a command about a proof ends in its middle, and with it the connection.
    func cut(_ isCutting: Bool) {
        manner.withLock { $0.isCutting = isCutting }
    }

    /// How many answers were cut.
    var cuts: Int { manner.withLock(\.cuts) }

    private func connect(_ client: LocalSocket) {
        guard let server = try? LocalSocket(port: target) else { return client.shutDown() }
        let isMarked = Mark()
        Thread.detachNewThread { [self] in
            pass(client, server) { bytes in
                if manner.withLock(\.isCutting), bytes.firstRange(of: Array("bearerd:proof:".utf8)) != nil {
                    isMarked.set()
                }
                return bytes
            }
        }
        Thread.detachNewThread { [self] in
            pass(server, client) { bytes in
                let delay = manner.withLock(\.delay)
                if delay > 0 { Thread.sleep(forTimeInterval: delay) }
                guard isMarked.isSet else { return bytes }
                manner.withLock { $0.cuts += 1 }
                return nil
            }
        }
    }

    /// Passes bytes on, until a side ends or `change` has none; then the first two are all that arrives.
    private func pass(_ source: LocalSocket, _ target: LocalSocket, _ change: ([UInt8]) -> [UInt8]?) {
        while let bytes = try? source.receive(), !bytes.isEmpty {
            let changed = change(bytes)
            guard (try? target.send(changed ?? Array(bytes.prefix(2)))) != nil, changed != nil else { break }
        }
        source.shutDown()
        target.shutDown()
    }
}

/// Something that happens once, and that two threads know of.
private final class Mark: Sendable {
    private let flag = Atomic(false)

    func set() { flag.store(true, ordering: .releasing) }
    var isSet: Bool { flag.load(ordering: .acquiring) }
}
