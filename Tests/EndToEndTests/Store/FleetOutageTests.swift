import Foundation
import TestSupport
import Testing

/// A fleet whose Redis is away, or is not what it was: no proof passes twice, nobody waits for long, and it is over when it is over.
@Suite("A fleet whose store fails")
struct FleetOutageTests {
    @Test("a Redis that is killed and starts empty: what was used, or made before, passes nowhere")
    func restartedEmpty() async throws {
        try await Fleet.withRedis { fleet, redis in
            let used = try await fleet.use()
            redis.kill()
            let made = try fleet.client.proof()
            try await waitUntil("all refuse") { try await fleet.present(made) == Fleet.unavailable }
            #expect(try await fleet.present(used) == Fleet.unavailable)
            try await redis.start()
            try await fleet.recover([used, made])
            // For ever: nobody knows any more whether it was used.
            for proof in [used, made] { #expect(try await fleet.present(proof).allSatisfy { $0 != "200" }) }
            try await fleet.use()
        }
    }

    private static let forget = "return redis.call('DEL', unpack(redis.call('KEYS', 'bearerd:proof:*')))"

    @Test("a failover to a replica, by Sentinel: no used proof passes, and new ones do")
    func failover() async throws {
        try await RedisServer.with(["--repl-diskless-sync-delay", "0"]) { primary in
            try await primary.rememberSinceLongAgo()
            try await RedisServer.with(["--replicaof", "127.0.0.1", "\(primary.port)"]) { replica in
                try await RedisSentinel.with(watching: primary, replica) { sentinel in
                    try await Fleet.with(["REDIS_URL": sentinel.url]) { fleet in
                        let used = try await fleet.use()
                        primary.kill()
                        // As if it had never heard of it.
                        try await replica.command("CONFIG", "SET", "replica-read-only", "no")
                        try await replica.command("EVAL", Self.forget, "0")
                        try await waitUntil("all refuse") {
                            try await fleet.present(try fleet.client.proof()) == Fleet.unavailable
                        }
                        try await fleet.recover([used])
                        #expect(try await fleet.present(used).allSatisfy { $0 != "200" })
                        try await fleet.use()
                        #expect(try await replica.command("ROLE").hasPrefix("master"))
                    }
                }
            }
        }
    }

    @Test("answers that take 200 ms are waited for")
    func slow() async throws {
        try await Fleet.withProxy { fleet, proxy, _ in
            proxy.delay(0.2)
            for _ in 0..<5 { try await fleet.use() }
        }
    }

    @Test("a connection that ends in the middle of an answer: the proof passes nowhere, and all is well again")
    func cut() async throws {
        try await Fleet.withProxy { fleet, proxy, redis in
            proxy.cut(true)
            var proofs: [String] = []
            try await waitUntil("answers were cut") {
                let proof = try fleet.client.proof()
                proofs.append(proof)
                #expect(try await fleet.present(proof) == Fleet.unavailable)
                return proxy.cuts >= 10
            }
            // Carried out, though nobody was told.
            #expect(try await redis.command("KEYS", "bearerd:proof:*").contains("bearerd:proof:"))
            proxy.cut(false)
            try await fleet.recover(proofs)
            try await fleet.use()
        }
    }

    @Test("a Redis that is full: dpop_replay_full, until there is room")
    func full() async throws {
        try await Fleet.withRedis { fleet, redis in
            let used = try await fleet.use()
            try await redis.command("CONFIG", "SET", "maxmemory", "1")
            let full = [String](repeating: "dpop_replay_full", count: 3)
            #expect(try await fleet.present(try fleet.client.proof()) == full)
            #expect(try await fleet.present(used).allSatisfy { $0 != "200" })
            try await redis.command("CONFIG", "SET", "maxmemory", "0")
            try await fleet.use()
            #expect(try await fleet.present(used) == Fleet.nowhere)
        }
    }

    @Test("a primary that has lost its replicas takes no proofs, where it is told so")
    func cutOff() async throws {
        try await Fleet.withRedis { fleet, redis in
            let used = try await fleet.use()
            try await redis.command("CONFIG", "SET", "min-replicas-to-write", "1")
            #expect(try await fleet.present(try fleet.client.proof()) == Fleet.unavailable)
            #expect(try await fleet.present(used).allSatisfy { $0 != "200" })
            try await redis.command("CONFIG", "SET", "min-replicas-to-write", "0")
            try await fleet.use()
            #expect(try await fleet.present(used) == Fleet.nowhere)
        }
    }

    @Test("a Redis that pauses: nobody waits for its end", arguments: ["WRITE", "ALL"])
    func paused(commands: String) async throws {
        try await Fleet.withRedis { fleet, redis in
            let used = try await fleet.use()
            var proofs = [used]
            try await waitUntil("all refuse") {
                // With ALL, nobody can end it.
                try await redis.command("CLIENT", "PAUSE", commands == "ALL" ? "3000" : "600000", commands)
                let proof = try fleet.client.proof()
                proofs.append(proof)
                return try await fleet.present(proof) == Fleet.unavailable
            }
            try await redis.command("CLIENT", "UNPAUSE")
            try await fleet.recover(proofs)
            #expect(try await fleet.present(used) == Fleet.nowhere)
        }
    }
}
