import Foundation
import Glibc
import TestSupport
import Testing

/// What is denied counts everywhere, and a store that forgets it is told it again.
@Suite("A fleet and its deny-list")
struct FleetDenyListTests {
    private func deny(_ fleet: Fleet, _ redis: RedisServer) async throws {
        try await run("deny", fleet, redis.url)
    }

    private func run(_ command: String, _ fleet: Fleet, _ url: String) async throws {
        let words = [
            command, "sub", "mallory", "--issuers", fleet.deployment.issuer, "--audience", Deployment.audience,
        ]
        let result = try await Program(command: [Project.bearerd] + words, environment: ["REDIS_URL": url]).run()
        #expect(result.ending == .exited(0), "\(result.error)")
    }

    private func explain(_ token: String, _ fleet: Fleet, _ redis: RedisServer) async throws -> String {
        let words = ["explain", token, "--issuers", fleet.deployment.issuer, "--audience", Deployment.audience]
        return try await Program(command: [Project.bearerd] + words, environment: ["REDIS_URL": redis.url]).run().output
    }

    private func wait(_ members: [FleetMember], _ token: String, _ code: String) async throws {
        for member in members {
            try await waitUntil("\(code): \(member.log)") { try await member.answer(to: token) == code }
        }
    }

    @Test("what is denied is refused by all; a Redis that starts empty has it again")
    func writtenBack() async throws {
        try await Fleet.withRedis { fleet, redis in
            try await fleet.use()
            let denied = try await fleet.deployment.token("--subject", "mallory")
            let other = try await fleet.deployment.token("--subject", "alice")
            try await wait(fleet.first, denied, "200")
            try await deny(fleet, redis)
            try await wait(fleet.first, denied, "token_revoked")
            #expect(try await explain(denied, fleet, redis).contains("token_revoked"))
            #expect(try await !explain(other, fleet, redis).contains("token_revoked"))
            redis.kill()
            #expect(try await explain(other, fleet, redis).contains("store_unavailable"))
            for member in fleet.first { #expect(try await member.answer(to: denied) == "token_revoked") }
            try await redis.start()
            try await waitUntil("it is written back") { try await redis.command("XLEN", "bearerd:deny") == "1" }
            try fleet.members[3].start()
            try await wait([fleet.members[3]], denied, "token_revoked")
            for member in fleet.members {
                #expect(try await member.answer(to: denied) == "token_revoked")
                #expect(try await member.answer(to: other) == "200")
            }
        }
    }

    @Test("without the Redis, a process that has a copy starts and refuses by it, and one without lets nothing through")
    func copy() async throws {
        try await Fleet.withRedis { fleet, redis in
            try await fleet.use()
            let denied = try await fleet.deployment.token("--subject", "mallory")
            let other = try await fleet.deployment.token("--subject", "alice")
            try await deny(fleet, redis)
            try await wait(fleet.first, denied, "token_revoked")
            redis.kill()
            let (with, without) = (fleet.members[0], fleet.members[3])
            with.end()
            try with.start()
            try without.start()
            try await wait([with], other, "200")
            #expect(try await with.answer(to: denied) == "token_revoked")
            try await wait([without], other, "store_unavailable")
            #expect(try await without.answer(to: denied) != "200")
            try await redis.start()
            try await wait([without], other, "200")
            try await wait([without], denied, "token_revoked")
        }
    }

    @Test("a user of Redis that may do what docs/many-machines.md says is enough")
    func access() async throws {
        let page = try Project.text(of: "docs/many-machines.md")
        let words = try #require(page.firstMatch(of: /\nACL (SETUSER bearerd .*)\n/)?.1).split(separator: " ")
        try await RedisServer.with { redis in
            #expect(try await redis.command(["ACL"] + words.map { $0 == ">PASSWORD" ? ">secret" : String($0) }) == "OK")
            let url = "redis://bearerd:secret@127.0.0.1:\(redis.port)/1"
            try await Fleet.with(["REDIS_URL": url]) { fleet in
                let used = try await fleet.use()
                let denied = try await fleet.deployment.token("--subject", "mallory")
                // The second takes the first out of the stream.
                for _ in 0..<2 { try await run("deny", fleet, url) }
                try await wait(fleet.first, denied, "token_revoked")
                try await redis.command("-n", "1", "DEL", "bearerd:deny")
                try await waitUntil("it is written back") {
                    try await redis.command("-n", "1", "XLEN", "bearerd:deny") == "1"
                }
                try await run("allow", fleet, url)
                try await wait(fleet.first, denied, "200")
                #expect(try await fleet.present(used) == Fleet.nowhere)
                #expect(try await redis.command("ACL", "LOG") == "")
            }
        }
    }
}
