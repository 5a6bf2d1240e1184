import Foundation
import Glibc
import TestSupport
import Testing

/// Three bearerds behind one nginx, with one Redis: a proof is good once for all of them.
@Suite("A fleet and its proofs")
struct FleetTests {
    /// `make fleet` has ten thousand.
    private static let proofs = ProcessInfo.processInfo.environment["FLEET_PROOFS"].flatMap(Int.init) ?? 200

    @Test("the same proof to all at once passes at exactly one")
    func once() async throws {
        try await Fleet.withRedis { fleet, _ in
            for _ in 0..<Self.proofs { try await fleet.use() }
        }
    }

    @Test("a process that is killed and started again, or that is added, lets no used proof through")
    func members() async throws {
        try await Fleet.withRedis { fleet, _ in
            let used = try await fleet.use()
            let (killed, added) = (fleet.members[1], fleet.members[3])
            killed.end()
            #expect(try await fleet.present(try fleet.client.proof()) == ["200", "502", "dpop_proof_replayed"])
            try killed.start()
            try added.start()
            try await killed.ready()
            try await added.ready()
            #expect(try await fleet.present(used, to: [killed, added]) == Fleet.twice)
            let answers = try await fleet.present(try fleet.client.proof(), to: fleet.members)
            #expect(answers == Fleet.once + ["dpop_proof_replayed"])
        }
    }

    @Test("with REDIS_ON_FAILURE=local a proof passes once at each while the Redis is away, and nowhere afterwards")
    func local() async throws {
        try await Fleet.withRedis(["REDIS_ON_FAILURE": "local"], limit: 3) { fleet, redis in
            let before = try await fleet.use()
            redis.kill()
            let proof = try fleet.client.proof()
            try await waitUntil("it has passed at each") {
                _ = try await fleet.present(proof)
                return try await fleet.present(proof) == Fleet.nowhere
            }
            // Each has remembered it, too.
            #expect(try await fleet.present(before) == Fleet.nowhere)
            try await redis.start()
            for member in fleet.first {
                try await waitUntil("the store is there") {
                    try await member.http.send("GET", "/metrics").text.contains("bearerd_store_up 1")
                }
            }
            #expect(try await fleet.present(proof) == Fleet.nowhere)
            try await waitUntil("the store decides again") {
                #expect(try await fleet.present(proof) == Fleet.nowhere)
                return try await fleet.present(try fleet.client.proof()) == Fleet.once
            }
        }
    }
}
