import Testing

/// Peers that speak to bearerd's own socket and break the protocol: each costs only its own connection.
@Suite("Peers that break FastCGI", .serialized, .deployed(DeploymentConfiguration(settings: ["FASTCGI_WORKERS": "1"])))
struct HostilePeerTests {
    struct Peer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
    }

    static let peers: [Peer] = {
        let begin = FastCGIRequest.record(type: 1, content: [0, 1, 0, 0, 0, 0, 0, 0])
        return [
            Peer(testDescription: "nothing", bytes: []),
            Peer(testDescription: "HTTP", bytes: Array("GET / HTTP/1.1\r\n\r\n".utf8)),
            Peer(testDescription: "zeros", bytes: [UInt8](repeating: 0, count: 4096)),
            Peer(testDescription: "0xFF", bytes: [UInt8](repeating: 255, count: 70000)),
            Peer(testDescription: "another version", bytes: [9] + begin.dropFirst()),
            Peer(
                testDescription: "an unknown role",
                bytes: FastCGIRequest.record(type: 1, content: [0, 9, 0, 0, 0, 0, 0, 0])
            ),
            Peer(testDescription: "an unknown type", bytes: FastCGIRequest.record(type: 99, content: [1, 2, 3])),
            Peer(
                testDescription: "half a request",
                bytes: Array(FastCGIRequest(target: "/healthz").records.prefix(40))
            ),
            Peer(testDescription: "a record without its content", bytes: [1, 4, 0, 1, 255, 255, 0, 0]),
            // CVE-2025-23016: a name and a value whose lengths overflow when they are added.
            Peer(
                testDescription: "parameter lengths that overflow",
                bytes: begin + FastCGIRequest.record(type: 4, content: [UInt8](repeating: 255, count: 8) + [65, 65])
                    + FastCGIRequest.record(type: 4, content: []) + FastCGIRequest.record(type: 5, content: [])
            ),
        ]
    }()

    @Test("the next request on another connection is served", arguments: peers)
    func nextRequest(peer: Peer) async throws {
        let deployment = try Deployment.shared()
        let path = deployment.bearerdSocket
        // The peer stays connected while others are served, and leaves without a word.
        let socket = try LocalSocket(path: path)
        try? socket.send(peer.bytes)
        #expect(try await deployment.http.send("GET", "/healthz").status == 200)
        withExtendedLifetime(socket) {}
        #expect(try await deployment.http.send("GET", "/healthz").status == 200)
    }

    @Test("a peer that leaves before its answer costs nothing")
    func leavesEarly() async throws {
        let deployment = try Deployment.shared()
        let path = deployment.bearerdSocket
        try await blocking {
            for _ in 0..<200 { try LocalSocket(path: path).send(FastCGIRequest(target: "/api/public").records) }
        }
        #expect(try await deployment.http.send("GET", "/api/public").status == 200)
    }

    @Test("ten thousand connections opened and closed leave it serving")
    func manyConnections() async throws {
        let deployment = try Deployment.shared()
        let path = deployment.bearerdSocket
        try await blocking {
            for _ in 0..<10_000 { _ = try LocalSocket(path: path) }
        }
        // Those that the kernel has queued are worked off first; nginx does not wait behind a full queue.
        try await waitUntil("it serves") { try await deployment.http.send("GET", "/api/public").status == 200 }
        #expect(try await deployment.http.send("GET", "/api/public").status == 200)
    }
}
